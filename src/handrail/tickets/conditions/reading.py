"""Reading the facts of tickets, many in a bounded number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from handrail.base.models import EventRecord
from handrail.desk.models import Brand, Category
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.tickets.conditions.facts import FIELD, Facts
from handrail.tickets.models import Message, Ticket
from handrail.tickets.origin import read

JOINED = ("requester", "organisation", "category", "team__tier")
AT_ONCE = 500
MOST_TEXT = 20_000
# Told by the room above, in the one log; the name is for ever.
RETURNED = "handoff.returned"


def facts_of(ticket: Ticket, *, at: datetime) -> Facts:
    """The facts of one ticket, at a moment."""
    return facts_of_many([ticket], at=at)[ticket.pk]


def facts_of_many(tickets: Iterable[Ticket], *, at: datetime) -> dict[int, Facts]:
    """The facts of many tickets by number; load them with `select_related(*JOINED)`."""
    listed = list(tickets)
    numbers = [ticket.pk for ticket in listed]
    openings, returns = _openings(numbers), _returns(numbers)
    return {
        t.pk: {**_of_ticket(t, openings.get(t.pk, NOT_SAID), at), "returned": returns.get(t.pk, 0)}
        for t in listed
    }


def facts_of_request(
    *, requester: Person, subject: str, text: str, channel: str, at: datetime,
    brand: Brand | None = None, category: Category | None = None, impact: int = 2,
    urgency: int = 2, language: str = "", tags: Iterable[str] = (),
    fields: Mapping[str, Any] | None = None, has_files: bool = False, proof: str = "",
) -> Facts:  # fmt: skip
    """The facts of a request that is no ticket yet."""
    draft = Ticket(
        requester=requester, organisation=requester.organisation, subject=subject, channel=channel,
        brand=brand, category=category, complexity=category.complexity if category else 1,
        impact=impact, urgency=urgency, language=language, tags=list(tags), fields=dict(fields or {}),
        opened_at=at, changed_at=at, waiting_since=at,
        priority=shape().priority(impact, urgency),
    )  # fmt: skip
    return {**_facts(draft, text, has_files, at), "sender_proof": proof, "returned": 0}


class Opening(NamedTuple):
    """How a ticket began: its first text, whether it came with files, what proves who sent it."""

    text: str
    has_files: bool
    proof: str


NOT_SAID = Opening("", False, "")


def _of_ticket(ticket: Ticket, opening: Opening, at: datetime) -> Facts:
    facts = _facts(ticket, opening.text, opening.has_files, at)
    return {**facts, "sender_proof": opening.proof}


def _openings(numbers: list[int]) -> dict[int, Opening]:
    """How each ticket began, in one query."""
    first = (
        Message.objects.filter(ticket__in=numbers, direction=Message.Direction.IN)
        .order_by("ticket_id", "id").distinct("ticket_id")
    )  # fmt: skip
    rows = first.values_list("ticket_id", "text", "attachments__id", "found")
    return {
        ticket: Opening(text[:MOST_TEXT], file is not None, read(found).proof)
        for ticket, text, file, found in rows
    }


def _returns(numbers: list[int]) -> dict[int, int]:
    """{ticket: how often a handoff of it came back}, from the log."""
    back = EventRecord.objects.filter(ticket_id__in=numbers, kind=RETURNED)
    return dict(Counter(number for number in back.values_list("ticket_id", flat=True) if number))


def _facts(ticket: Ticket, text: str, has_files: bool, at: datetime) -> Facts:
    fields = {f"{FIELD}{key}": _field(value) for key, value in ticket.fields.items()}
    return {
        **fields,
        **_request(ticket, text, has_files),
        **_grades(ticket),
        **_standing(ticket),
        **_times(ticket, at),
    }


def _field(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _request(ticket: Ticket, text: str, has_files: bool) -> dict[str, Any]:
    sender = ticket.requester.email or ""
    organisation = ticket.organisation
    return {
        "subject": ticket.subject, "text": text, "words": f"{ticket.subject}\n{text}",
        "sender": sender, "sender_domain": sender.rpartition("@")[2],
        "requester": ticket.requester_id, "organisation": ticket.organisation_id,
        "key_organisation": bool(organisation and organisation.is_key),
        "plan": organisation.plan_id if organisation else None,
        "channel": ticket.channel, "brand": ticket.brand_id, "language": ticket.language,
        "tags": frozenset(tag.casefold() for tag in ticket.tags), "has_files": has_files,
    }  # fmt: skip


def _grades(ticket: Ticket) -> dict[str, Any]:
    return {
        "category": shape().line_of(ticket.category_id), "complexity": ticket.complexity,
        "impact": ticket.impact, "urgency": ticket.urgency, "priority": ticket.priority,
    }  # fmt: skip


def _standing(ticket: Ticket) -> dict[str, Any]:
    team = shape().find(ticket.team_id)
    return {
        "tier": team.tier.level if team else None, "team": ticket.team_id,
        "owner": ticket.owner_id, "has_owner": ticket.owner_id is not None,
        "state": ticket.state, "turn": ticket.turn, "reopened": ticket.reopened,
        "rating": ticket.rating,
    }  # fmt: skip


def _times(ticket: Ticket, at: datetime) -> dict[str, Any]:
    desk = shape()
    return {
        "opened_within": desk.open_at(ticket.opened_at), "now_within": desk.open_at(at),
        "hours_open": _hours(ticket.opened_at, at), "hours_in_turn": _hours(ticket.waiting_since, at),
        "hours_unchanged": _hours(ticket.changed_at, at),
    }  # fmt: skip


def _hours(since: datetime, at: datetime) -> float:
    return (at - since).total_seconds() / 3600
