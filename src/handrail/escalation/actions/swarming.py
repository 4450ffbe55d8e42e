"""Swarms: calling several teams together, coming, going, and saying what came of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import Recorded, record
from handrail.base.text import clean
from handrail.desk.models import Team
from handrail.escalation.events import Called, Ended, Joined, Left, fold_swarm
from handrail.escalation.models import Stint, Swarm
from handrail.escalation.rules import SWARM_MINUTES, HandoffRefused, swarm_minutes
from handrail.people.models import Person
from handrail.people.rules import require
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import locked
from handrail.tickets.models import TeamAccess, Ticket

MOST_ASKED = 20


@transaction.atomic
def call_swarm(
    ticket: Ticket, *, purpose: str, by: By, teams: Sequence[Team] = (),
    people: Sequence[Person] = (), minutes: int = SWARM_MINUTES,
) -> Swarm:  # fmt: skip
    """Bring people of several teams together on a ticket for so many minutes; its owner stays.

    Everybody who is asked may read the ticket from now on. Raises HandoffRefused for a ticket
    that is done, without an owner, or in a swarm already, and when nobody is asked.
    """
    require(by, "swarm")
    if not purpose.strip():
        raise HandoffRefused("Say what the swarm shall find out.")
    if not 0 < len(teams) + len(people) <= MOST_ASKED:
        raise HandoffRefused(
            "Ask at least one team or person, and at most %(most)s.", most=MOST_ASKED
        )
    ticket = locked(ticket)
    _can_have_one(ticket)
    seats = [_seat(person) for person in people]
    for team in {*(team.pk for team in teams), *seats}:
        TeamAccess.objects.get_or_create(ticket=ticket, team_id=team)
    swarm = Swarm()
    event = Called(
        ticket=ticket.pk, purpose=clean(purpose, most=20_000),
        ends_at=by.at + timedelta(minutes=swarm_minutes(minutes)),
        teams=sorted({team.pk for team in teams}), people=sorted({one.pk for one in people}),
    )  # fmt: skip
    record(swarm, event, fold=fold_swarm, by=by)
    return swarm


def _can_have_one(ticket: Ticket) -> None:
    if ticket.is_done:
        raise HandoffRefused("#%(number)s is already done. Reopen it first.", number=ticket.pk)
    if ticket.owner_id is None:
        raise HandoffRefused(
            "Take #%(number)s first: a swarm helps an owner, it is none.", number=ticket.pk
        )
    if ticket.swarms.filter(ended_at=None).exists():
        raise HandoffRefused(
            "A swarm is on #%(number)s already. Join it, or end it first.", number=ticket.pk
        )


def _seat(person: Person) -> int:
    """The team somebody comes from. Raises HandoffRefused for those who cannot work on tickets."""
    seat = person.memberships.order_by("id").first()
    if not (person.is_active and person.can("note")):
        raise HandoffRefused("%(person)s cannot work on tickets.", person=person)
    if seat is None:
        raise HandoffRefused("%(person)s is in no team yet.", person=person)
    return seat.team_id


def _under_way(swarm: Swarm) -> tuple[Swarm, Ticket]:
    """Ticket first, then swarm: the order every verb keeps. Raises HandoffRefused when it is over."""
    ticket = locked(swarm.ticket)
    swarm = Swarm.objects.select_for_update().get(pk=swarm.pk)
    if swarm.ended_at is not None:
        raise HandoffRefused("This swarm is over. Call another if it is needed.")
    return swarm, ticket


@transaction.atomic
def join_swarm(swarm: Swarm, *, person: Person, by: By) -> Swarm:
    """Come and help. Coming twice is harmless; the owner is there anyway."""
    require(by, "note")
    swarm, ticket = _under_way(swarm)
    if person.pk in swarm.members or person.pk == ticket.owner_id:
        return swarm
    team = _seat(person)
    record(swarm, Joined(member=person.pk), fold=fold_swarm, by=by)
    TeamAccess.objects.get_or_create(ticket=ticket, team_id=team)
    if not ticket.stints.filter(kind=Stint.Kind.HELPER, agent=person, ended_at=None).exists():
        tier = Team.objects.values_list("tier", flat=True).get(pk=team)
        Stint.objects.create(
            ticket=ticket, kind=Stint.Kind.HELPER, tier_id=tier, team_id=team, agent=person,
            started_at=by.at, accepted_at=by.at,
        )  # fmt: skip
    return swarm


@transaction.atomic
def leave_swarm(swarm: Swarm, *, person: Person, by: By) -> Swarm:
    """Go again; the others stay."""
    require(by, "note")
    swarm, ticket = _under_way(swarm)
    if person.pk in swarm.members:
        record(swarm, Left(member=person.pk), fold=fold_swarm, by=by)
        _go_home(ticket, [person.pk], by.at)
    return swarm


@transaction.atomic
def end_swarm(swarm: Swarm, *, found: str, by: By) -> Swarm:
    """Say what came of it; it is kept as a note, and everybody goes back to their own work."""
    require(by, "swarm")
    if not found.strip():
        raise HandoffRefused("Say what was found, even if it is “nothing, because …”.")
    swarm, ticket = _under_way(swarm)
    _end(swarm, ticket, Ended(why="found", found=clean(found, most=20_000)), by)
    author = Person.objects.filter(pk=by.person_id or 0).first()
    tickets.note(ticket, author=author, text=f"What the swarm found: {found}", by=by)
    return swarm


@transaction.atomic
def close_swarm(swarm: Swarm, *, now: datetime, by: By) -> bool:
    """What the clock does: a swarm whose hour has come is over. Whether it was."""
    ticket = locked(swarm.ticket)
    swarm = Swarm.objects.select_for_update().get(pk=swarm.pk)
    if swarm.ended_at is not None or swarm.ends_at > now:
        return False
    _end(swarm, ticket, Ended(why="over"), by)
    return True


def disperse(done: Recorded) -> None:
    """A ticket that is done needs no swarm any more."""
    for swarm in Swarm.objects.select_for_update().filter(ticket=done.row.pk, ended_at=None):
        _end(swarm, done.row, Ended(why="done"), done.then)


def _end(swarm: Swarm, ticket: Ticket, event: Ended, by: By) -> None:
    members = list(swarm.members)
    record(swarm, event, fold=fold_swarm, by=by)
    _go_home(ticket, members, by.at)


def _go_home(ticket: Ticket, people: Iterable[int], at: datetime) -> None:
    helping = Stint.objects.filter(ticket=ticket, kind=Stint.Kind.HELPER, ended_at=None)
    helping.filter(agent__in=list(people)).update(ended_at=at, outcome="swarmed")
