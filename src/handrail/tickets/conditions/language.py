"""The language: tests joined by all, any and none. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec
import re2

from handrail.base.languages import later
from handrail.base.saying import Saying
from handrail.tickets.conditions.facts import Fact, Kind, fact

MOST_TESTS = 100
MOST_PATTERN = 500
OPTIONS = re2.Options()
OPTIONS.case_sensitive = False
OPTIONS.log_errors = False


class How(StrEnum):
    """How a fact is compared."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    LACKS = "lacks"
    MATCHES = "matches"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


# "is" and "contains" take one value or a list, of which one suffices.
ALLOWED: dict[Kind, frozenset[How]] = {
    Kind.WORDS: frozenset({How.CONTAINS, How.LACKS, How.MATCHES}),
    Kind.CODE: frozenset({How.IS, How.IS_NOT, How.MATCHES}),
    Kind.ROW: frozenset({How.IS, How.IS_NOT}),
    Kind.ROWS: frozenset({How.IS, How.IS_NOT}),
    Kind.TAGS: frozenset({How.CONTAINS, How.LACKS}),
    Kind.NUMBER: frozenset({How.IS, How.IS_NOT, How.AT_LEAST, How.AT_MOST}),
    Kind.YES_NO: frozenset({How.IS}),
}


HOW_IN_WORDS: Mapping[How, str] = {
    How.IS: later("is"),
    How.IS_NOT: later("is not"),
    How.CONTAINS: later("contains"),
    How.LACKS: later("does not contain"),
    How.MATCHES: later("matches"),
    How.AT_LEAST: later("is at least"),
    How.AT_MOST: later("is at most"),
}


class BadCondition(Saying, ValueError):
    """A condition that cannot work, and what to do about it."""


class Test(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fact, compared with a value or with each of a list."""

    fact: str
    how: How
    value: Any = None

    @property
    def values(self) -> list[Any]:
        """What is compared with, always as a list."""
        return self.value if isinstance(self.value, list) else [self.value]


class Conditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of these, at least one of those (when there are any), none of the others."""

    all: tuple[Test, ...] = ()
    any: tuple[Test, ...] = ()
    none: tuple[Test, ...] = ()

    @property
    def tests(self) -> tuple[Test, ...]:
        """Every test there is."""
        return self.all + self.any + self.none


def read(stored: Any) -> Conditions:
    """Conditions from their stored JSON. Raises BadCondition with a sentence for people."""
    try:
        found = msgspec.convert(stored or {}, Conditions)
    except msgspec.ValidationError as fault:
        raise BadCondition("These conditions cannot be read: %(fault)s.", fault=fault) from fault
    if len(found.tests) > MOST_TESTS:
        raise BadCondition("At most %(most)s conditions in one rule.", most=MOST_TESTS)
    for test in found.tests:
        check(test)
    return found


def check(test: Test) -> None:
    """Raise BadCondition for a test that makes no sense."""
    known = fact(test.fact)
    if known is None:
        raise BadCondition('There is no fact called "%(fact)s".', fact=test.fact)
    if test.how not in ALLOWED[known.kind]:
        able = [HOW_IN_WORDS[how] for how in How if how in ALLOWED[known.kind]]
        raise BadCondition("%(fact)s can be asked with: %(able)s.", fact=known.label, able=able)
    if not test.values:
        raise BadCondition("%(fact)s: name at least one value.", fact=known.label)
    for value in test.values:
        _check_value(known, test.how, value)


def _check_value(known: Fact, how: How, value: Any) -> None:
    if how is How.MATCHES:
        pattern(value)
        return
    wanted: type | tuple[type, ...] = str
    if known.kind in {Kind.ROW, Kind.ROWS}:
        wanted = int
    elif known.kind is Kind.NUMBER:
        wanted = (int, float)
    elif known.kind is Kind.YES_NO:
        wanted = bool
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise BadCondition(
            "%(fact)s: “%(value)s” is not a value it can have.", fact=known.label, value=value
        )
    if isinstance(value, str) and not value.strip():
        raise BadCondition("%(fact)s: the value is empty.", fact=known.label)


def pattern(text: Any) -> "re2._Regexp":
    """A compiled pattern, in time linear to what it reads. Raises BadCondition when it is broken."""
    if not isinstance(text, str) or not text or len(text) > MOST_PATTERN:
        raise BadCondition("A pattern is a text of at most %(most)s characters.", most=MOST_PATTERN)
    try:
        return re2.compile(text, OPTIONS)
    except re2.error as fault:
        why = fault.args[0].decode() if isinstance(fault.args[0], bytes) else str(fault)
        raise BadCondition(
            'The pattern "%(text)s" is broken: %(why)s.', text=text, why=why
        ) from fault
