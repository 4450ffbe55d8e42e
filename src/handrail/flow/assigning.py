"""When work and room for it meet: a queue has grown, an agent is free, somebody has left."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app

from handrail.base.by import By
from handrail.base.store import Recorded
from handrail.desk.models import Membership
from handrail.people.events import PresenceChanged
from handrail.people.models import Person, Presence
from handrail.routing.book import policies
from handrail.routing.members import TAKERS
from handrail.tickets import actions as tickets
from handrail.tickets.models import State, Ticket
from handrail.tickets.models.ticket import Turn

JOB = "handrail.assign_waiting"
QUEUED_BY = ("state", "owner_id", "team_id", "category_id")


def wake(done: Recorded) -> None:
    """A ticket waits: if its team gives out its work, somebody is looked for."""
    ticket: Ticket = done.row
    if ticket.state == State.OPEN and ticket.owner_id is None and _is_news(done):
        _look_into([ticket.team_id])
    make_room(done)


def _is_news(done: Recorded) -> bool:
    """Whether the ticket has just come into this queue, or asks something else of agents now."""
    return any(done.before.get(name) != getattr(done.row, name) for name in QUEUED_BY)


def make_room(done: Recorded) -> None:
    """An owner has less to do than before: their teams may have something for them."""
    had = done.before.get("owner_id")
    ticket: Ticket = done.row
    worked = done.before.get("state") == State.OPEN
    if had and worked and (ticket.owner_id != had or ticket.state != State.OPEN):
        _look_into_teams_of(had)


def _look_into_teams_of(person_id: int) -> None:
    if policies().push:
        _look_into(Membership.objects.filter(person=person_id).values_list("team", flat=True))


def _look_into(teams: Iterable[int]) -> None:
    pushing = policies().push
    for team in teams:
        if team in pushing:
            app.configure_task(JOB).defer(team_id=team)


def return_work(done: Recorded) -> None:
    """Whoever is out of office gives back to its queue all work that nobody else will bring up.

    What waits for the customer stays: their next word returns it. So does what waits until a time.
    """
    if isinstance(done.event, PresenceChanged) and done.event.presence == Presence.OUT:
        for ticket in _left_by(done.row.pk, for_good=False):
            tickets.release(ticket, by=By.system(done.by.at).because_of(done.id))


def _left_by(owner: int, *, for_good: bool) -> QuerySet[Ticket]:
    """What an owner who is not there leaves behind; for good, all that is not done."""
    theirs = Ticket.objects.filter(owner=owner).exclude(state=State.DONE)
    if not for_good:
        theirs = theirs.filter(Q(state=State.OPEN) | Q(turn=Turn.THIRD_PARTY))
    return theirs.order_by("pk")


# From owner to owner along the index of queues by owner: as many steps as there are owners.
ABSENT = """
WITH RECURSIVE owners (id) AS (
    (SELECT owner_id FROM tickets_ticket WHERE state <> 'done' AND owner_id IS NOT NULL
     ORDER BY owner_id LIMIT 1)
    UNION ALL
    SELECT (SELECT owner_id FROM tickets_ticket WHERE state <> 'done' AND owner_id > o.id
            ORDER BY owner_id LIMIT 1)
    FROM owners o WHERE o.id IS NOT NULL
)
SELECT p.id, NOT p.is_active OR p.role <> ALL(%(takers)s)
FROM owners o JOIN people_person p ON p.id = o.id
WHERE NOT p.is_active OR p.role <> ALL(%(takers)s) OR p.presence = %(out)s
"""


def return_what_was_left(at: datetime) -> int:
    """Give back to the queue what belongs to people who are gone or out, however that came about.

    An administrator may shut somebody out, change a role, or a handoff may fall to a lead who is
    away: whatever the way, a ticket is with somebody on duty, or it has a clock.
    """
    returned = 0
    with connection.cursor() as cursor:
        cursor.execute(ABSENT, {"takers": TAKERS, "out": Presence.OUT.value})
        absent = cursor.fetchall()
    for owner, for_good in absent:
        for ticket in _left_by(owner, for_good=for_good):
            tickets.release(ticket, by=By.system(at))
            returned += 1
    return returned


def wake_teams(done: Recorded) -> None:
    """Whoever is back takes work again."""
    if isinstance(done.event, PresenceChanged) and done.event.presence == Presence.ONLINE:
        _look_into_teams_of(done.row.pk)


def return_if_out(done: Recorded) -> None:
    """It is the desk's turn again, but the owner is out of office: back to the queue."""
    ticket: Ticket = done.row
    was_ours = done.before.get("state") == State.OPEN
    if was_ours or ticket.owner_id is None or ticket.state != State.OPEN:
        return
    if Person.objects.filter(pk=ticket.owner_id, presence=Presence.OUT).exists():
        tickets.release(ticket, by=By.system(done.by.at).because_of(done.id))
        ticket.refresh_from_db(fields=["owner", "version", "changed_at", "attention_at"])
