"""Reading and judging a week of opening hours as an administrator writes it."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from handrail.base.languages import later
from handrail.base.saying import Saying

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = (
    later("Monday"), later("Tuesday"), later("Wednesday"), later("Thursday"), later("Friday"),
    later("Saturday"), later("Sunday"),
)  # fmt: skip
MINUTES_A_DAY = 1440

# Minutes since midnight by the wall clock; the second is not included.
Span = tuple[int, int]
Spans = tuple[Span, ...]


class BadCalendar(Saying, ValueError):
    """These hours cannot be kept; the message says which, why, and what to write instead."""


def read_week(hours: Mapping[str, Any]) -> tuple[Spans, ...]:
    """Seven days of spans from {"mon": [["09:00", "17:00"]], …}; an empty object is around the clock.

    Raises BadCalendar for what is no day, no time, inverted or overlapping, and for a week that
    never opens.
    """
    if not isinstance(hours, Mapping):
        raise BadCalendar("The hours are an object of days, such as mon, each with its open spans.")
    unknown = sorted(set(hours) - set(DAYS))
    if unknown:
        raise BadCalendar(
            "“%(name)s” is no day. Days are written %(days)s.", name=unknown[0], days=DAYS
        )
    if not hours:
        return (((0, MINUTES_A_DAY),),) * 7
    week = tuple(
        read_spans(DAY_NAMES[number], hours.get(day) or []) for number, day in enumerate(DAYS)
    )
    if not any(week):
        raise BadCalendar(
            "This calendar has no open minute in the week. Open it for at least one span, "
            "or leave all days out for around the clock."
        )
    return week


def read_spans(day: str, raw: Any) -> Spans:
    """The spans of one day in order. Raises BadCalendar, naming the day."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise BadCalendar(
            "%(day)s: write spans as a list of pairs, such as 09:00 to 17:00.", day=day
        )
    spans = sorted(_span(day, pair) for pair in raw)
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes:
            raise BadCalendar(
                "%(day)s: the spans overlap at %(clock)s. Join them, or end one sooner.",
                day=day,
                clock=_clock(opens),
            )
    return tuple(spans)


def _span(day: str, pair: Any) -> Span:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise BadCalendar("%(day)s: a span is two times, such as 09:00 to 17:00.", day=day)
    opens, closes = minute(day, pair[0]), minute(day, pair[1])
    if closes <= opens:
        raise BadCalendar(
            "%(day)s: %(start)s to %(end)s ends before it begins. For hours over midnight "
            "write %(start)s to 24:00, and 00:00 to %(end)s on the next day.",
            day=day,
            start=pair[0],
            end=pair[1],
        )
    return opens, closes


def minute(day: str, clock: Any) -> int:
    """The minute of the day from "HH:MM", 24:00 being the end of it. Raises BadCalendar."""
    hours, colon, minutes = str(clock).partition(":")
    if colon and _is_number(hours) and len(minutes) == 2 and _is_number(minutes):
        total = int(hours) * 60 + int(minutes)
        if int(minutes) < 60 and total <= MINUTES_A_DAY:
            return total
    raise BadCalendar(
        "%(day)s: “%(clock)s” is no time of day. Write it as HH:MM, from 00:00 to 24:00.",
        day=day,
        clock=clock,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_days(raw: Any) -> frozenset[date]:
    """Days from a list of ISO dates. Raises BadCalendar for one that is none."""
    if not isinstance(raw, Sequence | frozenset | set) or isinstance(raw, str):
        raise BadCalendar("Days off are a list of dates, such as 2026-12-24.")
    return frozenset(read_day(day) for day in raw)


def read_day(raw: Any) -> date:
    """One day from an ISO date. Raises BadCalendar."""
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise BadCalendar("“%(raw)s” is no date. Write it as 2026-12-24.", raw=raw) from None
