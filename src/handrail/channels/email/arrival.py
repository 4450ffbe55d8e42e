"""The first thing that happens to a mail: it is kept, before anything looks inside."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from procrastinate.contrib.django import app
from psycopg.types.json import Jsonb

from handrail.base.text import clean
from handrail.channels.email.models import RawMail

MOST_ADDRESS = 1000
PARSE = "handrail.mail.parse"
READ = "handrail.mail.read"

# In one order, so that two who keep the same mails wait for each other once.
KEEP = """
INSERT INTO email_rawmail (sha256, size, raw, deliveries, envelope_from, envelope_to, received_at,
                           peer, way, state, reason, attempts, queued_at, identity)
SELECT sha256, length(raw), raw, times, sender, array(SELECT jsonb_array_elements_text(recipients)), at,
       peer::inet, way, 'received', '', 0, at, ''
FROM unnest(%s::text[], %s::bytea[], %s::int[], %s::text[], %s::jsonb[], %s::timestamptz[], %s::text[],
            %s::text[])
  AS came (sha256, raw, times, sender, recipients, at, peer, way)
ORDER BY sha256
ON CONFLICT (sha256) DO UPDATE SET deliveries = email_rawmail.deliveries + excluded.deliveries
RETURNING id, sha256, deliveries
"""


class Arrived(NamedTuple):
    """One mail at the door: its bytes, and what its envelope says."""

    raw: bytes
    envelope_from: str
    envelope_to: Sequence[str]
    at: datetime
    peer: str | None = None
    way: str = ""


def accept(
    raw: bytes, *, envelope_from: str, envelope_to: Sequence[str], at: datetime, way: str = ""
) -> RawMail:
    """Keep a mail and queue its reading; once this returns, it may be acknowledged.

    The same bytes again are counted and nothing more. Raises DatabaseError, and then the sender
    must be asked to come back.
    """
    (number,) = accept_many([Arrived(raw, envelope_from, envelope_to, at, way=way)])
    return RawMail.objects.defer("raw").get(pk=number)


@transaction.atomic(durable=True)
def accept_many(mails: Sequence[Arrived]) -> list[int]:
    """Keep mails that came at the same moment, in one commit; their numbers. Raises as `accept` does."""
    keys = [hashlib.sha256(mail.raw).hexdigest() for mail in mails]
    times = Counter(keys)
    once = dict(zip(keys, mails, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(KEEP, _columns(once, times))
        rows = cursor.fetchall()
    if any(deliveries == times[key] for _, key, deliveries in rows):
        app.configure_task(READ).defer()
    numbers = {key: number for number, key, _ in rows}
    return [numbers[key] for key in keys]


def _columns(once: Mapping[str, Arrived], times: Mapping[str, int]) -> list[list[Any]]:
    return [
        list(once), [mail.raw for mail in once.values()], [times[key] for key in once],
        [_address(mail.envelope_from) for mail in once.values()],
        [Jsonb([_address(to) for to in mail.envelope_to]) for mail in once.values()],
        [mail.at for mail in once.values()], [mail.peer for mail in once.values()],
        [mail.way for mail in once.values()],
    ]  # fmt: skip


def queue(number: int, *, at: datetime | None = None) -> None:
    """Queue the reading of one kept mail again, now or at a time, in the caller's transaction.

    Raises AlreadyEnqueued when a job for it waits already. No lock keeps one sender's mails in
    order: behind a lock, one dead worker would hold up everybody's mail.
    """
    job = app.configure_task(PARSE, queueing_lock=f"mail {number}", schedule_at=at)
    job.defer(mail_id=number)


def _address(text: str) -> str:
    return clean(text.strip().strip("<>"), most=MOST_ADDRESS)
