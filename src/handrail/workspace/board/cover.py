"""When somebody is there and when nobody is: arithmetic over spans of time. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

# From, and until; the second is not included.
Span = tuple[datetime, datetime]


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few spans as it takes, in order."""
    made: list[Span] = []
    for begins, ends in sorted(spans):
        if made and begins <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], ends))
        elif begins < ends:
            made.append((begins, ends))
    return made


def within(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """What of these spans lies between the two."""
    cut = ((max(begins, start), min(ends, end)) for begins, ends in spans)
    return [(begins, ends) for begins, ends in cut if begins < ends]


def gaps(wanted: Iterable[Span], covered: Iterable[Span]) -> list[Span]:
    """What of the wanted time is not covered."""
    cover, left = joined(covered), []
    for start, end in joined(wanted):
        for begins, ends in within(cover, start, end):
            if start < begins:
                left.append((start, begins))
            start = ends
        if start < end:
            left.append((start, end))
    return left


def day_span(day: date, tz: tzinfo) -> Span:
    """A calendar day of a zone: 23 or 25 hours long when its clocks change."""
    return (
        datetime.combine(day, time(), tz),
        datetime.combine(day + timedelta(days=1), time(), tz),
    )
