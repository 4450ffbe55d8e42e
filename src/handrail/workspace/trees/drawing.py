"""A tree as a form: one row for each node, targets by row, so that renaming a node breaks nothing. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from handrail.base.languages import later

KINDS = {
    "question": later("Question"), "step": later("Step to try"), "solved": later("End: solved"),
    "ticket": later("End: a ticket with these facts"), "escalate": later("End: hand over to a team"),
}  # fmt: skip
# What each kind keeps beside its answers, and what a new one starts with.
PARTS: dict[str, tuple[str, ...]] = {
    "question": ("text", "help"),
    "step": ("text", "article"),
    "solved": ("text",),
    "ticket": ("text", "subject", "category", "impact", "urgency", "tags"),
    "escalate": ("text", "team", "wanted", "found"),
}
NUMBERS = {"category": None, "team": 0, "impact": 2, "urgency": 2}
NEW = "new:"
MOST_ROWS, LONGEST = 200, 20_000
ROW = re.compile(r"n(\d{1,4})-kind")


@dataclass(slots=True)
class Way:
    """An answer, and the row it leads to: its number, or nothing yet."""

    text: str = ""
    to: str = ""


@dataclass(slots=True)
class Row:
    """One node as it stands in the form."""

    key: str
    kind: str = "question"
    name: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    helped: str = ""
    failed: str = ""


@dataclass(slots=True)
class Drawing:
    """All rows of the form, in order, and the row a walk starts from."""

    rows: list[Row] = field(default_factory=list)
    start: str = ""

    def row(self, key: str) -> Row | None:
        """The row of a number."""
        return next((row for row in self.rows if row.key == key), None)

    def add(self, kind: str) -> Row:
        """One more node, named after what it is."""
        key = str(max((int(row.key) for row in self.rows), default=0) + 1)
        ways = [Way(_("Yes")), Way(_("No"))] if kind == "question" else []
        made = Row(
            key, kind, f"{KINDS[kind].removeprefix('End: ').split()[0].lower()} {key}", {}, ways
        )
        self.rows.append(made)
        self.start = self.start or key
        return made

    def drop(self, key: str) -> None:
        """Take a node away; what led to it leads nowhere, and says so."""
        self.rows = [row for row in self.rows if row.key != key]
        for row in self.rows:
            row.helped, row.failed = (("" if to == key else to) for to in (row.helped, row.failed))
            for way in row.ways:
                way.to = "" if way.to == key else way.to
        if self.start == key:
            self.start = self.rows[0].key if self.rows else ""

    def names(self) -> dict[str, str]:
        """{row: the name its node is stored under}; two of the same name are told apart."""
        found: dict[str, str] = {}
        for row in self.rows:
            name = " ".join(row.name.split())[:36] or _("node %(key)s") % {"key": row.key}
            while name in found.values():
                name = f"{name[:33]} {row.key}"
            found[row.key] = name
        return found


def typed(data: Mapping[str, str]) -> Drawing:
    """The drawing that was sent, with new nodes made where an answer asks for one."""
    keys = [found[1] for name in data if (found := ROW.fullmatch(name))][:MOST_ROWS]
    drawing = Drawing([_row(key, data) for key in keys], data.get("start", ""))
    if drawing.rows and drawing.row(drawing.start) is None:
        drawing.start = drawing.rows[0].key
    _make_new(drawing)
    return drawing


def _row(key: str, data: Mapping[str, str]) -> Row:
    def get(name: str) -> str:
        return data.get(f"n{key}-{name}", "").replace("\r\n", "\n")[:LONGEST]

    kind = get("kind") if get("kind") in KINDS else "question"
    count = min(int(get("count")), 20) if get("count").isdigit() and len(get("count")) < 4 else 0
    ways = [Way(get(f"a{n}-text")[:250], get(f"a{n}-to")) for n in range(count)]
    if kind == "question" and not ways:
        ways = [Way(_("Yes")), Way(_("No"))]
    parts = {name: get(name) for name in PARTS[kind]}
    return Row(key, kind, get("name"), parts, ways, get("helped"), get("failed"))


def _make_new(drawing: Drawing) -> None:
    for row in list(drawing.rows):
        row.helped, row.failed = _target(drawing, row.helped), _target(drawing, row.failed)
        for way in row.ways:
            way.to = _target(drawing, way.to)


def _target(drawing: Drawing, to: str) -> str:
    if (
        to.startswith(NEW)
        and (kind := to.removeprefix(NEW)) in KINDS
        and len(drawing.rows) < MOST_ROWS
    ):
        return drawing.add(kind).key
    return to if drawing.row(to) is not None else ""


def act(drawing: Drawing, do: str) -> None:
    """A button of the form: `add:step`, `drop:3`, `answer:3` (one more), `unanswer:3:1`."""
    verb, __, rest = do.partition(":")
    if verb == "add" and rest in KINDS and len(drawing.rows) < MOST_ROWS:
        drawing.add(rest)
    elif verb == "drop":
        drawing.drop(rest)
    elif verb in {"answer", "unanswer"}:
        key, __, place = rest.partition(":")
        _answers(drawing.row(key), place if verb == "unanswer" else None)


def _answers(row: Row | None, place: str | None) -> None:
    if row is None:
        return
    if place is None:
        row.ways.append(Way())
    elif place.isdigit() and int(place) < len(row.ways):
        row.ways.pop(int(place))


def definition(drawing: Drawing) -> dict[str, Any]:
    """The drawing as it is stored."""
    names = drawing.names()
    nodes = {names[row.key]: _node(row, names) for row in drawing.rows}
    return {"start": names.get(drawing.start, ""), "nodes": nodes}


def _node(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    node: dict[str, Any] = {"kind": row.kind}
    for name in PARTS[row.kind]:
        node[name] = _stored(name, row.parts.get(name, ""))
    if row.kind == "question":
        kept = [way for way in row.ways if way.text.strip() or way.to]
        node["answers"] = [{"text": w.text.strip(), "to": names.get(w.to, "")} for w in kept]
    if row.kind == "step":
        node |= {"failed": names.get(row.failed, ""), "helped": names.get(row.helped, "")}
    return node


def _stored(name: str, value: str) -> Any:
    if name in NUMBERS:
        is_number = value.isascii() and value.isdigit() and len(value) < 10
        return int(value) if is_number else NUMBERS[name]
    if name == "tags":
        return [tag.strip() for tag in value.split(",") if tag.strip()][:20]
    return value.strip()


def drawn(stored: Mapping[str, Any]) -> Drawing:
    """A stored definition as a form, its start first."""
    order = _order(stored)
    keys = {name: str(number) for number, name in enumerate(order, start=1)}
    rows = [_opened(keys[name], name, stored["nodes"][name], keys) for name in order]
    return Drawing(rows, keys.get(stored["start"], ""))


def _order(stored: Mapping[str, Any]) -> list[str]:
    """The nodes as a reader meets them: from the start on, layer by layer; strays last."""
    met = [stored["start"]] if stored["start"] in stored["nodes"] else []
    for name in met:
        node = stored["nodes"][name]
        onward = [one["to"] for one in node.get("answers", [])] + [
            node.get("helped"),
            node.get("failed"),
        ]
        met += [to for to in dict.fromkeys(onward) if to in stored["nodes"] and to not in met]
    return [*met, *(name for name in stored["nodes"] if name not in met)]


def _opened(key: str, name: str, node: Mapping[str, Any], keys: Mapping[str, str]) -> Row:
    parts = {part: _shown(node.get(part, NUMBERS.get(part, ""))) for part in PARTS[node["kind"]]}
    ways = [Way(one["text"], keys.get(one["to"], "")) for one in node.get("answers", [])]
    helped, failed = (keys.get(node.get(way, ""), "") for way in ("helped", "failed"))
    return Row(key, node["kind"], name, parts, ways, helped, failed)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value in (None, 0) else str(value)


def begun() -> Drawing:
    """What a new tree starts from: a question, one answer solved, the other a ticket."""
    drawing = Drawing()
    question, solved, ticket = (drawing.add(kind) for kind in ("question", "solved", "ticket"))
    question.ways[0].to, question.ways[1].to = solved.key, ticket.key
    return drawing
