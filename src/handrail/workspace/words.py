"""Times and turns in the words people read. The time comes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handrail.base.languages import later

SOON = timedelta(minutes=30)
DONE = {
    "solved": later("Solved"), "closed": later("Closed"), "merged": later("Merged"),
    "spam": later("Spam"),
}  # fmt: skip
WAITS = {
    "customer": later("Waiting for customer"), "third_party": later("Waiting for third party"),
}  # fmt: skip
CHANNELS = {
    "email": later("email"), "form": later("form"), "portal": later("portal"), "api": "API",
    "phone": later("phone"),
}  # fmt: skip
GRADES = {1: later("high"), 2: later("medium"), 3: later("low")}


@dataclass(frozen=True, slots=True)
class Due:
    """By when, in words; `at` and its two patterns keep them true while the page stays open."""

    words: str
    mood: str = ""
    at: str = ""
    ahead: str = ""
    behind: str = ""
    can_be_late: bool = False


def span(length: timedelta) -> str:
    """A length of time as one rounded unit: "18 min", "2 h", "3 d"."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return _("under 1 min")
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes < 24 * 60:
        return _("%(n)s h") % {"n": minutes // 60}
    return _("%(n)s d") % {"n": minutes // (24 * 60)}


def due(
    *, state: str, turn: str, due_at: datetime | None, since: datetime, until: datetime | None,
    now: datetime,
) -> Due:  # fmt: skip
    """The first fact on any row: whose turn it is, and by when."""
    if state == "done":
        return Due(DONE.get(turn, _("Done")), "done")
    if state == "waiting":
        return _waiting(turn, until, now)
    if due_at is None:
        return Due(
            _("Waits {}").format(span(now - since)), at=since.isoformat(), behind=_("Waits {}")
        )
    at = due_at.isoformat()
    left = due_at - now
    if left <= timedelta():
        return _late(left, at)
    mood = "soon" if left <= SOON else ""
    ahead = _("Reply in {}")
    return Due(ahead.format(span(left)), mood, at, ahead, _("Late by {}"), can_be_late=True)


def _late(left: timedelta, at: str) -> Due:
    behind = _("Late by {}")
    return Due(behind.format(span(-left)), "late", at, behind=behind, can_be_late=True)


def _waiting(turn: str, until: datetime | None, now: datetime) -> Due:
    if turn != "until" or until is None:
        return Due(WAITS.get(turn, _("Waiting")))
    ahead = _("Back in {}")
    return Due(ahead.format(span(until - now)), "", until.isoformat(), ahead, _("Back now"))


def next_word(at: datetime | None, *, now: datetime) -> Due:
    """When customers of a major incident hear again."""
    if at is None:
        return Due(_("Nothing more"), "done")
    left, iso = at - now, at.isoformat()
    if left <= timedelta():
        return _late(left, iso)
    ahead = _("In {}")
    return Due(ahead.format(span(left)), "", iso, ahead, _("Late by {}"), can_be_late=True)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """A person's time zone; UTC for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def when(at: datetime, *, now: datetime, tz: ZoneInfo) -> str:
    """A moment as short as it can be said: the clock today, else the day, else the year too."""
    here, today = at.astimezone(tz), now.astimezone(tz)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    if here.year == today.year:
        return dated(here, pgettext("Django date format", "j M, H:i"))
    return dated(here, pgettext("Django date format", "j M Y"))


def initials(name: str) -> str:
    """One or two letters to tell faces apart."""
    words = [word for word in name.split() if word[:1].isalnum()]
    picked = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in picked).upper() or "·"


def capped(count: int) -> str:
    """A count that was only taken up to 100."""
    return "99+" if count >= 100 else str(count or "")


def audience_words(audience: int) -> str:
    """Who reads it, in words."""
    if audience == 0:
        return _("Everyone, customers included")
    if audience == 1:
        return _("All agents")
    return _("Tier %(n)s and up") % {"n": audience}
