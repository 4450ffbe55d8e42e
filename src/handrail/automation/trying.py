"""Trying a rule on past tickets: what would have changed, with nothing changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handrail.automation.book import read_time_rule
from handrail.automation.clocks import setting
from handrail.automation.deeds.kinds import read
from handrail.automation.deeds.planning import plan
from handrail.automation.deeds.telling import Names
from handrail.automation.models import Macro, TimeRule, Trigger
from handrail.tickets import conditions
from handrail.tickets.conditions import Test
from handrail.tickets.conditions.reading import JOINED
from handrail.tickets.models import Ticket
from handrail.tickets.models.scope import TicketQuerySet

MOST = 500


@dataclass(frozen=True, slots=True)
class WouldChange:
    """One past ticket a rule fits: why, what would have been done, and what could not have been."""

    ticket: int
    subject: str
    because: list[Test]
    would: list[str]
    cannot: list[str]


def newest(tickets: TicketQuerySet, *, most: int = MOST) -> list[Ticket]:
    """The newest tickets to try a rule on, with all that conditions ask about."""
    return list(tickets.select_related(*JOINED).order_by("-pk")[: min(most, MOST)])


def try_on_past(
    rule: Trigger | TimeRule | Macro, tickets: Iterable[Ticket], *, at: datetime
) -> list[WouldChange]:
    """What a rule, saved or not, would do on these tickets as they stand at `at`.

    A time rule is tried on those whose clock would have ended by then.
    Raises BadCondition or BadDeed for a rule that cannot be read. Writes nothing.
    """
    when, deeds = conditions.read(rule.conditions), read(rule.actions)
    listed = [ticket for ticket in tickets if _is_up(rule, ticket, at)]
    facts = conditions.facts_of_many(listed, at=at)
    names = Names(deeds)
    found = []
    for ticket in listed:
        because = conditions.matches(when, facts[ticket.pk])
        if because is not None:
            made = plan(deeds, ticket, names)
            found.append(WouldChange(ticket.pk, ticket.subject, because, made.would, made.cannot))
    return found


def _is_up(rule: Trigger | TimeRule | Macro, ticket: Ticket, at: datetime) -> bool:
    """Whether it is time for the rule, as far as it asks about time at all."""
    if not isinstance(rule, TimeRule):
        return True
    clock = read_time_rule(rule)
    due = setting(clock, ticket) if clock else None
    return due is not None and due.due_at <= at
