"""Moments in words for customers: the day always, for they look seldom."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


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
        return _("today, %(clock)s") % {"clock": f"{here:%H:%M}"}
    if here.year == today.year:
        return dated(here, pgettext("Django date format", "j F, H:i"))
    return dated(here, pgettext("Django date format", "j F Y, H:i"))
