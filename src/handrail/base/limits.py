"""Counting in PostgreSQL, because a cache's counters are not atomic and not shared."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import connection

COUNT = """
INSERT INTO base_tally (key, "window", count) VALUES (%s, %s, %s)
ON CONFLICT (key, "window") DO UPDATE SET count = base_tally.count + EXCLUDED.count
RETURNING count
"""

# In one order, so that two who count the same keys wait for each other once.
COUNT_EACH = """
INSERT INTO base_tally (key, "window", count)
SELECT key, %s, 1 FROM unnest(%s::text[]) AS one (key) ORDER BY key
ON CONFLICT (key, "window") DO UPDATE SET count = base_tally.count + 1
RETURNING key, count
"""


def count(key: str, *, at: datetime, every: timedelta, more: int = 1) -> int:
    """Count `more` of `key` in the window of length `every` that holds `at`; the count so far."""
    seconds = every.total_seconds()
    start = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key[:200], start, more])
        return int(cursor.fetchone()[0])


def count_each(keys: Iterable[str], *, at: datetime, every: timedelta) -> dict[str, int]:
    """Count one more of each key, in one statement; how many there are now of each."""
    seconds = every.total_seconds()
    start = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_EACH, [start, sorted({key[:200] for key in keys})])
        return dict(cursor.fetchall())


def within(key: str, *, at: datetime, every: timedelta, most: int) -> bool:
    """Whether one more `key` still fits under `most` in its window."""
    return count(key, at=at, every=every) <= most
