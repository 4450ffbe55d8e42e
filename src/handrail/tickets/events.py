"""Everything that can happen to a ticket."""

from datetime import datetime
from typing import Any, ClassVar

from handrail.base.events import PUBLIC, Event


class TicketOpened(Event, frozen=True):
    """A request has become a ticket; the payload holds every fact it starts with."""

    kind: ClassVar[str] = "ticket.opened"
    audience: ClassVar[str] = PUBLIC
    subject: str
    requester: int
    channel: str
    tier: int
    team: int
    priority: int
    impact: int
    urgency: int
    complexity: int
    preview: str = ""
    language: str = ""
    organisation: int | None = None
    brand: int | None = None
    category: int | None = None
    tags: list[str] = []
    fields: dict[str, Any] = {}
    tier_level: int | None = None


class Aside(Event, frozen=True):
    """Something said about a ticket that changes nothing of it: the fold passes it by."""


class CustomerWrote(Event, frozen=True):
    """The customer's side said something. `reopens` when it had been solved."""

    kind: ClassVar[str] = "ticket.customer_wrote"
    audience: ClassVar[str] = PUBLIC
    message: int
    preview: str = ""
    reopens: bool = False
    opening: bool = False


class Replied(Event, frozen=True):
    """The desk answered the customer. `first` when no person had before."""

    kind: ClassVar[str] = "ticket.replied"
    audience: ClassVar[str] = PUBLIC
    message: int
    preview: str = ""
    first: bool = False


class Notified(Event, frozen=True):
    """The desk told the customer something by itself: no answer, so no clock stops."""

    kind: ClassVar[str] = "ticket.notified"
    audience: ClassVar[str] = PUBLIC
    message: int
    about: str


class Noted(Event, frozen=True):
    """Somebody wrote for the team's eyes."""

    kind: ClassVar[str] = "ticket.noted"
    note: int


class Taken(Event, frozen=True):
    """An agent has made the ticket theirs."""

    kind: ClassVar[str] = "ticket.taken"
    owner: int
    was: int | None = None


class Assigned(Event, frozen=True):
    """Somebody gave the ticket to an agent."""

    kind: ClassVar[str] = "ticket.assigned"
    owner: int
    was: int | None = None


class Released(Event, frozen=True):
    """The ticket went back to its queue."""

    kind: ClassVar[str] = "ticket.released"
    was: int


class Moved(Event, frozen=True):
    """The ticket belongs to another team now. `why` is how the earlier team's turn ended."""

    kind: ClassVar[str] = "ticket.moved"
    tier: int
    team: int
    tier_level: int
    from_tier_level: int
    from_team: int
    why: str
    owner: int | None = None
    handoff: int | None = None


class Changed(Event, frozen=True):
    """Facts were corrected: {name: [old, new]}."""

    kind: ClassVar[str] = "ticket.changed"
    changes: dict[str, tuple[Any, Any]]


class Waits(Event, frozen=True):
    """Nothing can be done before somebody or some time comes."""

    kind: ClassVar[str] = "ticket.waits"
    on: str
    until: datetime | None = None


class Resumed(Event, frozen=True):
    """The wait is over; it is the desk's turn."""

    kind: ClassVar[str] = "ticket.resumed"
    turn: str


class Solved(Event, frozen=True):
    """Answered, as far as the desk can tell."""

    kind: ClassVar[str] = "ticket.solved"
    audience: ClassVar[str] = PUBLIC
    first_contact: bool = False
    by_customer: bool = False


class Reopened(Event, frozen=True):
    """It was not solved after all."""

    kind: ClassVar[str] = "ticket.reopened"
    audience: ClassVar[str] = PUBLIC
    why: str = ""


class Rated(Event, frozen=True):
    """The customer says how the help was: good or bad, perhaps why."""

    kind: ClassVar[str] = "ticket.rated"
    rating: str
    comment: str = ""


class Closed(Event, frozen=True):
    """Solved long enough that a new word means a new ticket."""

    kind: ClassVar[str] = "ticket.closed"
    audience: ClassVar[str] = PUBLIC


class Merged(Event, frozen=True):
    """This ticket's conversation goes on in another."""

    kind: ClassVar[str] = "ticket.merged"
    into: int


class MergedIn(Event, frozen=True):
    """Another ticket's conversation came here."""

    kind: ClassVar[str] = "ticket.merged_in"
    source: int


class SpamMarked(Event, frozen=True):
    """Not a request at all."""

    kind: ClassVar[str] = "ticket.spam_marked"


class SpamCleared(Event, frozen=True):
    """A request after all."""

    kind: ClassVar[str] = "ticket.spam_cleared"


class SplitOff(Event, frozen=True):
    """A part of this conversation became a ticket of its own."""

    kind: ClassVar[str] = "ticket.split_off"
    into: int
    message: int


class Linked(Event, frozen=True):
    """The ticket has to do with another."""

    kind: ClassVar[str] = "ticket.linked"
    other: int
    link: str
    reason: str = ""


class Unlinked(Event, frozen=True):
    """The tie was wrong."""

    kind: ClassVar[str] = "ticket.unlinked"
    other: int
    link: str


class Watched(Event, frozen=True):
    """Somebody follows the ticket from now on."""

    kind: ClassVar[str] = "ticket.watched"
    person: int


class Unwatched(Event, frozen=True):
    """Somebody follows it no more."""

    kind: ClassVar[str] = "ticket.unwatched"
    person: int


class LeftUnattended(Event, frozen=True):
    """A clock fired and nobody had the ticket."""

    kind: ClassVar[str] = "ticket.left_unattended"
    next_look: datetime


class DueMoved(Event, frozen=True):
    """Whatever gives the ticket another deadline; the room that keeps deadlines says what it was."""

    due_at: datetime | None = None


class PicturesShown(Aside, frozen=True):
    """Somebody had a mail's pictures fetched from elsewhere."""

    kind: ClassVar[str] = "ticket.pictures_shown"
    message: int


class FileQuarantined(Aside, frozen=True):
    """The virus scanner found something in a file; nobody opens it."""

    kind: ClassVar[str] = "ticket.file_quarantined"
    file: int
    name: str
    virus: str


class FileReleased(Aside, frozen=True):
    """Somebody let a file out of quarantine."""

    kind: ClassVar[str] = "ticket.file_released"
    file: int
    name: str


class Redacted(Event, frozen=True):
    """Words were taken out of a message or a note."""

    kind: ClassVar[str] = "ticket.redacted"
    what: str
    id: int
    reason: str
