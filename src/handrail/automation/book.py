"""The rules in force, as every event asks for them: kept in memory until a setting changes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from handrail.automation.deeds.kinds import AnyDeed, BadDeed, read
from handrail.automation.models import TimeRule, Trigger
from handrail.base.configuration import Remembered
from handrail.tickets import conditions
from handrail.tickets.conditions import Conditions

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """A trigger or a time rule, read and ready; `ref` names it in keys and in the log."""

    pk: int
    ref: str
    name: str
    position: int
    conditions: Conditions
    deeds: tuple[AnyDeed, ...]


@dataclass(frozen=True, slots=True)
class Clock(Rule):
    """A time rule: what it counts from, for how long, and by which hours."""

    since: str
    after_seconds: int
    business: bool

    @property
    def stamp(self) -> str:
        """What its clocks are set by."""
        return f"{self.since}/{self.after_seconds}/{self.business}"


@dataclass(frozen=True, slots=True)
class Book:
    """Every rule that is switched on and can be read, in order."""

    triggers: Mapping[str, list[Rule]]
    clocks: Mapping[int, Clock]


@Remembered
def book() -> Book:
    """The rules as they are now."""
    triggers: dict[str, list[Rule]] = {}
    for row in Trigger.objects.filter(is_active=True).order_by("position", "id"):
        rule = read_trigger(row)
        for kind in row.on if rule else []:
            triggers.setdefault(kind, []).extend([rule] if rule else [])
    rows = TimeRule.objects.filter(is_active=True).order_by("position", "id")
    clocks = [clock for clock in map(read_time_rule, rows) if clock]
    return Book(triggers, {clock.pk: clock for clock in clocks})


def read_trigger(row: Trigger) -> Rule | None:
    """A trigger, ready to run; one that cannot be read is logged and left out."""
    try:
        deeds, when = read(row.actions), conditions.read(row.conditions)
    except (BadDeed, conditions.BadCondition) as fault:
        logger.error("the trigger %s cannot be read and does not run: %s", row, fault)
        return None
    return Rule(row.pk or 0, row.ref, row.name, row.position, when, deeds)


def read_time_rule(row: TimeRule) -> Clock | None:
    """A time rule, ready to run; one that cannot be read is logged and left out."""
    try:
        deeds, when = read(row.actions), conditions.read(row.conditions)
    except (BadDeed, conditions.BadCondition) as fault:
        logger.error("the time rule %s cannot be read and does not run: %s", row, fault)
        return None
    return Clock(
        row.pk or 0, row.ref, row.name, row.position, when, deeds,
        row.since, row.after_minutes * 60, row.business,
    )  # fmt: skip
