"""The index of words: filled behind the commit, from the log, so that no ticket waits for it.

A sweep reads settled events and writes the entries of the tickets they concern anew, from the rows as
they are. Its bookmark moves in the same transaction: a crash repeats the batch, and that changes nothing.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from handrail.base import reading
from handrail.base.store import Recorded
from handrail.knowledge.search import meaning

READER = "search"
EVENTS_AT_ONCE = 500
FRONT, SHELF = 10_000, 50_000
# What of a conversation is indexed, in characters: a tsvector holds less than 1 MiB.
MOST_TEXT, MOST_MESSAGE, MOST_MESSAGES = 60_000, 20_000, 200
LITTLE_TEXT = 2_000
STEP = 2_000
KINDS = frozenset(
    {
        "ticket.opened", "ticket.customer_wrote", "ticket.replied", "ticket.notified",
        "ticket.noted", "ticket.changed", "ticket.merged", "ticket.merged_in", "ticket.split_off",
        "ticket.redacted", "ticket.spam_marked", "ticket.spam_cleared",
    }
)  # fmt: skip

log = logging.getLogger(__name__)

# A merged ticket is found as the one it went into, whose words it brings along.
INDEX = """
WITH subject AS MATERIALIZED (
    SELECT t.id, search_language(t.language) AS language,
           setweight(search_words(search_language(t.language), concat_ws(' ', t.subject, merged.subjects)), 'A')
           || setweight(to_tsvector('simple', search_plain(concat_ws(' ', p.name, p.email))), 'C') AS words
    FROM tickets_ticket t
    JOIN people_person p ON p.id = t.requester_id
    LEFT JOIN LATERAL (
        SELECT left(string_agg(m.subject, ' '), 2000) AS subjects
        FROM tickets_ticket m WHERE m.merged_into_id = t.id
    ) merged ON true
    WHERE t.id = ANY (%(tickets)s::bigint[]) AND t.turn <> 'merged'
), said AS (
    SELECT s.id, s.language,
           s.words || search_words(s.language, coalesce(left(m.texts, %(most)s::int), '')) AS public_words,
           nullif(left(n.texts, %(most)s::int), '') AS notes
    FROM subject s
    LEFT JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', left(x.text, %(one)s::int), files.names), ' ' ORDER BY x.id) AS texts
        FROM (SELECT id, text FROM tickets_message WHERE ticket_id = s.id ORDER BY id LIMIT %(many)s) x
        LEFT JOIN LATERAL (SELECT string_agg(a.name, ' ') AS names FROM tickets_attachment a
                           WHERE a.message_id = x.id) files ON true
    ) m ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', left(x.text, %(one)s::int), files.names), ' ' ORDER BY x.id) AS texts
        FROM (SELECT id, text FROM tickets_note WHERE ticket_id = s.id ORDER BY id LIMIT %(many)s) x
        LEFT JOIN LATERAL (SELECT string_agg(a.name, ' ') AS names FROM tickets_attachment a
                           WHERE a.note_id = x.id) files ON true
    ) n ON true
)
INSERT INTO {table} AS kept (ticket_id, public_words, desk_words)
SELECT id, public_words,
       CASE WHEN notes IS NOT NULL THEN public_words || search_words(language, notes) END
FROM said
"""
ANEW = """
ON CONFLICT (ticket_id) DO UPDATE
SET public_words = excluded.public_words, desk_words = excluded.desk_words
WHERE (kept.public_words, kept.desk_words) IS DISTINCT FROM (excluded.public_words, excluded.desk_words)
RETURNING ticket_id
"""
INTO_SHELVES = INDEX.replace("{table}", "search_entry") + ANEW

THERE = "SELECT ticket_id FROM search_entry WHERE ticket_id = ANY (%s::bigint[])"
GONE = """
DELETE FROM search_entry WHERE ticket_id IN (
    SELECT id FROM tickets_ticket WHERE id = ANY (%s::bigint[]) AND turn = 'merged')
