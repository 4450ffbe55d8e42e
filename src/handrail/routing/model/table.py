"""Labelled texts from a CSV file."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from handrail.base.saying import Saying

TEXT = ("text", "question", "message", "body", "utterance", "query", "subject", "description")
LABEL = ("category", "label", "intent", "class", "topic", "queue")


class BadTable(Saying, ValueError):
    """A file that labelled texts cannot be read from; the message says what to do."""


class Labelled(NamedTuple):
    """Texts and their labels, in the order of the file."""

    texts: list[str]
    labels: list[str]


def read(path: Path, *, text: str = "", label: str = "") -> Labelled:
    """Read a table with a header line. Raises BadTable; columns not named are guessed."""
    rows = _rows(path)
    names = rows[0]
    texts, labels = _column(names, text, TEXT, "text"), _column(names, label, LABEL, "label")
    found = Labelled([], [])
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            raise BadTable(
                "%(file)s, row %(number)s: %(there)s columns instead of %(wanted)s. Put texts "
                "that hold a comma in quotes.",
                file=path.name,
                number=number,
                there=len(row),
                wanted=len(names),
            )
        if row[texts].strip() and row[labels].strip():
            found.texts.append(row[texts])
            found.labels.append(row[labels].strip())
    if not found.texts:
        raise BadTable("%(file)s has no row with a text and a label.", file=path.name)
    return found


def _rows(path: Path) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadTable(
            "%(file)s is not in UTF-8. Save it as UTF-8 and try again.", file=path.name
        ) from fault
    except OSError as fault:
        raise BadTable(
            "%(path)s cannot be read: %(fault)s.", path=path, fault=fault.strerror
        ) from fault
    if "\0" in content:
        raise BadTable("%(file)s is no text file.", file=path.name)
    try:
        rows = [row for row in csv.reader(content.splitlines(keepends=True), strict=True) if row]
    except csv.Error as fault:
        raise BadTable(
            "%(file)s is no good CSV: %(fault)s.", file=path.name, fault=fault
        ) from fault
    if not rows:
        raise BadTable("%(file)s is empty.", file=path.name)
    return rows


def _column(names: Sequence[str], wanted: str, usual: Sequence[str], what: str) -> int:
    plain = [name.strip().casefold() for name in names]
    for name in [wanted.casefold()] if wanted else usual:
        if name in plain:
            return plain.index(name)
    there = ", ".join(names)
    if wanted:
        raise BadTable(
            'There is no column "%(wanted)s". The columns are: %(there)s.',
            wanted=wanted,
            there=there,
        )
    raise BadTable(
        "No column looks like the %(what)s. Name it with --%(what)s-column. The columns "
        "are: %(there)s.",
        what=what,
        there=there,
    )
