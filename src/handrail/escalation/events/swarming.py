"""What can happen to a swarm."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from handrail.base.events import Event

if TYPE_CHECKING:
    from handrail.escalation.models import Swarm


class Called(Event, frozen=True):
    """Somebody asks several teams to come together on a ticket."""

    kind: ClassVar[str] = "swarm.called"
    ticket: int
    purpose: str
    ends_at: datetime
    teams: list[int] = []
    people: list[int] = []
    members: list[int] = []


class Joined(Event, frozen=True):
    """Somebody came."""

    kind: ClassVar[str] = "swarm.joined"
    member: int


class Left(Event, frozen=True):
    """Somebody has done their part."""

    kind: ClassVar[str] = "swarm.left"
    member: int


class Ended(Event, frozen=True):
    """It is over. `why`: found, over (its hour has come), done (the ticket is)."""

    kind: ClassVar[str] = "swarm.ended"
    why: str
    found: str = ""


def fold_swarm(swarm: "Swarm", event: Event, at: datetime, person: int | None) -> None:
    """The only code that changes a swarm."""
    match event:
        case Called():
            swarm.ticket_id, swarm.purpose, swarm.ends_at = (
                event.ticket,
                event.purpose,
                event.ends_at,
            )
            swarm.asked_teams, swarm.asked_people = list(event.teams), list(event.people)
            swarm.members = list(event.members)
            swarm.called_by_id, swarm.called_at = person, at
        case Joined():
            swarm.members = [*swarm.members, event.member]
        case Left():
            swarm.members = [pk for pk in swarm.members if pk != event.member]
        case Ended():
            swarm.ended_at, swarm.ended_by_id, swarm.found = at, person, event.found
