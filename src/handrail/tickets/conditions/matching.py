"""Whether facts fit conditions, and which of the tests said so. Pure."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from handrail.base.languages import later
from handrail.base.saying import Sentence, either, said
from handrail.tickets.conditions.facts import FIELD, Facts, fact
from handrail.tickets.conditions.language import (
    HOW_IN_WORDS,
    BadCondition,
    Conditions,
    How,
    Test,
    pattern,
)

WORD = re.compile(r"\w+", re.UNICODE)
Labels = Mapping[tuple[str, int], str]


def fits(conditions: Conditions, facts: Facts) -> bool:
    """Whether all of `all`, one of `any` and none of `none` hold; no conditions fit everything."""
    return matches(conditions, facts) is not None


def matches(conditions: Conditions, facts: Facts) -> list[Test] | None:
    """The tests that made it fit, for the explanation; None when it does not fit."""
    if not all(holds(test, facts) for test in conditions.all):
        return None
    if any(holds(test, facts) for test in conditions.none):
        return None
    some = [test for test in conditions.any if holds(test, facts)]
    if conditions.any and not some:
        return None
    return [*conditions.all, *some]


def holds(test: Test, facts: Facts) -> bool:
    """Whether one test is true of the facts."""
    return COMPARE[test.how](facts.get(test.fact), test.values)


def _is(have: Any, wanted: list[Any]) -> bool:
    if isinstance(have, frozenset):
        return any(value in have for value in wanted)
    if isinstance(have, str):
        return have.casefold() in {str(value).casefold() for value in wanted}
    return have in wanted


def _contains(have: Any, wanted: list[Any]) -> bool:
    if isinstance(have, frozenset):
        return any(str(value).casefold() in have for value in wanted)
    return any(holds_phrase(have or "", str(value)) for value in wanted)


def holds_phrase(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text as whole words, whatever the case and the signs between."""
    return f" {_plain(phrase)} " in f" {_plain(text)} "


@lru_cache(maxsize=512)
def _plain(text: str) -> str:
    """Words in small letters with one space between, so that phrases are found as whole words."""
    return " ".join(WORD.findall(text.casefold()))


def _matches(have: Any, wanted: list[Any]) -> bool:
    return any(pattern(value).search(str(have or "")) for value in wanted)


def _at_least(have: Any, wanted: list[Any]) -> bool:
    return have is not None and have >= wanted[0]


def _at_most(have: Any, wanted: list[Any]) -> bool:
    return have is not None and have <= wanted[0]


COMPARE: Mapping[How, Callable[[Any, list[Any]], bool]] = {
    How.IS: _is,
    How.IS_NOT: lambda have, wanted: not _is(have, wanted),
    How.CONTAINS: _contains,
    How.LACKS: lambda have, wanted: not _contains(have, wanted),
    How.MATCHES: _matches,
    How.AT_LEAST: _at_least,
    How.AT_MOST: _at_most,
}


def words(test: Test, names: Labels | None = None) -> Sentence:
    """A test as a person would say it; `names` are those of the rows it speaks of."""
    known = fact(test.fact)
    if known is None:
        raise BadCondition('There is no fact called "%(fact)s".', fact=test.fact)
    label = test.fact.removeprefix(FIELD) if test.fact.startswith(FIELD) else known.label
    values = either(_value(known.row, value, names or {}) for value in test.values)
    how = HOW_IN_WORDS[test.how]
    return said("%(fact)s %(how)s %(value)s", fact=label, how=how, value=values)


def _value(row: str, value: Any, names: Labels) -> str:
    if isinstance(value, bool):
        return later("yes") if value else later("no")
    if row:
        return names.get((row, value), said("no. %(number)s (gone)", number=value))
    return f'"{value}"' if isinstance(value, str) else str(value)
