"""What a rule may set. Pure."""

from typing import Any

from handrail.base.languages import later
from handrail.base.saying import Saying

GRADES = frozenset({"impact", "urgency", "complexity"})
SETTABLE = GRADES | {"category", "tier", "team", "language", "tags", "skill"}
MOST_TAGS = 20
NAMES = {
    "impact": later("impact"), "urgency": later("urgency"), "complexity": later("complexity"),
    "category": later("category"), "tier": later("tier"), "team": later("team"),
    "language": later("language"), "tags": later("tags"), "skill": later("skill"),
}  # fmt: skip


class BadRule(Saying, ValueError):
    """A rule that cannot work, and what to do about it."""


def check_sets(sets: Any) -> None:
    """Raise BadRule, with a sentence for people, for what no ticket could be given."""
    if not isinstance(sets, dict):
        raise BadRule("What a rule sets is written as facts with their values.")
    if not sets:
        raise BadRule("This rule sets nothing. Name at least one fact.")
    for name, value in sets.items():
        if name not in SETTABLE:
            raise BadRule('A rule cannot set "%(name)s".', name=name)
        _check(name, value)


def _check(name: str, value: Any) -> None:
    if name == "tags":
        good = _words(value)
    elif name == "skill":
        good = _skill(value)
    elif name == "language":
        good = isinstance(value, str) and 2 <= len(value) <= 12
    else:
        good = _number(value) and (name not in GRADES or 1 <= value <= 3)
    if not good:
        raise BadRule(
            "“%(value)s” is no %(name)s that a ticket can have.",
            value=value,
            name=NAMES.get(name, name),
        )


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _words(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= MOST_TAGS
        and all(isinstance(tag, str) and 0 < len(tag.strip()) <= 40 for tag in value)
    )


def _skill(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(_number(part) for part in value)
        and 1 <= value[1] <= 5
    )
