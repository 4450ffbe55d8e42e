"""What can happen to a handoff and to a consult, and how it changes their rows."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from handrail.base.events import Event

if TYPE_CHECKING:
    from handrail.escalation.models import Consult, Handoff


class Offered(Event, frozen=True):
    """A team asks another to take over, and says what it knows."""

    kind: ClassVar[str] = "handoff.offered"
    ticket: int
    from_team: int
    to_team: int
    from_level: int
    to_level: int
    wanted: str
    expires_at: datetime
    tried: str = ""
    found: str = ""
    needed: str = ""
    by_when: datetime | None = None
    from_agent: int | None = None
    to_agent: int | None = None
    climbed: int = 0
    for_lead: bool = False


class Accepted(Event, frozen=True):
    """The other team is responsible from now on."""

    kind: ClassVar[str] = "handoff.accepted"
    agent: int | None = None


class Returned(Event, frozen=True):
    """The other team cannot go on without what is missing."""

    kind: ClassVar[str] = "handoff.returned"
    missing: str
    after_acceptance: bool = False


class Recalled(Event, frozen=True):
    """The sender took the offer back."""

    kind: ClassVar[str] = "handoff.recalled"


class Expired(Event, frozen=True):
    """Nobody answered the offer in time."""

    kind: ClassVar[str] = "handoff.expired"


class SentDown(Event, frozen=True):
    """A higher tier gave the ticket back with the answer and a lesson."""

    kind: ClassVar[str] = "ticket.sent_down"
    to_team: int
    answer: str
    lesson: str


class RaisedToLead(Event, frozen=True):
    """Somebody asks the leads of the team to look."""

    kind: ClassVar[str] = "ticket.raised_to_lead"
    leads: list[int]
    reason: str


class PulledIn(Event, frozen=True):
    """Somebody from elsewhere helps; the owner stays."""

    kind: ClassVar[str] = "ticket.pulled_in"
    helper: int
    team: int


class HelperLeft(Event, frozen=True):
    """The help is done."""

    kind: ClassVar[str] = "ticket.helper_left"
    helper: int


class Asked(Event, frozen=True):
    """A question to another team."""

    kind: ClassVar[str] = "consult.asked"
    ticket: int
    to_team: int
    question: str


class Answered(Event, frozen=True):
    """Its answer."""

    kind: ClassVar[str] = "consult.answered"
    answer: str


def fold_handoff(handoff: "Handoff", event: Event, at: datetime, person: int | None) -> None:
    """The only code that changes a handoff."""
    match event:
        case Offered():
            _offer(handoff, event, at)
            return
        case Accepted():
            handoff.state, handoff.to_agent_id = "accepted", event.agent
        case Returned():
            handoff.state, handoff.missing = "returned", event.missing
        case Recalled():
            handoff.state = "recalled"
        case Expired():
            handoff.state = "expired"
    handoff.decided_at, handoff.decided_by_id = at, person


def _offer(handoff: "Handoff", event: Offered, at: datetime) -> None:
    handoff.state = "offered"
    handoff.ticket_id, handoff.offered_at, handoff.expires_at = event.ticket, at, event.expires_at
    handoff.from_team_id, handoff.from_agent_id = event.from_team, event.from_agent
    handoff.to_team_id, handoff.to_agent_id = event.to_team, event.to_agent
    handoff.wanted, handoff.tried = event.wanted, event.tried
    handoff.found, handoff.needed = event.found, event.needed
    handoff.by_when, handoff.climbed = event.by_when, event.climbed
    handoff.for_lead = event.for_lead


def fold_consult(consult: "Consult", event: Event, at: datetime, person: int | None) -> None:
    """The only code that changes a consult."""
    match event:
        case Asked() if person is not None:
            consult.ticket_id, consult.to_team_id = event.ticket, event.to_team
            consult.asker_id, consult.question, consult.asked_at = person, event.question, at
        case Answered():
            consult.answer, consult.answered_at, consult.answered_by_id = event.answer, at, person
