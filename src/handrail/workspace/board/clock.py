"""Times of day as a roster says them. Pure."""

from datetime import datetime, timedelta, tzinfo

A_MOMENT = timedelta(microseconds=1)


def clock(at: datetime, tz: tzinfo, *, ends: bool = False) -> str:
    """The wall clock; what ends at midnight ends at 24:00 of its own day."""
    words = f"{at.astimezone(tz):%H:%M}"
    return "24:00" if ends and words == "00:00" else words


def last_day(at: datetime, tz: tzinfo) -> datetime:
    """A moment of the day that something belongs to which ends then."""
    return (at - A_MOMENT).astimezone(tz)
