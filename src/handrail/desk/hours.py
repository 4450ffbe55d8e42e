"""Business time: how many seconds a calendar was open between two moments."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handrail.desk.models import Calendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def seconds_open(calendar: Calendar | None, start: datetime, end: datetime) -> int:
    """Whole seconds between `start` and `end` in which the calendar is open; no calendar is always.

    Differences are taken in UTC: two local times of one zone subtract wrongly across a change
    of the clocks.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end <= start:
        return 0
    if calendar is None or not calendar.hours:
        return int((end - start).total_seconds())
    zone = ZoneInfo(calendar.time_zone)
    total = timedelta()
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        for opens, closes in spans(calendar, day, zone):
            total += max(timedelta(), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return int(total.total_seconds())


def spans(calendar: Calendar, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The open spans of one local day, in UTC."""
    if day.isoformat() in calendar.days_off:
        return []
    hours: list[Any] = calendar.hours.get(DAYS[day.weekday()], [])
    return [(_moment(day, opens, zone), _moment(day, closes, zone)) for opens, closes in hours]


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    if clock == "24:00":
        return _moment(day + timedelta(days=1), "00:00", zone)
    local = datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
    return local.astimezone(UTC)
