"""What is said on a ticket, by the customer and by the desk."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from handrail.base.by import By
from handrail.base.text import clean, preview
from handrail.base.together import create
from handrail.people.models import Person
from handrail.people.rules import require
from handrail.tickets import rules
from handrail.tickets.actions.ending import solve, wait
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.actions.watching import discard_draft
from handrail.tickets.events import CustomerWrote, Noted, Notified, Replied
from handrail.tickets.files import File, attach, check
from handrail.tickets.models import Draft, Message, Note, Ticket

# A body longer than this is kept whole as raw mail; the conversation shows its beginning.
MOST_TEXT = 500_000


def hash_of(external_id: str) -> str | None:
    """The unique key of a foreign message id, None for a message that has none."""
    return hashlib.sha256(external_id.encode()).hexdigest() if external_id else None


def keep_message(
    ticket: Ticket, *, author: Person, text: str, channel: str, by: By, html: str = "",
    quoted: str = "", files: Sequence[File] = (), external_id: str = "", opening: bool = False,
    is_automatic: bool = False, found: Mapping[str, Any] | None = None,
) -> Message:  # fmt: skip
    """Add what the customer's side wrote; the ticket is locked or brand new.

    Raises IntegrityError when the `external_id` is already known.
    """
    message = create(Message(
        ticket=ticket, direction=Message.Direction.IN, author=author, channel=channel, at=by.at,
        text=clean(text, most=MOST_TEXT), quoted=clean(quoted, most=MOST_TEXT),
        html=clean(html, most=4 * MOST_TEXT), external_id=external_id[:998],
        external_hash=hash_of(external_id), is_automatic=is_automatic, found=dict(found or {}),
    ))  # fmt: skip
    attach(files, message=message)
    reopens = ticket.turn == "solved" and not is_automatic
    wrote = CustomerWrote(
        message=message.pk, preview=preview(text), reopens=reopens, opening=opening
    )
    happen(ticket, wrote, by)
    return message


@transaction.atomic
def hear(
    ticket: Ticket, *, author: Person, text: str, channel: str, by: By, html: str = "",
    quoted: str = "", files: Sequence[File] = (), external_id: str = "",
    is_automatic: bool = False, found: Mapping[str, Any] | None = None,
) -> Message:  # fmt: skip
    """Take in a further message of the customer's side. A solved ticket opens again.

    Raises Refused when the ticket is closed, merged or spam: the caller opens a new one.
    """
    check(files)
    ticket = locked(ticket)
    if ticket.turn in {"closed", "merged", "spam"}:
        raise rules.Refused(
            "#%(number)s takes no more messages. Open a new ticket.", number=ticket.pk
        )
    return keep_message(
        ticket, author=author, text=text, html=html, quoted=quoted, files=files, channel=channel,
        external_id=external_id, by=by, is_automatic=is_automatic, found=found,
    )  # fmt: skip


@transaction.atomic
def reply(
    ticket: Ticket, *, author: Person, text: str, by: By, html: str = "",
    files: Sequence[File] = (), then: str = "wait",
) -> Message:  # fmt: skip
    """Answer the customer; delivery follows as a reaction. `then`: wait, keep or solve.

    Raises Refused for an empty reply or a ticket that is done, NotAllowed by role.
    """
    require(by, "reply")
    then = rules.turn_after_reply(then)
    check(files)
    text = clean(text, most=MOST_TEXT).strip()
    if not text:
        raise rules.Refused("The reply is empty. Write something, or add a note instead.")
    ticket = locked(ticket)
    rules.require_active(ticket.state, ticket.pk)
    message = Message.objects.create(
        ticket=ticket, direction=Message.Direction.OUT, author=author, channel=ticket.channel,
        at=by.at, text=text, html=html,
    )  # fmt: skip
    attach(files, message=message)
    first = ticket.first_replied_at is None
    happen(ticket, Replied(message=message.pk, preview=preview(text), first=first), by)
    discard_draft(ticket, person=author, kind=Draft.Kind.REPLY)
    if then == "solve":
        solve(ticket, by=by)
    elif then == "wait":
        wait(ticket, on="customer", by=by)
    return message


def tell(ticket: Ticket, *, text: str, about: str, by: By) -> Message:
    """Tell the customer something on the desk's own account: no reply, so no clock stops.

    For a caller that holds a transaction; everybody else calls `notify`.
    """
    ticket = locked(ticket)
    message = create(Message(
        ticket=ticket, direction=Message.Direction.OUT, channel=ticket.channel, at=by.at,
        text=clean(text), is_automatic=True,
    ))  # fmt: skip
    happen(ticket, Notified(message=message.pk, about=about), by)
    return message


notify = transaction.atomic(tell)


@transaction.atomic
def note(
    ticket: Ticket, *, author: Person | None, text: str, by: By, files: Sequence[File] = ()
) -> Note:
    """Write for the team only; the desk's own notes have no author. Raises Refused when empty."""
    require(by, "note")
    check(files)
    text = clean(text, most=MOST_TEXT).strip()
    if not text:
        raise rules.Refused("The note is empty.")
    ticket = locked(ticket)
    kept = Note.objects.create(ticket=ticket, author=author, at=by.at, text=text)
    attach(files, note=kept)
    happen(ticket, Noted(note=kept.pk), by)
    if author is not None:
        discard_draft(ticket, person=author, kind=Draft.Kind.NOTE)
    return kept
