"""The words of one version: its parts in order, made fit to keep, and compared line by line. Pure."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Protocol

from handrail.base.text import clean, one_line
from handrail.knowledge.rules import MOST_TEXT

RARE_BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), "\n")
BLANK_FIRST_LINES = re.compile(r"\A(?:[ \t]*\n)+")


class HasWords(Protocol):
    """What a version looks like from here."""

    title: str
    summary: str
    issue: str
    environment: str
    cause: str
    resolution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Title in one line; summary, issue, environment, cause and resolution in Markdown."""

    title: str = ""
    summary: str = ""
    issue: str = ""
    environment: str = ""
    cause: str = ""
    resolution: str = ""

    def tidy(self) -> "Words":
        """Fit to store, without blank lines around. Doing it twice changes nothing."""
        texts = {name: tidy(text) for name, text in asdict(self).items() if name != "title"}
        return replace(self, title=one_line(self.title, most=250), **texts)

    def changed(self, **parts: str) -> "Words":
        """The same with some parts written anew."""
        return replace(self, **parts)


NAMES = tuple(field.name for field in fields(Words))


def tidy(text: str) -> str:
    """One part, fit to store; indentation of the first line is kept, it may be code.

    Rare line breaks become the usual one: not every reader of a file takes them for breaks.
    """
    text = clean(text, most=MOST_TEXT).translate(RARE_BREAKS)
    return BLANK_FIRST_LINES.sub("", text).rstrip()


def words_of(version: HasWords) -> Words:
    """The words that a version holds."""
    return Words(**{name: getattr(version, name) for name in NAMES})


def given(parts: Mapping[str, str]) -> Words:
    """Words from a form or a file; parts that are missing are empty."""
    return Words(**{name: parts.get(name, "") for name in NAMES})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison: `mark` is " " for both, "-" for the older alone, "+" for the newer."""

    part: str
    mark: str
    text: str


def differences(old: Words, new: Words) -> list[Line]:
    """What changed from one version to another; parts that are the same are left out."""
    return [
        line
        for name in NAMES
        if getattr(old, name) != getattr(new, name)
        for line in _lines(name, getattr(old, name), getattr(new, name))
    ]


def _lines(part: str, old: str, new: str) -> Iterator[Line]:
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    for line in difflib.ndiff(before, after):
        if line[0] != "?":
            yield Line(part, line[0], line[2:])
