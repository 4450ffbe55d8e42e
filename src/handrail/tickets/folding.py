"""fold(): the only code that changes a ticket's state."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from handrail.base.events import Event
from handrail.tickets import events as e

if TYPE_CHECKING:
    from handrail.tickets.models import Ticket

# How long an open ticket may lie without an owner before the desk looks again.
UNATTENDED_AFTER = timedelta(hours=1)


def fold(ticket: "Ticket", event: Event, at: datetime, person: int | None) -> None:
    """Make one event true of the row. The same events always make the same row."""
    if isinstance(event, e.CustomerWrote) and event.opening:
        # The opening has said all of it; the row that was just written stays as it is.
        return
    if isinstance(event, e.Aside):
        return
    step = FOLDS.get(e.DueMoved if isinstance(event, e.DueMoved) else type(event))
    if step is not None:
        step(ticket, event, at)
    ticket.version += 1
    ticket.changed_at = at
    _settle(ticket, at)


def _turn(ticket: "Ticket", state: str, turn: str, at: datetime) -> None:
    if (ticket.state, ticket.turn) != (state, turn):
        ticket.waiting_since = at
    ticket.state, ticket.turn = state, turn
    if ticket.wait_until is not None:
        # The wait's clock goes with the wait: it may fire in ten years only.
        ticket.wait_until = ticket.attention_at = None
    if state != "done":
        ticket.solved_at = None


def _settle(ticket: "Ticket", at: datetime) -> None:
    """Invariant 1: whoever has no owner has a clock."""
    if ticket.state == "done":
        ticket.attention_at = None
    elif ticket.wait_until is not None:
        ticket.attention_at = ticket.wait_until
    elif ticket.owner_id is not None:
        ticket.attention_at = None
    elif ticket.attention_at is None:
        ticket.attention_at = at + UNATTENDED_AFTER


def _opened(ticket: "Ticket", event: e.TicketOpened, at: datetime) -> None:
    ticket.subject, ticket.preview = event.subject, event.preview
    ticket.requester_id, ticket.organisation_id = event.requester, event.organisation
    ticket.brand_id, ticket.channel, ticket.language = event.brand, event.channel, event.language
    ticket.category_id, ticket.complexity = event.category, event.complexity
    ticket.impact, ticket.urgency, ticket.priority = event.impact, event.urgency, event.priority
    ticket.tags, ticket.fields = list(event.tags), dict(event.fields)
    ticket.tier_id, ticket.team_id = event.tier, event.team
    ticket.opened_at = ticket.waiting_since = at


def _customer_wrote(ticket: "Ticket", event: e.CustomerWrote, at: datetime) -> None:
    ticket.preview = event.preview
    if event.reopens:
        ticket.reopened += 1
    if ticket.state != "done" or event.reopens:
        _turn(ticket, "open", "next_reply" if ticket.first_replied_at else "first_reply", at)


def _replied(ticket: "Ticket", event: e.Replied, at: datetime) -> None:
    ticket.preview = event.preview
    if event.first:
        ticket.first_replied_at = at
    if ticket.state == "open":
        _turn(ticket, "open", "investigating", at)


def _owned(ticket: "Ticket", event: e.Taken | e.Assigned, at: datetime) -> None:
    ticket.owner_id = event.owner


def _released(ticket: "Ticket", event: e.Released, at: datetime) -> None:
    ticket.owner_id = None


def _moved(ticket: "Ticket", event: e.Moved, at: datetime) -> None:
    ticket.tier_id, ticket.team_id, ticket.owner_id = event.tier, event.team, event.owner
    ticket.waiting_since = at


def _changed(ticket: "Ticket", event: e.Changed, at: datetime) -> None:
    for name, (_, new) in event.changes.items():
        if name.startswith("field:"):
            ticket.fields = {**ticket.fields, name.removeprefix("field:"): new}
        else:
            setattr(ticket, COLUMN_OF.get(name, name), new)


def _waits(ticket: "Ticket", event: e.Waits, at: datetime) -> None:
    _turn(ticket, "waiting", event.on, at)
    ticket.wait_until = event.until


def _resumed(ticket: "Ticket", event: e.Resumed, at: datetime) -> None:
    _turn(ticket, "open", event.turn, at)


def _solved(ticket: "Ticket", event: e.Solved, at: datetime) -> None:
    _turn(ticket, "done", "solved", at)
    ticket.solved_at = at


def _reopened(ticket: "Ticket", event: e.Reopened, at: datetime) -> None:
    _turn(ticket, "open", "next_reply" if ticket.first_replied_at else "first_reply", at)
    ticket.reopened += 1


def _rated(ticket: "Ticket", event: e.Rated, at: datetime) -> None:
    ticket.rating = event.rating


def _closed(ticket: "Ticket", event: e.Closed, at: datetime) -> None:
    _turn(ticket, "done", "closed", at)


def _merged(ticket: "Ticket", event: e.Merged, at: datetime) -> None:
    _turn(ticket, "done", "merged", at)
    ticket.merged_into_id = event.into


def _spam(ticket: "Ticket", event: e.SpamMarked, at: datetime) -> None:
    _turn(ticket, "done", "spam", at)


def _no_spam(ticket: "Ticket", event: e.SpamCleared, at: datetime) -> None:
    _turn(ticket, "open", "next_reply" if ticket.first_replied_at else "first_reply", at)


def _unattended(ticket: "Ticket", event: e.LeftUnattended, at: datetime) -> None:
    ticket.attention_at = event.next_look


def _due_moved(ticket: "Ticket", event: e.DueMoved, at: datetime) -> None:
    ticket.due_at = event.due_at


# The names people read, where the row has a column of another name.
COLUMN_OF = {"category": "category_id", "requester": "requester_id"}

FOLDS: dict[type[Event], Callable[["Ticket", Any, datetime], None]] = {
    e.TicketOpened: _opened,
    e.CustomerWrote: _customer_wrote,
    e.Replied: _replied,
    e.Taken: _owned,
    e.Assigned: _owned,
    e.Released: _released,
    e.Moved: _moved,
    e.Changed: _changed,
    e.Waits: _waits,
    e.Resumed: _resumed,
    e.Solved: _solved,
    e.Reopened: _reopened,
    e.Rated: _rated,
    e.Closed: _closed,
    e.Merged: _merged,
    e.SpamMarked: _spam,
    e.SpamCleared: _no_spam,
    e.LeftUnattended: _unattended,
    e.DueMoved: _due_moved,
}
