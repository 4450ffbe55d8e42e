"""Answers leave through the channel they belong to: queued with the reply, sent once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from handrail.base.by import By
from handrail.base.store import Recorded
from handrail.base.together import create, defer, waiting_row
from handrail.flow.events import DeliveryAgain, DeliveryDelayed, DeliveryFailed
from handrail.flow.models import Delivery
from handrail.flow.outbox.composing import NobodyLeft, outgoing
from handrail.flow.outbox.status import CAN_GO_AGAIN
from handrail.flow.ports import PermanentFailure, TemporaryFailure, sender
from handrail.people.rules import require
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import Notified, Replied
from handrail.tickets.models import Message
from handrail.tickets.rules import Refused

# Minutes before the next try; after the last the delivery has failed.
BACKOFF = (1, 5, 15, 60, 240, 720)
State = Delivery.State
JOB = "handrail.deliver"
# A notice of the desk's own waits until mail that has come in is read.
UNHURRIED = -1


def enqueue(done: Recorded) -> None:
    """Put an outbound message into the outbox and defer its job, all in the reply's transaction."""
    event, ticket = done.event, done.row
    if not isinstance(event, Replied | Notified) or not ticket.requester.email:
        return
    delivery = Delivery(
        message_id=event.message, channel="email", queued_at=done.by.at, next_at=done.by.at,
        about=event.about[:20] if isinstance(event, Notified) else "",
    )  # fmt: skip
    identify(delivery)
    create(delivery)
    defer(JOB, priority=UNHURRIED if isinstance(event, Notified) else 0, delivery_id=delivery.pk)


def identify(delivery: Delivery) -> None:
    """Give the message the id it will carry outside, so that answers to it can be recognised."""
    message_id = f"<{delivery.key}@{settings.HANDRAIL_MAIL_DOMAIN}>"
    waiting = waiting_row(Message, delivery.message_id)
    if waiting is not None:
        waiting.external_id, waiting.external_hash = message_id, hash_of(message_id)
        return
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
        .filter(pk=delivery_id, state=State.QUEUED).first()
    )  # fmt: skip
    if delivery is None:
        return "elsewhere"
    delivery.attempts += 1
    try:
        refused = sender(delivery.channel).send(outgoing(delivery))
    except NobodyLeft as fault:
        _keep_back(delivery, str(fault), now)
    except TemporaryFailure as fault:
        _try_later(delivery, fault.english, now)
    except PermanentFailure as fault:
        _give_up(delivery, fault.english, now)
    else:
        delivery.state, delivery.sent_at, delivery.error = State.SENT, now, ""
        delivery.next_at = None
        delivery.left_out += [[address, why] for address, why in refused.items()]
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
    if delivery.attempts == 1:
        told = DeliveryDelayed(message=delivery.message_id, error=error[:500])
        happen(locked(delivery.message.ticket), told, By.system(now))


def _give_up(delivery: Delivery, error: str, now: datetime) -> None:
    delivery.state, delivery.error, delivery.next_at = State.FAILED, error, None
    ticket = locked(delivery.message.ticket)
    happen(ticket, DeliveryFailed(message=delivery.message_id, error=error[:500]), By.system(now))


def _keep_back(delivery: Delivery, why: str, now: datetime) -> None:
    """An answer nobody gets has failed; a notice that nobody wants is no trouble."""
    if not delivery.message.is_automatic:
        _give_up(delivery, why, now)
        return
    delivery.state, delivery.error, delivery.next_at = State.SKIPPED, why, None


class CannotGoAgain(Refused):
    """A message that is on its way, or has arrived."""


@transaction.atomic
def send_again(message: Message, *, by: By) -> None:
    """Try once more what had failed or come back, under the same Message-ID. Raises CannotGoAgain."""
    require(by, "reply")
    delivery = Delivery.objects.select_for_update().filter(message=message).first()
    if delivery is None or delivery.state not in CAN_GO_AGAIN:
        raise CannotGoAgain("It is on its way or has been sent already.")
    delivery.state, delivery.attempts, delivery.error = State.QUEUED, 0, ""
    delivery.queued_at = delivery.next_at = by.at
    delivery.left_out, delivery.sent_at = [], None
    delivery.save()
    app.configure_task("handrail.deliver").defer(delivery_id=delivery.pk)
    happen(locked(message.ticket), DeliveryAgain(message=message.pk), by)
