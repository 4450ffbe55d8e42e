"""An answer waits a few seconds before it is given, so that it can be taken back.

What waits is the act, not the message. Until it leaves, nothing of the ticket has changed: no
message that a customer could see, no event, no clock. Taking it back is deleting a row.

Its time. A figure about the desk must not grow by the seconds we grant for second thoughts, and
the log must not tell things in an order in which they did not happen. So an answer counts from the
moment its author sent it, unless something has happened to the ticket since; then it counts
from the moment it left. And no answer waits beyond the next promise: it leaves a moment before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.base.text import clean
from handrail.flow.events import ReplyReturned
from handrail.flow.outbox.choosing import undo_seconds
from handrail.flow.outbox.models import Held
from handrail.people.models import Person
from handrail.people.rules import NotAllowed, require
from handrail.tickets import actions, rules
from handrail.tickets.actions.conversation import MOST_TEXT
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.files import File, check, keep, path_of
from handrail.tickets.models import Draft, Message, Ticket

A_MOMENT = timedelta(seconds=2)
# A failure we do not understand is tried again after this long.
LATER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an answer: a message, or one that waits."""

    message: Message | None = None
    held: Held | None = None


@transaction.atomic
def send(
    ticket: Ticket, *, author: Person, text: str, files: Sequence[File] = (), then: str, by: By
) -> Sent:
    """Answer the customer, at once or after the moment of undo that the settings grant.

    Raises Refused or NotAllowed for what could not be sent now either.
    """
    seconds = _seconds(ticket, by.at)
    if not seconds:
        said = actions.reply(ticket, author=author, text=text, files=files, then=then, by=by)
        return Sent(message=said)
    require(by, "reply")
    text = clean(text, most=MOST_TEXT).strip()
    if not text:
        raise rules.Refused("The reply is empty. Write something, or add a note instead.")
    check(files)
    ticket = locked(ticket)
    rules.require_active(ticket.state, ticket.pk)
    held = Held.objects.create(
        ticket=ticket, author=author, text=text, files=[_kept(file) for file in files],
        then=rules.turn_after_reply(then), pressed_at=by.at, leaves_at=by.at + seconds,
        mark=_mark(ticket),
    )  # fmt: skip
    actions.discard_draft(ticket, person=author, kind=Draft.Kind.REPLY)
    return Sent(held=held)


def _mark(ticket: Ticket) -> int:
    """The newest thing that has happened to a ticket, which is locked."""
    told = EventRecord.objects.filter(ticket_id=ticket.pk).order_by("-pk")
    return told.values_list("pk", flat=True).first() or 0


def _seconds(ticket: Ticket, at: datetime) -> timedelta:
    """How long this answer waits: never into a promise that it keeps."""
    wanted = timedelta(seconds=undo_seconds(ticket))
    if ticket.due_at is None or ticket.due_at <= at:
        return wanted
    return max(timedelta(0), min(wanted, ticket.due_at - at - A_MOMENT))


@transaction.atomic
def undo(number: int, *, ticket: Ticket, by: By) -> bool:
    """Take a waiting answer back into its author's composer; False when it has left."""
    held = _mine(number, ticket_id=ticket.pk, author_id=by.person_id)
    if held is None:
        return False
    _back_to_author(held, by)
    held.delete()
    return True


def _back_to_author(held: Held, by: By) -> None:
    """Before whatever they have begun to type since."""
    typed = Draft.objects.filter(ticket=held.ticket, person=held.author, kind=Draft.Kind.REPLY)
    since = typed.values_list("text", flat=True).first()
    text = f"{held.text}\n\n{since}" if since else held.text
    actions.save_draft(held.ticket, person=held.author, kind=Draft.Kind.REPLY, text=text, by=by)


def due(at: datetime, *, most: int = 500) -> list[int]:
    """The answers whose moment has passed, longest first."""
    rows = Held.objects.filter(leaves_at__lte=at).order_by("leaves_at")
    return list(rows.values_list("pk", flat=True)[:most])


def release(number: int, *, now: datetime) -> bool:
    """Give an answer whose moment has passed; False when somebody else did or took it back.

    The row is locked, and goes in the transaction that makes it a message: it is given once.
    """
    try:
        return _release(number, now)
    except (rules.Refused, NotAllowed) as refusal:
        return _return(number, refusal.english, now)
    except Exception:
        Held.objects.filter(pk=number).update(leaves_at=now + LATER)
        raise


@transaction.atomic
def _release(number: int, now: datetime) -> bool:
    held = _mine(number, leaves_at__lte=now)
    if held is None:
        return False
    ticket = locked(held.ticket)
    since = EventRecord.objects.filter(ticket_id=ticket.pk, pk__gt=held.mark)
    happened = set(since.values_list("kind", flat=True))
    # Whoever wrote "solved" had not read what the customer has said since.
    then = "keep" if "ticket.customer_wrote" in happened else held.then
    by = By.person(held.author, now if happened else held.pressed_at)
    actions.reply(
        ticket, author=held.author, text=held.text, files=[_file(f) for f in held.files],
        then=then, by=by,
    )  # fmt: skip
    held.delete()
    return True


@transaction.atomic
def _return(number: int, why: str, now: datetime) -> bool:
    """What cannot be given any more goes back to its author, and the ticket says why."""
    held = _mine(number)
    if held is None:
        return False
    _back_to_author(held, By.system(now))
    event = ReplyReturned(person=held.author_id, why=why)
    happen(locked(held.ticket), event, By.system(now))
    held.delete()
    return True


def _mine(number: int, **facts: object) -> Held | None:
    """The row, ours until the transaction ends; whoever comes second finds it gone."""
    rows = Held.objects.select_for_update(of=("self",)).select_related("ticket", "author")
    return rows.filter(pk=number, **facts).first()


def _kept(file: File) -> dict[str, str]:
    blob = keep(file.content)
    return {"name": file.name, "content_type": file.content_type, "sha256": blob.pk}


def _file(kept: dict[str, str]) -> File:
    with default_storage.open(path_of(kept["sha256"])) as stored:
        content = stored.read()
    return File(name=kept["name"], content=content, content_type=kept["content_type"])
