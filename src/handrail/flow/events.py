"""What the hall adds to a ticket's story."""

from datetime import datetime
from typing import ClassVar

from handrail.base.events import Event
from handrail.tickets.events import Aside


class DeliveryFailed(Event, frozen=True):
    """A reply could not be brought to the customer."""

    kind: ClassVar[str] = "ticket.delivery_failed"
    message: int
    error: str


class DeliveryDelayed(Aside, frozen=True):
    """A mail server asked us to come again; told once, the delivery knows when."""

    kind: ClassVar[str] = "ticket.delivery_delayed"
    message: int
    error: str


class DeliveryAgain(Aside, frozen=True):
    """Somebody sends a message again that had failed or come back."""

    kind: ClassVar[str] = "ticket.delivery_again"
    message: int


class ReplyReturned(Aside, frozen=True):
    """An answer that could not be given any more went back to its author's composer."""

    kind: ClassVar[str] = "ticket.reply_returned"
    person: int
    why: str


class Bounced(Event, frozen=True):
    """A mail system sent a message back."""

    kind: ClassVar[str] = "ticket.bounced"
    recipient: str
    status: str
    temporary: bool
    message: int | None = None


class AutoAnswered(Event, frozen=True):
    """The customer's mailbox answered by itself: recorded, and never answered."""

    kind: ClassVar[str] = "ticket.auto_answered"
    sender: str
    preview: str = ""


class Alerted(Event, frozen=True):
    """A promise comes near its end or is broken: who hears of it, what the desk did, what it could not."""

    kind: ClassVar[str] = "ticket.alerted"
    promise: int
    clock: str
    percent: int
    due_at: datetime
    people: list[int] = []
    did: list[str] = []
    refused: list[str] = []


class Counted(Aside, frozen=True):
    """Further messages said the same as one on the ticket: so many by now."""

    kind: ClassVar[str] = "ticket.counted"
    count: int
