"""Answers leave through the channel they belong to: queued with the reply, sent once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from procrastinate.contrib.django import app

from handrail.base.by import By
from handrail.base.store import Recorded
from handrail.desk.shape import shape
from handrail.flow.events import DeliveryFailed
from handrail.flow.models import Delivery
from handrail.flow.ports import Outgoing, PermanentFailure, TemporaryFailure, sender
from handrail.flow.rating import link_for
from handrail.people.models import Role
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import Notified, Replied
from handrail.tickets.files import File, path_of
from handrail.tickets.models import Attachment, Message, Ticket

# Minutes before the next try; after the last the delivery has failed.
BACKOFF = (1, 5, 15, 60, 240, 720)
MOST_REFERENCES = 20


def enqueue(done: Recorded) -> None:
    """Put an outbound message into the outbox and defer its job, all in the reply's transaction."""
    event, ticket = done.event, done.row
    if not isinstance(event, Replied | Notified) or not ticket.requester.email:
        return
    delivery = Delivery(
        message_id=event.message, channel="email", queued_at=done.by.at, next_at=done.by.at
    )
    identify(delivery)
    delivery.save(force_insert=True)
    app.configure_task("handrail.deliver").defer(delivery_id=delivery.pk)


def identify(delivery: Delivery) -> None:
    """Give the message the id it will carry outside, so that answers to it can be recognised."""
    message_id = f"<{delivery.key}@{settings.HANDRAIL_MAIL_DOMAIN}>"
    Message.objects.filter(pk=delivery.message_id).update(
        external_id=message_id, external_hash=hash_of(message_id)
    )


@transaction.atomic
def deliver(delivery_id: int, *, now: datetime) -> str:
    """Send one queued delivery; the state it is in afterwards.

    The row stays locked while it is sent, so a job that runs twice sends once. Only a crash
    between the other side's last word and our commit repeats it, under the same Message-ID.
    """
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=delivery_id, state=Delivery.State.QUEUED).first()
    )  # fmt: skip
    if delivery is None:
        return "elsewhere"
    delivery.attempts += 1
    try:
        sender(delivery.channel).send(outgoing(delivery))
    except TemporaryFailure as fault:
        _try_later(delivery, str(fault), now)
    except PermanentFailure as fault:
        _give_up(delivery, str(fault), now)
    else:
        delivery.state, delivery.sent_at, delivery.error = Delivery.State.SENT, now, ""
        delivery.next_at = None
    delivery.save()
    return str(delivery.state)


def _try_later(delivery: Delivery, error: str, now: datetime) -> None:
    if delivery.attempts > len(BACKOFF):
        _give_up(delivery, error, now)
        return
    delivery.error = error
    delivery.next_at = now + timedelta(minutes=BACKOFF[delivery.attempts - 1])
    app.configure_task("handrail.deliver", schedule_at=delivery.next_at).defer(
        delivery_id=delivery.pk
    )


def _give_up(delivery: Delivery, error: str, now: datetime) -> None:
    delivery.state, delivery.error, delivery.next_at = Delivery.State.FAILED, error, None
    ticket = locked(delivery.message.ticket)
    happen(ticket, DeliveryFailed(message=delivery.message_id, error=error[:500]), By.system(now))


def outgoing(delivery: Delivery) -> Outgoing:
    """Everything the channel needs to write the message, from the conversation it belongs to."""
    message = delivery.message
    ticket = message.ticket
    brand = ticket.brand or shape().brand
    earlier = _earlier_ids(ticket, message)
    return Outgoing(
        key=str(delivery.key), message_id=message.external_id,
        to=[(ticket.requester.name, ticket.requester.email or "")], cc=_copies(ticket),
        from_name=_from_name(message, brand.name if brand else "Support"),
        from_address=brand.address if brand else settings.HANDRAIL_MAIL_ADDRESS,
        reply_token=ticket.token, subject=_subject(ticket), text=message.text, html=message.html,
        in_reply_to=earlier[-1] if earlier else "", references=earlier,
        files=[_file(a) for a in message.attachments.all()], automatic=message.is_automatic,
        rating_link=link_for(ticket) if _is_last_word(ticket, message) else "",
    )  # fmt: skip


def _is_last_word(ticket: Ticket, message: Message) -> bool:
    """Whether this message solved the ticket; then the customer is asked how it was."""
    return ticket.turn == "solved" and not ticket.messages.filter(pk__gt=message.pk).exists()


def _from_name(message: Message, desk_name: str) -> str:
    return f"{message.author.name} ({desk_name})" if message.author else desk_name


def _subject(ticket: Ticket) -> str:
    return ticket.subject if ticket.subject.lower().startswith("re:") else f"Re: {ticket.subject}"


def _earlier_ids(ticket: Ticket, message: Message) -> list[str]:
    """The ids of the conversation so far, oldest first: the first and the newest ones."""
    known = ticket.messages.filter(pk__lt=message.pk).exclude(external_id="").order_by("pk")
    ids = list(known.values_list("external_id", flat=True))
    return ids if len(ids) <= MOST_REFERENCES else [ids[0], *ids[-MOST_REFERENCES + 1 :]]


def _copies(ticket: Ticket) -> list[tuple[str, str]]:
    people = ticket.watchers.filter(person__role=Role.CUSTOMER, person__is_active=True)
    return [
        (w.person.name, w.person.email)
        for w in people.select_related("person")
        if w.person.email and w.person_id != ticket.requester_id
    ]


def _file(attachment: Attachment) -> File:
    with default_storage.open(path_of(attachment.blob_id)) as stored:
        content = stored.read()
    return File(name=attachment.name, content=content, content_type=attachment.content_type)
