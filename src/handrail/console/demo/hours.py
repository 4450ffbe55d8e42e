"""Working time for people who are made up: when a team's next free minute comes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from handrail.desk.hours import spans
from handrail.desk.models import Calendar

Span = tuple[datetime, datetime]


class Shifts:
    """The open spans of calendars, remembered day by day."""

    def __init__(self) -> None:
        self._spans = cache(self._of_day)

    def _of_day(self, calendar: Calendar, day: date) -> list[Span]:
        return spans(calendar, day, ZoneInfo(calendar.time_zone))

    def _from(self, calendar: Calendar, at: datetime) -> Iterator[Span]:
        day = at.astimezone(ZoneInfo(calendar.time_zone)).date()
        while True:
            for opens, closes in self._spans(calendar, day):
                if closes > at:
                    yield max(opens, at), closes
            day += timedelta(days=1)

    def after(self, calendar: Calendar | None, at: datetime, work: timedelta) -> datetime:
        """The moment at which `work` of open time has passed since `at`."""
        if calendar is None:
            return at + work
        for opens, closes in self._from(calendar, at):
            if opens + work < closes:
                return opens + work
            work -= closes - opens
        raise AssertionError("days do not end")

    def seconds(self, calendar: Calendar | None, start: datetime, end: datetime) -> int:
        """Whole open seconds between two moments, as `desk.hours.seconds_open` counts them."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if calendar is None:
            return int((end - start).total_seconds())
        total = timedelta()
        for opens, closes in self._from(calendar, start):
            if opens >= end:
                break
            total += min(end, closes) - opens
        return int(total.total_seconds())
