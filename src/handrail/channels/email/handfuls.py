"""Mail that waits is read a handful at a time: new requests together, everything else one by one."""

import logging
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import timedelta
from hashlib import sha256
from itertools import accumulate, takewhile
from time import monotonic

from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django import app

from handrail.base.clock import now
from handrail.base.configuration import settled
from handrail.base.text import fold_case
from handrail.channels.email import arrival, jobs, reading
from handrail.channels.email.models import RawMail
from handrail.channels.email.parsing.mail import Unparsable
from handrail.channels.email.unlocking import Unlocked
from handrail.flow import many
from handrail.flow.incoming import Incoming, Outcome

HANDFUL = 64
MOST_BYTES = 16 * 2**20
# A handful holds its mails' locks while it is read; what a slow one leaves over waits for the next.
MOST_SECONDS = 10.0
LEASE = timedelta(seconds=15)

logger = logging.getLogger(__name__)
Read = Unlocked | Unparsable


@app.task(name=arrival.READ)
def read() -> int:
    """Read some of the mail that waits, the oldest first; how many there were.

    One such job is queued whenever mail comes, and it may find that others have read it already.
    Running twice is harmless: only waiting mail is touched, by one at a time.
    """
    alone: dict[int, Read] = {}
    count = 0
    try:
        with transaction.atomic():
            mails = _claimed()
            count = len(mails)
            alone = _parsed(mails)
            if len(alone) < count:
                app.configure_task(arrival.READ).defer()
            with settled():
                placed = _place_new([(mail, alone[mail.pk]) for mail in mails if mail.pk in alone])
            _lease(set(alone) - placed)
    except DatabaseError:
        if not alone:
            raise
        logger.info("a handful could not be placed together; each is placed alone", exc_info=True)
        placed = set()
    for number, found in alone.items():
        if number not in placed:
            jobs.settle(number, _again(found))
    return count


def _claimed() -> list[RawMail]:
    """The oldest mails that wait, locked; nobody else reads them meanwhile."""
    waiting = RawMail.objects.select_for_update(skip_locked=True, no_key=True).filter(
        state=RawMail.State.RECEIVED, queued_at__lte=now()
    )
    sizes = list(waiting.order_by("queued_at").values_list("pk", "size")[:HANDFUL])
    sums = accumulate(size for _, size in sizes)
    fitting = list(takewhile(lambda total: total <= MOST_BYTES, sums))
    numbers = [number for number, _ in sizes[: max(1, len(fitting))]]
    return list(RawMail.objects.filter(pk__in=numbers).order_by("queued_at"))


def _parsed(mails: Iterable[RawMail]) -> dict[int, Read]:
    """What the child makes of each, or why it can't; as many as fit into the time."""
    began, found = monotonic(), dict[int, Read]()
    for mail in mails:
        if found and monotonic() - began > MOST_SECONDS:
            break
        try:
            found[mail.pk] = jobs.read(bytes(mail.raw))
        except Unparsable as fault:
            found[mail.pk] = fault
    return found


def _lease(numbers: Iterable[int]) -> None:
    """Those to be placed alone are ours for a while; should we die, the sweep finds them later."""
    soon = RawMail.objects.filter(pk__in=sorted(numbers))
    soon.update(queued_at=now() + LEASE)


def _again(found: Read) -> Callable[[], Unlocked]:
    """What was read, as if it were read now."""

    def say() -> Unlocked:
        if isinstance(found, Unparsable):
            raise found
        return found

    return say


def _place_new(mails: Sequence[tuple[RawMail, Read]]) -> set[int]:
    """Open tickets for those that are plainly new requests; the mails it was done for."""
    chosen = _candidates([(mail, parsed) for mail, parsed in mails if isinstance(parsed, Unlocked)])
    outcomes = many.receive_new([incoming for _, incoming in chosen])
    done = [
        (mail, outcome)
        for (mail, _), outcome in zip(chosen, outcomes, strict=True)
        if outcome is not None
    ]
    _mark(done)
    return {mail.pk for mail, _ in done}


def _candidates(mails: Sequence[tuple[RawMail, Unlocked]]) -> list[tuple[RawMail, Incoming]]:
    """Mails that nobody has placed yet and that name who wrote them, each once."""
    for mail, parsed in mails:
        mail.identity = reading.identity(parsed.mail)
    _wait_for_others(mails)
    known = _twins({mail.identity for mail, _ in mails})
    authors = reading.authors_of(parsed.mail.message_id for _, parsed in mails)
    chosen = []
    proofs = reading.proofs([(mail, parsed.mail) for mail, parsed in mails])
    for (mail, parsed), proof in zip(mails, proofs, strict=True):
        if mail.identity in known or reading.is_our_own(parsed.mail):
            continue
        known.add(mail.identity)
        try:
            incoming = reading.incoming(
                parsed.mail, mail, parsed.found, authors=authors, proof_of_sender=proof
            )
        except reading.Unusable:
            continue
        chosen.append((mail, incoming))
    return chosen


LOCK = "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS one (key)"


def _wait_for_others(mails: Sequence[tuple[RawMail, Unlocked]]) -> None:
    """Copies of one mail wait for each other (see `jobs.place`), and so do a new person's mails."""
    senders = {
        sha256(fold_case(parsed.mail.sender.address).encode()).hexdigest() for _, parsed in mails
    }
    keys = senders | {mail.identity for mail, _ in mails}
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(map(jobs.lock_of, keys))])


def _twins(identities: Set[str]) -> set[str]:
    """Those of which a copy was dealt with."""
    twins = RawMail.objects.filter(identity__in=identities).exclude(state=RawMail.State.RECEIVED)
    return set(twins.values_list("identity", flat=True))


MARK = """
UPDATE email_rawmail AS mail
SET state = 'delivered', identity = done.identity, ticket_id = done.ticket, message_id = done.message
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[]) AS done (id, identity, ticket, message)
WHERE mail.id = done.id
"""


def _mark(done: Sequence[tuple[RawMail, Outcome]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, [
            [mail.pk for mail, _ in done], [mail.identity for mail, _ in done],
            [outcome.ticket_id for _, outcome in done], [outcome.message_id for _, outcome in done],
        ])  # fmt: skip
