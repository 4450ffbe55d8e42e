"""A tree drawn: boxes in layers from the start down, lines between them. Pure; sizes in pixels.

Layers by breadth-first distance, order within a layer by the mean place of those that lead there: the
first two steps of Sugiyama's method (Sugiyama, Tagawa, Toda 1981), which is enough for trees that
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
    return Picture(list(boxes.values()), lines, width, len(layers) * (HIGH + ROOM) + GAP)


def _layers(graph: Graph) -> list[list[str]]:
    layers, seen = [], set[str]()
    layer = [graph.start] if graph.start in graph.nodes else []
    while layer:
        layers.append(layer)
        seen.update(layer)
        layer = _below(graph, layer, seen)
    lost = [name for name in graph.nodes if name not in seen]
    return [*layers, lost] if lost else layers


def _below(graph: Graph, layer: list[str], seen: set[str]) -> list[str]:
    """The nodes one step on, each under the middle of those that lead to it."""
    places: dict[str, list[float]] = {}
    for place, name in enumerate(layer):
        for nth, to in enumerate(ways(graph.nodes[name]).values()):
            if to in graph.nodes and to not in seen:
                places.setdefault(to, []).append(place + nth / 100)
    return sorted(places, key=lambda name: sum(places[name]) / len(places[name]))


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
    side = a.x + WIDE
    path = f"M{side} {a.y + HIGH // 2}C{side + 60} {a.y} {b.x + WIDE + 60} {b.y + HIGH} {b.x + WIDE} {b.y + HIGH // 2}"
    return Line(words, path, side + 8, a.y - 6)
