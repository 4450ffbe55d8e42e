"""Reading kept mail: each mail becomes part of one conversation, or stays here with a reason."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from handrail.base.clock import now
from handrail.base.saying import said
from handrail.base.text import clean
from handrail.channels.email import arrival, reading, sandbox, unlocking
from handrail.channels.email.models import RawMail
from handrail.channels.email.parsing.mail import Unparsable
from handrail.channels.email.unlocking import Unlocked
from handrail.flow import intake, kept
from handrail.flow.incoming import Outcome
from handrail.tickets.rules import Refused

# Seconds before the next try; after the last the mail waits for an administrator.
BACKOFF = (2, 10, 60, 300, 900)
LOST_AFTER = timedelta(seconds=60)
AT_ONCE = 500
MOST_REASON = 500
STATES = {"opened": "delivered", "joined": "delivered"}

logger = logging.getLogger(__name__)


@app.task(name=arrival.PARSE)
def parse(mail_id: int) -> str:
    """Read one mail and place it. Running twice is harmless: only a waiting mail is touched."""
    mail = RawMail.objects.filter(pk=mail_id, state=RawMail.State.RECEIVED).first()
    if mail is None:
        return "done already"
    return settle(mail_id, lambda: read(bytes(mail.raw)))


def read(raw: bytes) -> Unlocked:
    """What a mail says, opened where the desk has the key. Raises Unparsable."""
    return unlocking.read(raw, sandbox.parse(raw), at=now())


def settle(mail_id: int, read: Callable[[], Unlocked]) -> str:
    """Place one mail, or note why not: each ends somewhere, and none is lost on the way."""
    try:
        return place(mail_id, read())
    except (Unparsable, reading.Unusable) as fault:
        return _keep(mail_id, RawMail.State.UNPARSED, str(fault))
    except Refused as fault:
        return _keep(mail_id, RawMail.State.FAILED, fault.english)
    except IntegrityError:
        # Two copies at once: the other one won, and the next try finds it.
        return try_later(mail_id, kept.RACED[:], at=now())
    except Exception as fault:
        logger.exception("mail %s could not be placed", mail_id)
        return try_later(mail_id, f"{type(fault).__name__}: {fault}", at=now())


@transaction.atomic
def place(mail_id: int, read: Unlocked) -> str:
    """Hand a parsed mail to the desk and mark it, both or neither. Raises reading.Unusable."""
    mail = _waiting(mail_id)
    if mail is None:
        return "done already"
    mail.identity = reading.identity(read.mail)
    _one_at_a_time(mail.identity)
    outcome = _outcome(read, mail)
    mail.state = STATES.get(outcome.kind, outcome.kind)
    mail.reason = clean(outcome.reason, most=MOST_REASON)
    mail.ticket_id, mail.message_id = outcome.ticket_id, outcome.message_id
    _save(mail)
    return outcome.kind


def _one_at_a_time(identity: str) -> None:
    """Two copies of one mail wait for each other; the second sees what the first became."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_of(identity)])


def lock_of(identity: str) -> int:
    """The number that stands for all copies of one mail."""
    return int(identity[:15], 16)


def _outcome(read: Unlocked, mail: RawMail) -> Outcome:
    twins = RawMail.objects.filter(identity=mail.identity).exclude(pk=mail.pk).defer("raw")
    twin = twins.exclude(state=RawMail.State.RECEIVED).order_by("pk").first()
    if twin is not None:
        return Outcome(
            kind="duplicate", ticket_id=twin.ticket_id, message_id=twin.message_id,
            reason=said(kept.SAME_MAIL, number=twin.pk)[:],
        )  # fmt: skip
    if reading.is_our_own(read.mail):
        return Outcome(kind="auto_reply", reason=kept.OUR_OWN[:])
    return intake.receive(reading.incoming(read.mail, mail, read.found))


@transaction.atomic
def _keep(mail_id: int, state: str, reason: str) -> str:
    mail = _waiting(mail_id)
    if mail is not None:
        mail.state, mail.reason = state, clean(reason, most=MOST_REASON)
        _save(mail)
    return state


@transaction.atomic
def try_later(mail_id: int, reason: str, *, at: datetime) -> str:
    """Queue another try, or give up in the open: the mail stays, with the reason beside it."""
    mail = _waiting(mail_id)
    if mail is None:
        return "done already"
    mail.attempts += 1
    mail.reason = clean(reason, most=MOST_REASON)
    if mail.attempts > len(BACKOFF):
        mail.state = RawMail.State.FAILED
    else:
        mail.queued_at = at + timedelta(seconds=BACKOFF[mail.attempts - 1])
        _queue(mail.pk, at=mail.queued_at)
    _save(mail)
    return mail.state


def sweep(at: datetime) -> int:
    """Queue the mails again whose job was lost; how many there were. Reads only waiting mail."""
    lost = RawMail.objects.filter(state=RawMail.State.RECEIVED, queued_at__lte=at - LOST_AFTER)
    numbers = list(lost.order_by("queued_at").values_list("pk", flat=True)[:AT_ONCE])
    for number in numbers:
        _queue_again(number, at)
    return len(numbers)


@transaction.atomic
def _queue_again(mail_id: int, at: datetime) -> None:
    mail = _waiting(mail_id)
    if mail is not None:
        mail.queued_at = at
        _save(mail)
        _queue(mail.pk)


@transaction.atomic
def replay(mail_id: int, *, at: datetime) -> bool:
    """Try a mail that is kept aside once more; False if it is not aside."""
    aside = (RawMail.State.UNPARSED, RawMail.State.FAILED)
    found = RawMail.objects.filter(pk=mail_id, state__in=aside).update(
        state=RawMail.State.RECEIVED, reason="", attempts=0, queued_at=at
    )
    if found:
        _queue(mail_id)
    return bool(found)


def _queue(mail_id: int, *, at: datetime | None = None) -> None:
    """Queue a job, unless one waits already: then the queue is long, and nothing is lost."""
    try:
        with transaction.atomic():
            arrival.queue(mail_id, at=at)
    except AlreadyEnqueued:
        logger.debug("mail %s has a job that waits", mail_id)


def _waiting(mail_id: int) -> RawMail | None:
    """The mail, locked, if nobody has dealt with it meanwhile."""
    waiting = RawMail.objects.select_for_update().defer("raw")
    return waiting.filter(pk=mail_id, state=RawMail.State.RECEIVED).first()


def _save(mail: RawMail) -> None:
    """All but the bytes, which never change."""
    mail.save(
        update_fields=[
            "state", "reason", "attempts", "queued_at", "identity", "ticket_id", "message_id",
        ]
    )  # fmt: skip
