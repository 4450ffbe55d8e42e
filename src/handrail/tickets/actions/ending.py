"""Waiting, solving, and all that ends or resumes work on a ticket."""

from datetime import datetime

from django.db import transaction

from handrail.base.by import By
from handrail.base.text import clean
from handrail.people.rules import require
from handrail.tickets import rules
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import (
    Closed,
    Rated,
    Reopened,
    Resumed,
    Solved,
    SpamCleared,
    SpamMarked,
    Waits,
)  # fmt: skip
from handrail.tickets.models import Message, Ticket
from handrail.tickets.models.ticket import Rating

MOST_COMMENT = 2_000


@transaction.atomic
def wait(ticket: Ticket, *, on: str, by: By, until: datetime | None = None) -> Ticket:
    """Declare what the ticket waits for: customer, third_party, or until a time."""
    require(by, "wait")
    if on not in rules.WAITS_ON:
        raise rules.Refused("A ticket waits on the customer, on a third party, or until a time.")
    if on == "until":
        rules.wait_end(until, by.at)
    ticket = locked(ticket)
    rules.require_active(ticket.state, ticket.pk)
    happen(ticket, Waits(on=on, until=until), by)
    return ticket


@transaction.atomic
def resume(ticket: Ticket, *, by: By) -> Ticket:
    """End the wait: it is the desk's turn again."""
    require(by, "wait")
    ticket = locked(ticket)
    if ticket.state == "waiting":
        turn = "investigating" if ticket.first_replied_at else "first_reply"
        happen(ticket, Resumed(turn=turn), by)
    return ticket


@transaction.atomic
def solve(ticket: Ticket, *, by: By, by_customer: bool = False) -> Ticket:
    """Say that it is answered. Solving what is solved changes nothing.

    First contact resolution: the first reply by a person solved it, in its first tier,
    before the customer had to write again.
    """
    require(by, "solve_own" if by_customer else "solve")
    ticket = locked(ticket)
    if ticket.turn in {"solved", "closed"}:
        return ticket
    rules.require_active(ticket.state, ticket.pk)
    # What the desk solves by itself, such as with an incident, no person solved at first contact.
    first_contact = by.actor == "person" and _first_contact(ticket)
    happen(ticket, Solved(first_contact=first_contact, by_customer=by_customer), by)
    return ticket


def _first_contact(ticket: Ticket) -> bool:
    said = ticket.messages.filter(is_automatic=False)
    replies = said.filter(direction=Message.Direction.OUT).count()
    asked = said.filter(direction=Message.Direction.IN).count()
    return replies <= 1 and asked <= 1 and not ticket.reopened and ticket.access.count() <= 1


@transaction.atomic
def reopen(ticket: Ticket, *, by: By, why: str = "", by_customer: bool = False) -> Ticket:
    """Take it up again. Raises Refused for merged tickets and spam."""
    require(by, "reopen_own" if by_customer else "reopen")
    ticket = locked(ticket)
    if not ticket.is_done:
        return ticket
    rules.may_reopen(ticket.turn, ticket.pk)
    happen(ticket, Reopened(why=why[:500]), by)
    return ticket


@transaction.atomic
def rate(ticket: Ticket, *, rating: str, by: By, comment: str = "") -> Ticket:
    """Say how the help was, as the one who asked; a change of mind counts, the same twice does not.

    Raises Refused before it is answered, and for a rating that is neither good nor bad.
    """
    require(by, "rate_own")
    ticket = locked(ticket)
    if by.person_id != ticket.requester_id:
        raise rules.Refused("Only the one who asked can rate the answer.")
    if ticket.turn not in {"solved", "closed"}:
        raise rules.Refused("It can be rated once it is answered.")
    if rating not in Rating.values:
        raise rules.Refused("A rating is good or bad.")
    comment = clean(comment, most=MOST_COMMENT).strip()
    if comment or rating != ticket.rating:
        happen(ticket, Rated(rating=rating, comment=comment), by)
    return ticket


@transaction.atomic
def close(ticket: Ticket, *, by: By) -> Ticket:
    """Seal a solved ticket; nothing happens to any other."""
    ticket = locked(ticket)
    if ticket.turn == "solved":
        happen(ticket, Closed(), by)
    return ticket


@transaction.atomic
def mark_spam(ticket: Ticket, *, by: By) -> Ticket:
    """Take it out of sight as no request at all."""
    require(by, "spam")
    ticket = locked(ticket)
    rules.require_active(ticket.state, ticket.pk)
    happen(ticket, SpamMarked(), by)
    return ticket


@transaction.atomic
def clear_spam(ticket: Ticket, *, by: By) -> Ticket:
    """It was a request after all."""
    require(by, "spam")
    ticket = locked(ticket)
    if ticket.turn == "spam":
        happen(ticket, SpamCleared(), by)
    return ticket
