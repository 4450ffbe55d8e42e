"""Sentences that carry their facts: English where they are kept, translated where they are shown.

A rule says what it has to say once, as a constant sentence with names for its facts. Who reads it,
and so the language, is known only where it is shown: `str()` translates there, and not before.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, reduce
from typing import Any, NoReturn, Self

from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.html import escape

Fact = Any
FACT = re.compile(r"%\((\w+)\)s")


class Sentence(str):
    """English wherever it is compared, kept or sent to a program; translated where it is shown."""

    __slots__ = ("facts", "pattern")
    pattern: str
    facts: Mapping[str, Fact]

    def __new__(cls, pattern: str, /, facts: Mapping[str, Fact] | None = None) -> Self:
        kept = {name: _kept(fact) for name, fact in (facts or {}).items()}
        made = super().__new__(cls, _put(str.__str__(pattern), kept, _english))
        object.__setattr__(made, "pattern", str.__str__(pattern))
        object.__setattr__(made, "facts", kept)
        return made

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a sentence is never changed")

    def __str__(self) -> str:
        # gettext answers an empty question with the head of the catalogue.
        return _put(translation.gettext(self.pattern) if self.pattern else "", self.facts, _shown)

    def __html__(self) -> str:
        return escape(str(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __mod__(self, values: object) -> str:
        return str(self) % values

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, Fact]]]:
        return type(self), (self.pattern, dict(self.facts))


class Amount(int):
    """A number to be read as one, with the separators of the reader's language. Not for numbers of tickets."""

    def __str__(self) -> str:
        return str(formats.number_format(int(self), use_l10n=True, force_grouping=True))


class Saying(Exception):
    """An exception whose sentence is for people, each in their language."""

    def __init__(self, sentence: str = "", /, **facts: Fact) -> None:
        self.sentence = (
            sentence if isinstance(sentence, Sentence) and not facts else said(sentence, **facts)
        )
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def english(self) -> str:
        """What is kept of it: a log and a table belong to no reader."""
        return self.sentence[:]


def said(sentence: str, /, **facts: Fact) -> Sentence:
    """A constant sentence with its facts; those that are sentences themselves are translated too."""
    return Sentence(sentence, facts)


def recalled(kept: str, patterns: Iterable[str]) -> str:
    """A sentence again from what was kept of it, or what was kept when it is none of these."""
    for pattern in patterns:
        if found := _reading(pattern[:]).fullmatch(kept):
            facts = found.groupdict()
            return said(pattern, **{name: recalled(fact, patterns) for name, fact in facts.items()})
    return kept


@lru_cache(maxsize=512)
def _reading(pattern: str) -> re.Pattern[str]:
    """Reads what a pattern has written; a fact that it names twice is the same twice."""
    seen: set[str] = set()
    written = ""
    for number, part in enumerate(FACT.split(pattern)):
        if number % 2 == 0:
            written += re.escape(part)
        else:
            written += f"(?P={part})" if part in seen else f"(?P<{part}>.*?)"
            seen.add(part)
    return re.compile(written, re.DOTALL)


def either(words: Iterable[str]) -> str:
    """Words of which one suffices, with "or" between them."""
    return reduce(lambda one, other: said("%(one)s or %(other)s", one=one, other=other), words)


def _put(pattern: str, facts: Mapping[str, Fact], word: Callable[[Fact], str]) -> str:
    return pattern % {name: word(fact) for name, fact in facts.items()} if facts else pattern


def _kept(fact: Fact) -> Fact:
    """A fact as it is now: a row may be changed or gone when the sentence is read."""
    if isinstance(fact, Saying):
        return fact.sentence
    if isinstance(fact, list | tuple):
        return tuple(_kept(one) for one in fact)
    return fact if isinstance(fact, str | int | float | Promise) else str(fact)


def _shown(fact: Fact) -> str:
    return ", ".join(_shown(one) for one in fact) if isinstance(fact, tuple) else str(fact)


def _english(fact: Fact) -> str:
    match fact:
        case tuple():
            return ", ".join(_english(one) for one in fact)
        case Sentence():
            return fact[:]
        case Amount():
            return f"{int(fact):,}"
        case Promise():
            with translation.override("en"):
                return str(fact)
    return str(fact)
