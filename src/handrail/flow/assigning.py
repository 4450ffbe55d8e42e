"""When work and room for it meet: a queue has grown, an agent is free, somebody has left."""

from collections.abc import Iterable

from procrastinate.contrib.django import app

from handrail.base.by import By
from handrail.base.store import Recorded
from handrail.desk.models import Membership
from handrail.people.events import PresenceChanged
from handrail.people.models import Person, Presence
from handrail.routing.book import policies
from handrail.tickets import actions as tickets
from handrail.tickets.models import State, Ticket

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
    """Whoever is out of office gives all open work back to its queue."""
    if isinstance(done.event, PresenceChanged) and done.event.presence == Presence.OUT:
        for ticket in Ticket.objects.filter(owner=done.row.pk, state=State.OPEN).order_by("pk"):
            tickets.release(ticket, by=By.system(done.by.at).because_of(done.id))


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
