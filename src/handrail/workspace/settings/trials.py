"""Trying a rule, as it is typed, on past tickets before it is switched on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from handrail.automation import trying as automation
from handrail.automation.deeds.kinds import BadDeed
from handrail.automation.models import TimeRule, Trigger
from handrail.desk.models import Category
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.routing import trying as routing
from handrail.routing.models import Rule
from handrail.routing.rules.setting import NAMES
from handrail.tickets.conditions import BadCondition
from handrail.tickets.models import Ticket

# Lines a page shows; the count says how many there were.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One past ticket, and what would have been otherwise."""

    number: int
    subject: str
    would: list[str]
    cannot: list[str]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done on the tickets it was tried on; or why it cannot be tried."""

    tried_on: int = 0
    touched: int = 0
    lines: tuple[Line, ...] = ()
    trouble: str = ""


def can_be_tried(model: type[Model]) -> bool:
    """Whether this kind of setting has a trial."""
    return model in TRIALS


def trial(row: Any, person: Person, *, at: datetime) -> Trial:
    """Try a rule that need not be saved on the newest tickets somebody may see. Changes nothing."""
    try:
        return TRIALS[type(row)](row, person, at)
    except (BadCondition, BadDeed, ValueError) as fault:
        return Trial(trouble=str(fault))


def _of_rule(row: Rule, person: Person, at: datetime) -> Trial:
    """As if it stood, switched on, among the rules of today."""
    others = Rule.objects.filter(is_active=True).exclude(pk=row.pk or 0)
    row.is_active = True
    rules = sorted([*others, row], key=lambda one: (one.position, one.pk or 0))
    seen = set(Ticket.objects.visible_to(person).order_by("-pk").values_list("pk", flat=True)[:500])
    tickets = [ticket for ticket in routing.newest() if ticket.pk in seen]
    found: dict[int, list[routing.Difference]] = {}
    for difference in routing.try_rules(rules, tickets, at=at):
        found.setdefault(difference.ticket.pk, []).append(difference)
    lines = [
        Line(number, each[0].ticket.subject, [_difference(one) for one in each], [])
        for number, each in found.items()
    ]
    return Trial(len(tickets), len(lines), tuple(lines[:MOST_SHOWN]))


def _difference(one: routing.Difference) -> str:
    label = NAMES.get(one.fact, one.fact)
    return f"{label}: {_named(one.fact, one.now)} → {_named(one.fact, one.then)}"


def _named(fact: str, value: Any) -> str:
    if value is None:
        return _("none")
    if fact == "category":
        found = Category.objects.filter(pk=value).first()
        return found.path if found else str(value)
    if fact == "team":
        team = shape().find(value)
        return team.name if team else str(value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _of_automation(row: Trigger | TimeRule, person: Person, at: datetime) -> Trial:
    """On tickets as they stand now; what starts a trigger is not asked, only what it fits."""
    tickets = automation.newest(Ticket.objects.visible_to(person))
    found = automation.try_on_past(row, tickets, at=at)
    lines = [Line(one.ticket, one.subject, one.would, one.cannot) for one in found]
    return Trial(len(tickets), len(lines), tuple(lines[:MOST_SHOWN]))


TRIALS: Mapping[type[Model], Callable[[Any, Person, datetime], Trial]] = {
    Rule: _of_rule,
    Trigger: _of_automation,
    TimeRule: _of_automation,
}
