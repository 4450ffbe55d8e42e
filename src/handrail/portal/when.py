"""Moments in words for customers: the day always, for they look seldom. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone(name: str) -> ZoneInfo:
    """A person's time zone; UTC for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def said(at: datetime, *, now: datetime, tz: ZoneInfo) -> str:
    """Today or the day, with the clock."""
    here, today = at.astimezone(tz), now.astimezone(tz)
    if here.date() == today.date():
        return f"today, {here:%H:%M}"
    year = "" if here.year == today.year else f" {here.year}"
    return f"{here.day} {here:%B}{year}, {here:%H:%M}"
