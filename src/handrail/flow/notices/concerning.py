"""Whom an event concerns, and as what. The first kind that fits a person is the one they are told."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from handrail.base.store import Recorded
from handrail.desk.models import Membership
from handrail.flow.notices.mentions import mentioned
from handrail.people.models import Person
from handrail.people.rules import STAFF
from handrail.tickets.models import Note, Ticket, Watcher

Concerned = Iterator[tuple[int | None, str]]


def _assigned(done: Recorded) -> Concerned:
    yield getattr(done.event, "owner", None), "assigned"


def _offered(done: Recorded) -> Concerned:
    if done.row.to_agent_id:
        yield done.row.to_agent_id, "offered"
        return
    for person in _team(done.row.to_team_id):
        yield person, "offered"


def _handoff(done: Recorded) -> Concerned:
    yield done.row.from_agent_id, "handoff"


def _asked(done: Recorded) -> Concerned:
    for person in _team(done.row.to_team_id):
        yield person, "question"


def _answered(done: Recorded) -> Concerned:
    yield done.row.asker_id, "answer"


def _wrote(done: Recorded) -> Concerned:
    if getattr(done.event, "opening", False):
        return
    yield done.row.owner_id, "wrote"
    yield from _watching(done)


def _noted(done: Recorded) -> Concerned:
    for person in _named(done):
        yield person, "mentioned"
    yield done.row.owner_id, "noted"
    yield from _watching(done)


def _watched(done: Recorded) -> Concerned:
    yield from _watching(done)


def _told(kind: str, field: str) -> Callable[[Recorded], Concerned]:
    def each(done: Recorded) -> Concerned:
        found: Any = getattr(done.event, field, None) or []
        for person in found if isinstance(found, list) else [found]:
            yield person, kind

    return each


def _promised(done: Recorded) -> Concerned:
    """The owner, unless the policy tells somebody by itself: that is news of its own."""
    if not any(one.startswith(("notify", "call")) for one in getattr(done.event, "follows", ())):
        yield done.row.ticket.owner_id, "promise"


def _moved(done: Recorded) -> Concerned:
    yield from _assigned(done)
    yield from _watching(done)


def _called(done: Recorded) -> Concerned:
    yield from _told("together", "people")(done)
    for team in getattr(done.event, "teams", []):
        for person in _team(team):
            yield person, "together"


CONCERNING: Mapping[str, Callable[[Recorded], Concerned]] = {
    "ticket.assigned": _assigned, "ticket.moved": _moved, "handoff.offered": _offered,
    "handoff.accepted": _handoff, "handoff.returned": _handoff, "handoff.expired": _handoff,
    "consult.asked": _asked, "consult.answered": _answered, "ticket.customer_wrote": _wrote,
    "ticket.noted": _noted, "ticket.replied": _watched, "ticket.solved": _watched,
    "ticket.reopened": _watched, "ticket.alerted": _told("promise", "people"),
    "promise.broken": _promised, "promise.warned": _promised,
    "incident.overdue": _told("promise", "people"), "ticket.raised_to_lead": _told("lead", "leads"),
    "ticket.pulled_in": _told("together", "helper"), "swarm.called": _called,
}  # fmt: skip


def ticket_of(done: Recorded) -> int:
    """The ticket an event is about, whatever it happened to."""
    return int(done.row.pk if isinstance(done.row, Ticket) else done.row.ticket_id)


def _team(pk: int) -> list[int]:
    members = Membership.objects.filter(team=pk, person__is_active=True)
    return list(members.values_list("person", flat=True))


def _watching(done: Recorded) -> Concerned:
    """Those of the desk who follow the ticket; customers who watch hear by mail anyway."""
    staff = Q(person__is_active=True, person__role__in=STAFF)
    for person in Watcher.objects.filter(staff, ticket=done.row).values_list("person", flat=True):
        yield person, "watched"


def _named(done: Recorded) -> set[int]:
    """Those a note names who may read the ticket."""
    text = (
        Note.objects.filter(pk=getattr(done.event, "note", 0))
        .values_list("text", flat=True)
        .first()
    )
    if not text or "@" not in text:
        return set()
    staff = Person.objects.filter(is_active=True, role__in=STAFF)
    named = mentioned(text, staff.values_list("pk", "name"))
    return {
        person.pk for person in staff.filter(pk__in=named)
        if Ticket.objects.visible_to(person).filter(pk=done.row.pk).exists()
    }  # fmt: skip
