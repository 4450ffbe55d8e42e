"""Days, months and years as people write them. Pure."""

import re
from datetime import UTC, date, datetime, timedelta

DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)
AGO = re.compile(r"(\d{1,4})([dwmy])", re.ASCII)
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def span(value: str, now: datetime) -> tuple[datetime, datetime] | None:
    """From when to when, in UTC; "7d" is the moment seven days ago. None for what is no time."""
    try:
        if ago := AGO.fullmatch(value):
            then = now - timedelta(days=int(ago[1]) * DAYS[ago[2]])
            return then, then
        if found := DAY.fullmatch(value):
            year, month, day = (int(part) if part else None for part in found.groups())
            first = date(year or 1, month or 1, day or 1)
            return _midnight(first), _midnight(_after(first, month, day))
    except (ValueError, OverflowError):
        pass
    return None


def _after(first: date, month: int | None, day: int | None) -> date:
    if day:
        return first + timedelta(days=1)
    if month and month < 12:
        return first.replace(month=month + 1)
    return first.replace(year=first.year + 1, month=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