"""

# Words of tickets that are new to the index are counted; those that were added later are at least known.
SPELLING = """
INSERT INTO search_word AS kept (word, tickets)
SELECT lexeme, count(*) FILTER (WHERE is_new) FROM (
    SELECT w.lexeme, e.ticket_id = ANY (%(new)s::bigint[]) AS is_new
    FROM search_entry e CROSS JOIN LATERAL unnest(e.public_words) w
    WHERE e.ticket_id = ANY (%(written)s::bigint[]) AND w.positions IS NOT NULL
      AND length(w.lexeme) BETWEEN 3 AND 30 AND w.lexeme !~ '[^[:alpha:]]'
) met GROUP BY lexeme ORDER BY lexeme
ON CONFLICT (word) DO UPDATE SET tickets = kept.tickets + excluded.tickets WHERE excluded.tickets > 0
"""


COUNT_WORDS = """
INSERT INTO search_word AS kept (word, tickets)
SELECT w.lexeme, count(*) FROM search_entry e CROSS JOIN LATERAL unnest(e.public_words) w
WHERE e.ticket_id >= %s AND e.ticket_id < %s AND w.positions IS NOT NULL
  AND length(w.lexeme) BETWEEN 3 AND 30 AND w.lexeme !~ '[^[:alpha:]]'
GROUP BY w.lexeme
ON CONFLICT (word) DO UPDATE SET tickets = greatest(kept.tickets, excluded.tickets)
"""


MISSING = """
SELECT start FROM generate_series(%(first)s::bigint, %(last)s::bigint, %(step)s::bigint) start
WHERE NOT EXISTS (SELECT FROM search_shelf s WHERE s.first_id <= start AND s.after_id > start)
"""
# Whole stretches of small shelves, with at least one newer shelf before them.
LEFT_BEHIND = """
SELECT start FROM (
    SELECT first_id / %(shelf)s * %(shelf)s AS start, count(*) AS small FROM search_shelf
    WHERE after_id - first_id = %(front)s GROUP BY 1
) stretch
WHERE small = %(shelf)s / %(front)s AND start + %(shelf)s <= (SELECT max(first_id) FROM search_shelf)
"""
COPY = "INSERT INTO {table} SELECT * FROM search_entry WHERE ticket_id >= %s AND ticket_id < %s"


# Words that were met in one ticket are forgotten with it.
UNLEARN = "DELETE FROM search_word WHERE word = ANY (%s::text[]) AND tickets <= 1"


def fill() -> int:
    """Catch up with the log; how many tickets were written anew. Safe to run twice, and at once."""
    written = 0
    while (done := _batch()) is not None:
        written += done
    return written


@transaction.atomic
def _batch() -> int | None:
    """One batch of events and where it ends, together. None when there is nothing to read."""
    events = list(reading.take(READER, most=EVENTS_AT_ONCE))
    if not events:
        return None
    tickets = {e.ticket_id for e in events if e.kind in KINDS and e.ticket_id}
    return index(tickets)


def index(tickets: Collection[int]) -> int:
    """Write the entries of these tickets anew, from what is said on them now."""
    if not tickets:
        return 0
    numbers = sorted(tickets)
    make_shelves(numbers[0], numbers[-1])
    with transaction.atomic():
        count = _write(numbers)
    meaning.embed(numbers)
    return count


def _write(numbers: list[int]) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            return _write_all(cursor, numbers, MOST_TEXT)
    except DatabaseError:
        if len(numbers) > 1:
            return sum(_write([number]) for number in numbers)
        log.exception("ticket %s is indexed by the beginning of its text alone", numbers[0])
        with connection.cursor() as cursor:
            return _write_all(cursor, numbers, LITTLE_TEXT)


def _write_all(cursor: CursorWrapper, numbers: list[int], most: int) -> int:
    cursor.execute(GONE, [numbers])
    cursor.execute(THERE, [numbers])
    there = {row[0] for row in cursor.fetchall()}
    cursor.execute(INTO_SHELVES, _facts(numbers, most))
    written = [row[0] for row in cursor.fetchall()]
    if written:
        new = [number for number in written if number not in there]
        cursor.execute(SPELLING, {"written": written, "new": new})
        cursor.execute(LANGUAGES, [written])
    return len(written)


def _facts(numbers: list[int], most: int) -> dict[str, Any]:
    return {"tickets": numbers, "most": most, "one": MOST_MESSAGE, "many": MOST_MESSAGES}


LANGUAGES = """
INSERT INTO search_language
SELECT DISTINCT search_language(language)::text FROM tickets_ticket WHERE id = ANY (%s::bigint[])
ON CONFLICT DO NOTHING
"""


def make_shelves(first: int, last: int) -> None:
    """See that there is a shelf for every number from `first` to `last`."""
    with connection.cursor() as cursor:
        cursor.execute(MISSING, {"first": first // FRONT * FRONT, "last": last, "step": FRONT})
        for (start,) in cursor.fetchall():
            cursor.execute("SELECT search_make_shelf(%s, %s)", [start, start + FRONT])


def forget_words(done: Recorded) -> None:
    """A redaction takes effect in its own transaction: what is gone is not found, nor suggested."""
    number = done.row.pk
    before = _words_of(number)
    make_shelves(number, number)
    _write([number])
    gone = sorted(before - _words_of(number))
    with connection.cursor() as cursor:
        cursor.execute(UNLEARN, [gone])
    meaning.forget([number])


def _words_of(number: int) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unnest(tsvector_to_array(public_words)) FROM search_entry WHERE ticket_id = %s",
            [number],
        )
        return {row[0] for row in cursor.fetchall()}


def merge() -> int:
    """Make one shelf of the small ones that new tickets have left behind; how many were merged so.

    Those that were replaced the last time go now: no search has been reading them for so long.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_drop_old()")
        cursor.execute(LEFT_BEHIND, {"front": FRONT, "shelf": SHELF})
        regions = [row[0] for row in cursor.fetchall()]
    for start in regions:
        _put(start, start + SHELF, _copy)
    return len(regions)


