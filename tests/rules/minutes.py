"""The slow and obvious way to count business time: minute by minute, asking the clock on the wall."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Pauses = list[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Plain:
    """A calendar as it is written down, and nothing worked out from it."""

    zone: str
    hours: dict[str, list[tuple[str, str]]]
    days_off: frozenset[date]
    extra_days: dict[date, list[tuple[str, str]]]

    def is_open(self, moment: datetime) -> bool:
        """Whether the clock on the wall shows an open time of an open day."""
        wall = moment.astimezone(ZoneInfo(self.zone))
        if wall.date() in self.days_off:
            return False
        usual = self.hours.get(DAYS[wall.weekday()], []) if self.hours else [("00:00", "24:00")]
        spans = self.extra_days.get(wall.date()) or usual
        return any(opens <= f"{wall:%H:%M}" < closes for opens, closes in spans)


def usable(plain: Plain, start: datetime, pauses: Pauses) -> Callable[[datetime], bool]:
    """Whether a minute counts: open, and in no pause."""

    def counts(moment: datetime) -> bool:
        return plain.is_open(moment) and not any(a <= moment < b for a, b in pauses)

    return counts


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every minute from `start` on that begins before `end`."""
    moment = start.astimezone(UTC)
    while moment < end:
        yield moment
        moment += MINUTE


def used(plain: Plain, start: datetime, end: datetime, pauses: Pauses) -> int:
    """Open minutes, counted."""
    counts = usable(plain, start, pauses)
    return sum(counts(moment) for moment in minutes(start, end))


def due(
    plain: Plain, start: datetime, most: int, pauses: Pauses, within: datetime
) -> datetime | None:
    """The open minute that begins once `most` open minutes have gone by; None when not in sight."""
    counts, gone = usable(plain, start, pauses), 0
    for moment in minutes(start, within):
        if counts(moment):
            if gone == most:
                return moment
            gone += 1
    return None


def written(spans: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    """Minutes of the day as people write them."""
    return [(f"{a // 60:02}:{a % 60:02}", f"{b // 60:02}:{b % 60:02}") for a, b in spans]
