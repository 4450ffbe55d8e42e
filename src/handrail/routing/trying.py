"""Trying rules on past tickets before they are switched on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handrail.base.configuration import settled
from handrail.base.models import EventRecord
from handrail.routing.book import book, book_of
from handrail.routing.events import Triaged
from handrail.routing.models import Rule
from handrail.routing.rules import Decision, Given, Reason, decide
from handrail.tickets.conditions import Facts, facts_of_many
from handrail.tickets.conditions.reading import JOINED
from handrail.tickets.models import Ticket

NEWEST = 500
COMPARED = ("category", "impact", "urgency", "complexity", "team", "language", "tags", "skill")
NOT_YET: Mapping[str, Any] = {
    "category": frozenset[int](), "team": None, "tier": None, "owner": None, "has_owner": False,
    "state": "open", "turn": "first_reply", "reopened": 0, "hours_open": 0.0, "hours_in_turn": 0.0,
    "hours_unchanged": 0.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of one past ticket that the tried rules would have decided otherwise."""

    ticket: Ticket
    fact: str
    now: Any
    then: Any
    why: Reason | None


def newest(count: int = NEWEST) -> list[Ticket]:
    """The tickets to try on, newest first."""
    return list(Ticket.objects.select_related(*JOINED).order_by("-pk")[:count])


def try_rules(rules: Iterable[Rule], tickets: list[Ticket], *, at: datetime) -> list[Difference]:
    """What would have differed from what the rules of today decide. Three queries, nothing changes.

    Each ticket is taken as it came in; what its caller had named stays.
    """
    with settled():
        tried, today = book_of(rules), book()
        given = _given([ticket.pk for ticket in tickets])
        facts = facts_of_many(tickets, at=at)
        return [
            difference
            for ticket in tickets
            for difference in _compare(
                ticket,
                decide(_came_in(facts[ticket.pk]), today, given=given.get(ticket.pk)),
                decide(_came_in(facts[ticket.pk]), tried, given=given.get(ticket.pk)),
            )
        ]


def _came_in(facts: Facts) -> Facts:
    return {**facts, **NOT_YET, "now_within": facts["opened_within"]}


def _compare(ticket: Ticket, today: Decision, tried: Decision) -> list[Difference]:
    return [
        Difference(
            ticket, name, today.values.get(name), tried.values.get(name), tried.reasons.get(name)
        )
        for name in COMPARED
        if today.values.get(name) != tried.values.get(name)
    ]


def _given(numbers: list[int]) -> dict[int, Given]:
    lines = EventRecord.objects.filter(ticket_id__in=numbers, kind=Triaged.kind).order_by("pk")
    found: dict[int, Given] = {}
    for line in lines:
        event = line.event
        if isinstance(event, Triaged) and line.ticket_id is not None:
            found.setdefault(line.ticket_id, event.given())
    return found
