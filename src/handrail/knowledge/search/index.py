"""The index of words: filled behind the commit, from the log, so that no ticket waits for it.

A sweep reads settled events and writes the entries of the tickets they concern anew, from the rows as
they are. Its bookmark moves in the same transaction: a crash repeats the batch, and that changes nothing.
"""

from collections.abc import Collection

from django.db import transaction

from handrail.base import reading
from handrail.base.store import Recorded
from handrail.knowledge.search import entries, meaning, shelves

EVENTS_AT_ONCE = 500
# Other sweeps have their turn between two rounds of so many batches.
BATCHES = 20
KINDS = frozenset(
    {
        "ticket.opened", "ticket.customer_wrote", "ticket.replied", "ticket.notified",
        "ticket.noted", "ticket.changed", "ticket.merged", "ticket.merged_in", "ticket.split_off",
        "ticket.redacted", "ticket.spam_marked", "ticket.spam_cleared",
    }
)  # fmt: skip


def fill() -> int:
    """Catch up with the log, `BATCHES` at most; how many tickets were written anew.

    Safe to run twice, and at once: two sweeps take turns at the bookmark.
    """
    written = 0
    for _ in range(BATCHES):
        done = _batch()
        if done is None:
            break
        written += done
    return written


@transaction.atomic
def _batch() -> int | None:
    """One batch of events and where it ends, together. None when there is nothing to read."""
    events = list(reading.take(shelves.READER, most=EVENTS_AT_ONCE))
    if not events:
        return None
    tickets = {e.ticket_id for e in events if e.kind in KINDS and e.ticket_id}
    return index(tickets)


@transaction.atomic
def index(tickets: Collection[int]) -> int:
    """Write the entries of these tickets anew, from what is said on them now; how many have changed."""
    if not tickets:
        return 0
    numbers = sorted(tickets)
    shelves.make(numbers)
    count = entries.write(numbers)
    meaning.embed(numbers)
    return count


def forget_words(done: Recorded) -> None:
    """A redaction takes effect in its own transaction: what is gone is not found, nor suggested."""
    number = done.row.pk
    before = entries.words_of(number)
    shelves.make([number])
    entries.write([number])
    entries.unlearn(before - entries.words_of(number))
    meaning.forget([number])