def rebuild() -> Iterator[int]:
    """Build every shelf anew beside the one in use; yields how many tickets each holds.

    For a desk that was filled in another way than through its log, or whose index is in doubt.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM tickets_ticket")
        first, last = cursor.fetchone()
    for start in range(first // SHELF * SHELF, last + 1, SHELF):
        size = SHELF if start + SHELF + FRONT <= last else FRONT
        for at in range(start, min(start + SHELF, last + 1), size):
            yield _put(at, at + size, _write_table)
            _count_words(at, at + size)


@transaction.atomic
def _put(start: int, end: int, fill_table: Callable[[str, int, int], int]) -> int:
    """A new shelf in place of those there are. The sweep waits meanwhile, and then goes on."""
    table = f"search_new_{start}"
    reading.hold(READER)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} (LIKE search_entry)")
        count = fill_table(table, start, end)
        cursor.execute("SELECT search_put_shelf(%s, %s, %s)", [start, end, table])
    return count


def _copy(table: str, start: int, end: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COPY.replace("{table}", table), [start, end])
        return int(cursor.rowcount)


def _write_table(table: str, start: int, end: int) -> int:
    count = 0
    with connection.cursor() as cursor:
        for at in range(start, end, STEP):
            numbers = list(range(at, min(at + STEP, end)))
            cursor.execute(INDEX.replace("{table}", table), _facts(numbers, MOST_TEXT))
            count += int(cursor.rowcount)
    return count


def _count_words(start: int, end: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_WORDS, [start, end])
        cursor.execute(LANGUAGES, [list(range(start, end))])
