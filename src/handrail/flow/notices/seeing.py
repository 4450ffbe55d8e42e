"""What somebody has not seen yet."""

from datetime import datetime

from django.db.models import QuerySet

from handrail.flow.notices.models import Notification
from handrail.people.models import Person
from handrail.tickets.models import Ticket

MOST_COUNTED = 100
PAGE = 50


def readable(person: Person) -> "QuerySet[Notification]":
    """What somebody was told of tickets that they may read now, whatever they could read then."""
    visible = Ticket.objects.visible_to(person).values("pk")
    return Notification.objects.filter(person=person, ticket__in=visible)


def unseen(person: Person) -> int:
    """How much is new for somebody, counted up to 100."""
    new = readable(person).filter(seen_at=None, in_app=True)
    return len(new.values_list("pk", flat=True)[:MOST_COUNTED])


def see(person: Person, *, at: datetime, ticket: int | None = None) -> int:
    """Somebody has seen what was new on a ticket, or everything."""
    new = Notification.objects.filter(person=person, seen_at=None)
    return (new.filter(ticket=ticket) if ticket else new).update(seen_at=at)


def listed(person: Person, before: int | None = None) -> tuple[list[Notification], int | None]:
    """What somebody was told, newest first, and the number below which the next page starts."""
    told = readable(person).filter(in_app=True).select_related("ticket", "who")
    rows = list((told.filter(pk__lt=before) if before else told).order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def mentions_of(person: Person) -> list[int]:
    """The tickets on which somebody was named, latest first; at most 100."""
    named = Notification.objects.filter(person=person, kind="mentioned").order_by("-pk")
    return list(dict.fromkeys(named.values_list("ticket", flat=True)[:100]))
