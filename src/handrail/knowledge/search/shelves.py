"""Shelves of the index: neighbouring tickets together, small ones in front, larger ones behind."""

from collections.abc import Callable, Collection, Iterator

from django.db import connection, transaction

from handrail.base import reading
from handrail.knowledge.search import entries

# Whoever reads the log for the index goes by this name.
READER = "search"
FRONT, SHELF = 10_000, 50_000
STEP = 2_000

MISSING = """
SELECT start FROM unnest(%s::bigint[]) start
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


def make(numbers: Collection[int]) -> None:
    """See that there is a shelf for each of these tickets."""
    starts = sorted({number // FRONT * FRONT for number in numbers})
    with connection.cursor() as cursor:
        cursor.execute(MISSING, [starts])
        for (start,) in cursor.fetchall():
            cursor.execute("SELECT search_make_shelf(%s, %s)", [start, start + FRONT])


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
            entries.count_words(at, at + size)


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
    steps = range(start, end, STEP)
    return sum(entries.fill_table(table, list(range(at, min(at + STEP, end)))) for at in steps)
