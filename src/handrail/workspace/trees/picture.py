"""A tree drawn: boxes in layers from the start down, lines between them. Pure; sizes in pixels.

Layers by the longest way from the start, order within a layer by the mean place of those that lead
there: the first two steps of Sugiyama's method (Sugiyama, Tagawa, Toda 1981), which is enough for trees that
people draw by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.knowledge.trees.graph import Graph, kind_of, ways

WIDE, HIGH, GAP, ROOM = 176, 52, 24, 56
MOST_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Box:
    """A node: where it lies, what it is called, what kind it is."""

    name: str
    kind: str
    x: int
    y: int

    @property
    def label(self) -> str:
        """Its name, cut to fit."""
        return self.name if len(self.name) <= MOST_LETTERS else self.name[: MOST_LETTERS - 1] + "…"


@dataclass(frozen=True, slots=True)
class Line:
    """An answer: its way as an SVG path, and where its words stand."""

    words: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to draw, and how much room it takes."""

    boxes: list[Box]
    lines: list[Line]
    width: int
    height: int


def picture(graph: Graph) -> Picture:
    """Draw a graph; what nothing leads to stands in the last layer."""
    layers = _layers(graph)
    widest = max((len(layer) for layer in layers), default=1)
    width = widest * (WIDE + GAP) + GAP
    boxes = {
        box.name: box
        for depth, layer in enumerate(layers)
        for box in _row(graph, layer, depth, width)
    }
    lines = [
        _line(words, boxes[name], boxes[to])
        for name, node in graph.nodes.items() for words, to in ways(node).items() if to in boxes
    ]  # fmt: skip
    return Picture(list(boxes.values()), lines, width, len(layers) * (HIGH + ROOM) - ROOM + GAP)


def _layers(graph: Graph) -> list[list[str]]:
    """Each node one layer below the lowest of those that lead to it; ways back up are left out."""
    below = _downward(graph)
    depths: dict[str, int] = {}
    for name in reversed(list(below)):
        depths.setdefault(name, 0)
        for to in below[name]:
            depths[to] = max(depths.get(to, 0), depths[name] + 1)
    lost = max(depths.values(), default=-1) + 1
    depths |= {name: lost for name in graph.nodes if name not in depths}
    layers: list[list[str]] = []
    for depth in range(max(depths.values(), default=-1) + 1):
        names = [name for name in depths if depths[name] == depth]
        layers.append(_in_order(graph, names, layers[-1] if layers else []))
    return layers


def _downward(graph: Graph) -> dict[str, list[str]]:
    """{node: where its answers lead}, without ways back up, lowest nodes first: one walk in depth."""
    found: dict[str, list[str]] = {}
    path: set[str] = set()

    def visit(name: str) -> None:
        path.add(name)
        onward = [to for to in ways(graph.nodes[name]).values() if to in graph.nodes]
        down = [to for to in dict.fromkeys(onward) if to not in path]
        for to in down:
            if to not in found:
                visit(to)
        path.remove(name)
        found[name] = down

    if graph.start in graph.nodes:
        visit(graph.start)
    return found


def _in_order(graph: Graph, names: list[str], above: list[str]) -> list[str]:
    """A layer's nodes, each under the middle of those in the layer above that lead to it."""
    places: dict[str, list[float]] = {name: [] for name in names}
    for place, name in enumerate(above):
        for nth, to in enumerate(ways(graph.nodes[name]).values()):
            if to in places:
                places[to].append(place + nth / 100)
    return sorted(names, key=lambda name: sum(places[name]) / max(1, len(places[name])))


def _row(graph: Graph, layer: list[str], depth: int, width: int) -> list[Box]:
    left = (width - len(layer) * (WIDE + GAP) + GAP) // 2
    y = GAP // 2 + depth * (HIGH + ROOM)
    kinds: Mapping[str, str] = {name: kind_of(graph.nodes[name]) for name in layer}
    return [Box(name, kinds[name], left + n * (WIDE + GAP), y) for n, name in enumerate(layer)]


def _line(words: str, a: Box, b: Box) -> Line:
    """A curve from the foot of one box to the head of another; upwards it swings out to the side."""
    x1, y1, x2, y2 = a.x + WIDE // 2, a.y + HIGH, b.x + WIDE // 2, b.y
    if b.y > a.y:
        middle = (y1 + y2) // 2
        path = f"M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}"
        return Line(words, path, x1 + (x2 - x1) * 3 // 5, y1 + (y2 - y1) * 3 // 5)
    side, end, out = a.x + WIDE, b.x + WIDE, 60
    start, stop = f"{side} {a.y + HIGH // 2}", f"{end} {b.y + HIGH // 2}"
    path = f"M{start}C{side + out} {a.y} {end + out} {b.y + HIGH} {stop}"
    return Line(words, path, side + 8, a.y - 6)
