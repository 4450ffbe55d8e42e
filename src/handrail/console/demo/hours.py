"""Working time for people who are made up: when a team's next free minute comes."""

from datetime import datetime, timedelta
from functools import cache

from handrail.desk.hours import hours_of
from handrail.desk.models import Calendar


class Shifts:
    """The hours of calendars, read once."""

    def __init__(self) -> None:
        self._hours = cache(hours_of)

    def after(self, calendar: Calendar | None, at: datetime, work: timedelta) -> datetime:
        """The moment at which `work` of open time has passed since `at`."""
        return self._hours(calendar).due(at, int(work.total_seconds()))

    def seconds(self, calendar: Calendar | None, start: datetime, end: datetime) -> int:
        """Whole open seconds between two moments."""
        return self._hours(calendar).seconds_open(start, end)
