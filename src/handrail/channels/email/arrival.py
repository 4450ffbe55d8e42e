"""The first thing that happens to a mail: it is kept, before anything looks inside."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app

from handrail.base.text import clean
from handrail.channels.email.models import RawMail

MOST_ADDRESS = 1000
PARSE = "handrail.mail.parse"

KEEP = """
INSERT INTO email_rawmail (sha256, size, raw, deliveries, envelope_from, envelope_to, received_at,
                           state, reason, attempts, queued_at, identity)
VALUES (%s, %s, %s, 1, %s, %s, %s, 'received', '', 0, %s, '')
ON CONFLICT (sha256) DO UPDATE SET deliveries = email_rawmail.deliveries + 1
RETURNING id, deliveries
"""


@transaction.atomic(durable=True)
def accept(raw: bytes, *, envelope_from: str, envelope_to: Sequence[str], at: datetime) -> RawMail:
    """Keep a mail and queue its reading; once this returns, it may be acknowledged.

    The same bytes again are counted and nothing more. Raises DatabaseError, and then the sender
    must be asked to come back.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    sender, to = _address(envelope_from), [_address(address) for address in envelope_to]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [sha256, len(raw), raw, sender, to, at, at])
        number, deliveries = cursor.fetchone()
    if deliveries == 1:
        queue(number)
    return RawMail.objects.defer("raw").get(pk=number)


def queue(number: int, *, at: datetime | None = None) -> None:
    """Queue the reading of a kept mail, now or at a time, in the caller's transaction.

    Raises AlreadyEnqueued when a job for it waits already. No lock keeps one sender's mails in
    order: behind a lock, one dead worker would hold up everybody's mail.
    """
    job = app.configure_task(PARSE, queueing_lock=f"mail {number}", schedule_at=at)
    job.defer(mail_id=number)


def _address(text: str) -> str:
    return clean(text.strip().strip("<>"), most=MOST_ADDRESS)
