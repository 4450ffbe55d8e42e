"""A tree drawn: boxes in layers from the start down, lines between them. Pure; sizes in pixels.

The steps of Sugiyama's method (Sugiyama, Tagawa, Toda 1981), each in its plainest form: ways back up
are set aside, each node lies one layer below the lowest that leads to it, a line that passes layers
gets a gap of its own in each, and a layer is ordered by the mean place of what leads to it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from handrail.knowledge.trees.graph import Graph, kind_of, ways

WIDE, HIGH, GAP, ROOM = 176, 52, 24, 56
MOST_LETTERS, ANSWER_LETTERS = 24, 14
PASSING = 96

Slot = tuple[str, str]  # A node ("name", "") or the gap that a line ("from", "to") passes through.


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

    @property
    def rows(self) -> list[str]:
        """Its words in at most two rows, narrow enough for two answers beside each other."""
        return wrap(self.words, ANSWER_LETTERS, max_lines=2, placeholder="…")


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to draw, and how much room it takes."""

    boxes: list[Box]
    lines: list[Line]
    width: int
    height: int


def picture(graph: Graph) -> Picture:
    """Draw a graph; what nothing leads to stands in the last layer."""
    depths = _depths(graph)
    layers = _layers(graph, depths)
    width = max((sum(map(_room, layer)) for layer in layers), default=0) + GAP
    middles = {
        (slot, depth): x for depth, layer in enumerate(layers) for slot, x in _row(layer, width)
    }
    boxes = {
        name: Box(name, kind_of(node), middles[(name, ""), depths[name]] - WIDE // 2, _y(depths[name]))
        for name, node in graph.nodes.items()
    }  # fmt: skip
    in_order = sorted(boxes.values(), key=lambda box: (box.y, box.x))
    lines = [
        _line(str(words), boxes[name], boxes[to], [
            (middles[(name, to), depth], _y(depth)) for depth in range(depths[name] + 1, depths[to])
        ])
        for name, node in graph.nodes.items() for words, to in ways(node).items() if to in boxes
    ]  # fmt: skip
    return Picture(in_order, lines, width, max(0, len(layers) * (HIGH + ROOM) - ROOM) + GAP)


def _y(depth: int) -> int:
    return GAP // 2 + depth * (HIGH + ROOM)


def _depths(graph: Graph) -> dict[str, int]:
    below = _downward(graph)
    depths: dict[str, int] = {}
    for name in reversed(list(below)):
        depths.setdefault(name, 0)
        for to in below[name]:
            depths[to] = max(depths.get(to, 0), depths[name] + 1)
    lost = max(depths.values(), default=-1) + 1
    return depths | {name: lost for name in graph.nodes if name not in depths}


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


def _layers(graph: Graph, depths: dict[str, int]) -> list[list[Slot]]:
    """Nodes and passing lines of each layer, in order from the left."""
    layers: list[list[Slot]] = [[] for _ in range(max(depths.values(), default=-1) + 1)]
    for name, depth in depths.items():
        layers[depth].append((name, ""))
        for to in dict.fromkeys(ways(graph.nodes[name]).values()):
            for passed in range(depth + 1, depths.get(to, depth)):
                layers[passed].append((name, to))
    for above, layer in pairwise(layers):
        means = _means(graph, above)
        layer.sort(key=lambda slot: means.get(slot, 0))
    return layers


def _means(graph: Graph, above: list[Slot]) -> dict[Slot, float]:
    """{slot of the next layer: the mean place of what leads to it}."""
    places: dict[Slot, list[float]] = defaultdict(list)
    for place, (name, to) in enumerate(above):
        onward = [to] if to else list(ways(graph.nodes[name]).values())
        for nth, goal in enumerate(onward):
            for slot in ((goal, ""), (name, goal)):
                places[slot].append(place + nth / 100)
    return {slot: sum(found) / len(found) for slot, found in places.items()}


def _room(slot: Slot) -> int:
    return PASSING if slot[1] else WIDE + GAP


def _row(layer: list[Slot], width: int) -> Iterator[tuple[Slot, int]]:
    """Each slot with the middle of its place."""
    left = (width - sum(map(_room, layer)) + GAP) // 2
    for slot in layer:
        yield slot, left + (_room(slot) - GAP) // 2
        left += _room(slot)


def _line(words: str, a: Box, b: Box, through: list[tuple[int, int]]) -> Line:
    """A curve from the foot of one box to the head of another; upwards it swings out to the side."""
    if b.y <= a.y:
        return _back(words, a, b)
    x, y = a.x + WIDE // 2, a.y + HIGH
    path = f"M{x} {y}"
    goals = [*through, (b.x + WIDE // 2, b.y)]
    says = x + (goals[0][0] - x) * 3 // 5, y + (goals[0][1] - y) * 3 // 5
    for goal_x, goal_y in goals:
        middle = (y + goal_y) // 2
        path += f"C{x} {middle} {goal_x} {middle} {goal_x} {goal_y}"
        x, y = goal_x, goal_y + HIGH
        path += f"V{y}" if goal_y < b.y else ""
    return Line(words, path, *says)


def _back(words: str, a: Box, b: Box) -> Line:
    side, end, out = a.x + WIDE, b.x + WIDE, 60
    start, stop = f"{side} {a.y + HIGH // 2}", f"{end} {b.y + HIGH // 2}"
    path = f"M{start}C{side + out} {a.y} {end + out} {b.y + HIGH} {stop}"
    return Line(words, path, side + 8, a.y - 6)
