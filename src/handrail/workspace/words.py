"""Times and turns in the words people read. Pure: the time comes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SOON = timedelta(minutes=30)
DONE = {"solved": "Solved", "closed": "Closed", "merged": "Merged", "spam": "Spam"}
WAITS = {"customer": "Waiting for customer", "third_party": "Waiting for third party"}
CHANNELS = {"email": "email", "form": "form", "portal": "portal", "api": "API", "phone": "phone"}
GRADES = {1: "high", 2: "medium", 3: "low"}


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
        return "under 1 min"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 24 * 60 else f"{minutes // (24 * 60)} d"


def due(
    *, state: str, turn: str, due_at: datetime | None, since: datetime, until: datetime | None,
    now: datetime,
) -> Due:  # fmt: skip
    """The first fact on any row: whose turn it is, and by when."""
    if state == "done":
        return Due(DONE.get(turn, "Done"), "done")
    if state == "waiting":
        return _waiting(turn, until, now)
    if due_at is None:
        return Due(f"Waits {span(now - since)}", at=since.isoformat(), behind="Waits {}")
    at = due_at.isoformat()
    left = due_at - now
    if left <= timedelta():
        return Due(f"Late by {span(-left)}", "late", at, behind="Late by {}", can_be_late=True)
    mood = "soon" if left <= SOON else ""
    words = f"Reply in {span(left)}"
    return Due(words, mood, at, "Reply in {}", "Late by {}", can_be_late=True)


def _waiting(turn: str, until: datetime | None, now: datetime) -> Due:
    if turn != "until" or until is None:
        return Due(WAITS.get(turn, "Waiting"))
    return Due(f"Back in {span(until - now)}", "", until.isoformat(), "Back in {}", "Back now")


def next_word(at: datetime | None, *, now: datetime) -> Due:
    """When customers of a major incident hear again."""
    if at is None:
        return Due("Nothing more", "done")
    left, iso = at - now, at.isoformat()
    if left <= timedelta():
        return Due(f"Late by {span(-left)}", "late", iso, behind="Late by {}", can_be_late=True)
    return Due(f"In {span(left)}", "", iso, "In {}", "Late by {}", can_be_late=True)


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
    day = f"{here.day} {here:%b}"
    return f"{day}, {here:%H:%M}" if here.year == today.year else f"{day} {here.year}"


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
        return "Everyone, customers included"
    return "All agents" if audience == 1 else f"Tier {audience} and up"
