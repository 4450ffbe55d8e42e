"""Counting in PostgreSQL, because a cache's counters are not atomic and not shared."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.db import connection

from handrail.base.models import Tally

COUNT = """
INSERT INTO base_tally (key, "window", count) VALUES (%s, %s, %s)
ON CONFLICT (key, "window") DO UPDATE SET count = base_tally.count + EXCLUDED.count
RETURNING count
"""

# In one order, so that two who count the same keys wait for each other once.
COUNT_EACH = """
INSERT INTO base_tally (key, "window", count)
SELECT key, %s, more FROM unnest(%s::text[], %s::int[]) AS one (key, more) ORDER BY key
ON CONFLICT (key, "window") DO UPDATE SET count = base_tally.count + EXCLUDED.count
RETURNING key, count
"""


def count(key: str, *, at: datetime, every: timedelta, more: int = 1) -> int:
    """Count `more` of `key` in the window of length `every` that holds `at`; the count so far."""
    seconds = every.total_seconds()
    start = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key[:200], start, more])
        return int(cursor.fetchone()[0])


def count_each(more: Mapping[str, int], *, at: datetime, every: timedelta) -> dict[str, int]:
    """Count so many more of each key (at most 200 characters), in one statement; how many there are now."""
    seconds = every.total_seconds()
    start = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_EACH, [start, list(more), list(more.values())])
        return dict(cursor.fetchall())


def counted(keys: Iterable[str], *, at: datetime, every: timedelta) -> dict[str, int]:
    """How many there are of each key so far, without counting and without waiting for who counts now."""
    seconds = every.total_seconds()
    start = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=UTC)
    found = Tally.objects.filter(key__in=sorted(keys), window=start)
    return dict(found.values_list("key", "count"))


def within(key: str, *, at: datetime, every: timedelta, most: int) -> bool:
    """Whether one more `key` still fits under `most` in its window."""
    return count(key, at=at, every=every) <= most
