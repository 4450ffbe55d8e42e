"""Who has a ticket open, and who is typing: so that two people do not answer one customer.

It is told over the same wire as events, but is none: nothing of it is kept beyond a minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from handrail.base.together import CHANNEL
from handrail.people.models import Person
from handrail.tickets.models import Onlooker, Ticket

KIND = "onlooker"
# A page says every 15 seconds that it is still open; typing says so more often.
GONE_AFTER = timedelta(seconds=40)
TYPES_FOR = timedelta(seconds=12)
FORGOTTEN_AFTER = timedelta(minutes=10)

LOOK = """
INSERT INTO tickets_onlooker (ticket_id, person_id, seen_at, typed_at)
VALUES (%(ticket)s, %(person)s, %(at)s, %(typed)s)
ON CONFLICT (ticket_id, person_id) DO UPDATE SET seen_at = EXCLUDED.seen_at, typed_at = EXCLUDED.typed_at
"""


@dataclass(frozen=True, slots=True)
class Looks:
    """Somebody else who has the ticket open."""

    name: str
    is_typing: bool


def look(ticket: Ticket, *, person: Person, is_typing: bool, at: datetime) -> None:
    """Somebody has the ticket open; others who have it open are told when that is news."""
    before = Onlooker.objects.filter(ticket=ticket, person=person).first()
    known = before is not None and before.seen_at > at - GONE_AFTER
    typed = before is not None and before.typed_at is not None and before.typed_at > at - TYPES_FOR
    facts: dict[str, Any] = {
        "ticket": ticket.pk, "person": person.pk, "at": at, "typed": at if is_typing else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LOOK, facts)
    if not known or typed != is_typing:
        _tell(ticket)


def look_away(ticket: Ticket, *, person: Person) -> None:
    """Somebody has closed it."""
    if Onlooker.objects.filter(ticket=ticket, person=person).delete()[0]:
        _tell(ticket)


def onlookers(ticket: Ticket, *, but: Person, at: datetime) -> list[Looks]:
    """Who else has it open now; those who type first."""
    here = Onlooker.objects.filter(ticket=ticket, seen_at__gt=at - GONE_AFTER).exclude(person=but)
    rows = here.order_by("pk").values_list("person__name", "typed_at")[:10]
    found = [Looks(name, bool(typed and typed > at - TYPES_FOR)) for name, typed in rows]
    return sorted(found, key=lambda one: not one.is_typing)


def forget_onlookers(at: datetime) -> int:
    """Those whose browsers just went away."""
    return Onlooker.objects.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()[0]


def _tell(ticket: Ticket) -> None:
    """Over the wire only: `0` is no event, and its mark holds nobody back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"0 {ticket.pk} team {KIND} 0"])
