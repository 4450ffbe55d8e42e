"""What the clocks of a zone show: the stretches of a year in which their offset from UTC stays."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND, DAY = 1, 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Outside of these years nobody keeps promises, and dates begin to overflow.
FIRST_YEAR, LAST_YEAR = 1900, 2999

# (from, until, offset), all in seconds; the first two since 1970 in UTC, `until` not included.
Stretch = tuple[int, int, int]


def year_begins(year: int) -> int:
    """The first second of a year in UTC."""
    return int((datetime(year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())


@lru_cache(maxsize=512)
def stretches(zone: str, year: int) -> tuple[Stretch, ...]:
    """The year in UTC, cut where the zone's clocks are changed.

    Looks once a day and then halves: no zone has changed its clocks twice within three days
    since 1900, so a day whose two ends agree had no change in it.
    """
    clock = ZoneInfo(zone)
    begin, end = year_begins(year), year_begins(year + 1)
    found: list[Stretch] = []
    start, offset = begin, _offset(clock, begin)
    for day in range(begin + DAY, end + DAY, DAY):
        after = _offset(clock, day)
        if after != offset:
            change = _change(clock, day - DAY, day, offset)
            found.append((start, min(change, end), offset))
            start, offset = change, after
    if start < end:
        found.append((start, end, offset))
    return tuple(found)


def _change(clock: ZoneInfo, before: int, after: int, offset: int) -> int:
    while after - before > SECOND:
        middle = (before + after) // 2
        if _offset(clock, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(clock: ZoneInfo, second: int) -> int:
    shown = (EPOCH + timedelta(seconds=second)).astimezone(clock).utcoffset() or timedelta()
    return int(shown.total_seconds())
