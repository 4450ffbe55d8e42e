"""Entries of the index: what a ticket can be found by, written from the rows as they are."""

import logging
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

# What of a conversation is indexed, in characters: a tsvector holds less than 1 MiB.
MOST_TEXT, MOST_MESSAGE, MOST_MESSAGES = 60_000, 20_000, 200
LITTLE_TEXT = 2_000

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
# Words that were met in one ticket are forgotten with it.
UNLEARN = "DELETE FROM search_word WHERE word = ANY (%s::text[]) AND tickets <= 1"


LANGUAGES = """
INSERT INTO search_language
SELECT DISTINCT search_language(language)::text FROM tickets_ticket WHERE id = ANY (%s::bigint[])
ON CONFLICT DO NOTHING
"""


def write(numbers: list[int]) -> int:
    """Write the entries of these tickets anew; how many have changed. Their shelves must be there."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            return _write_all(cursor, numbers, MOST_TEXT)
    except DatabaseError:
        if len(numbers) > 1:
            return sum(write([number]) for number in numbers)
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


def fill_table(table: str, numbers: list[int]) -> int:
    """Write the entries of these tickets into an empty table; how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(INDEX.replace("{table}", table), _facts(numbers, MOST_TEXT))
        return int(cursor.rowcount)


def count_words(start: int, end: int) -> None:
    """Know the words and languages of the tickets from `start` up to `end`, whose entries are there."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_WORDS, [start, end])
        cursor.execute(LANGUAGES, [list(range(start, end))])


def words_of(number: int) -> set[str]:
    """The public words of a ticket's entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unnest(tsvector_to_array(public_words)) FROM search_entry WHERE ticket_id = %s",
            [number],
        )
        return {row[0] for row in cursor.fetchall()}


def unlearn(words: set[str]) -> None:
    """Forget words that were met in one ticket only, and stand there no more."""
    with connection.cursor() as cursor:
        cursor.execute(UNLEARN, [sorted(words)])
