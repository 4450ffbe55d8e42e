"""Business time: pure arithmetic over opening hours, exact through every change of the clocks.

A calendar is open at an instant if the wall clock of its zone, at that instant, shows an open time
of an open day. That one sentence answers the odd cases: a local time that is skipped is never
shown, so nothing is open then; one that is shown twice is open twice; a day that a zone skipped
had no hours. The arithmetic runs on microseconds since 1970 in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from handrail.desk.public_holidays import check_country, in_year
from handrail.desk.week import (
    DAY_NAMES,
    BadCalendar,
    Spans,
    read_day,
    read_days,
    read_spans,
    read_week,
)
from handrail.desk.zones import DAY, EPOCH, FIRST_YEAR, LAST_YEAR, Stretch, stretches

MICROSECONDS = 1_000_000
# How far ahead a due time is looked for before the calendar counts as one that never opens.
MOST_YEARS = 50
EPOCH_DAY = date(1970, 1, 1).toordinal()

Pause = tuple[datetime, datetime]


class NeverOpen(BadCalendar):
    """So much open time does not come within fifty years."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody works: a zone, a week of spans, days off, extra days, a country's holidays.

    `extra_days` are worked whatever else says they are off; a day without spans of its own has
    those of its weekday. Raises BadCalendar for hours that cannot be kept.
    """

    zone: str
    week: tuple[Spans, ...]
    days_off: frozenset[date] = frozenset()
    extra_days: tuple[tuple[date, Spans], ...] = ()
    country: str = ""
    subdivision: str = ""

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        check_country(self.country, self.subdivision)
        for day, spans in self.extra_days:
            if day in self.days_off:
                raise BadCalendar(
                    "%(day)s is a day off and an extra working day. Choose one.", day=day
                )
            if not spans and not self.week[day.weekday()]:
                name = DAY_NAMES[day.weekday()]
                raise BadCalendar(
                    "%(day)s is a %(name)s, which has no hours: say from when to when.",
                    day=day,
                    name=name,
                )

    @classmethod
    def read(
        cls, *, zone: str, hours: Mapping[str, Any] | None = None, days_off: Any = (),
        extra_days: Mapping[str, Any] | None = None, country: str = "", subdivision: str = "",
    ) -> "Hours":  # fmt: skip
        """Hours from what an administrator wrote: days by name, times as HH:MM, dates as ISO."""
        if not isinstance(extra_days or {}, Mapping):
            raise BadCalendar("Extra days are an object of dates, each with its open spans.")
        extra = {read_day(day): read_spans(day, raw) for day, raw in (extra_days or {}).items()}
        return cls(
            zone, read_week(hours or {}), read_days(days_off), tuple(sorted(extra.items())),
            country, subdivision,
        )  # fmt: skip

    def seconds_open(self, start: datetime, end: datetime) -> int:
        """Whole seconds between the two in which this is open; 0 when `end` is not later."""
        return self._between(_ticks(start), _ticks(end)) // MICROSECONDS

    def open_between(self, start: datetime, end: datetime) -> list[Pause]:
        """The open spans between the two, in order, cut to them, in UTC."""
        first, last = _ticks(start), _ticks(end)
        years = [_open_year(self, year) for year in range(_year(first), _year(last) + 1)]
        spans = [span for year in years for span in zip(year.begins, year.ends, strict=True)]
        cut = ((max(opens, first), min(closes, last)) for opens, closes in spans)
        return [(_moment(opens), _moment(closes)) for opens, closes in cut if opens < closes]

    def seconds_used(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> int:
        """Open seconds between the two, without those inside a pause. Pauses may overlap."""
        at, last, used = _ticks(start), _ticks(end), 0
        for begins, ends in _apart(pauses):
            used += self._between(at, min(begins, last))
            at = max(at, ends)
        return (used + self._between(at, last)) // MICROSECONDS

    def due(self, start: datetime, seconds: int, pauses: Iterable[Pause] = ()) -> datetime:
        """When `seconds` of open time, outside of pauses, have been used up, in UTC.

        Convention: the *last* moment at which no more than that has been used. Time that runs out
        at the very moment of closing is due when work begins again, since until then not
        a second more has been used; nothing at all is due at the next open moment. Whoever answers
        at the due moment is in time. Raises NeverOpen when it lies more than fifty years ahead.
        """
        at, left = _ticks(start), seconds * MICROSECONDS
        for begins, ends in _apart(pauses):
            usable = self._between(at, begins)
            if usable > left:
                break
            left -= usable
            at = max(at, ends)
        return _moment(self._find(at, left))

    def _between(self, start: int, end: int) -> int:
        if end <= start:
            return 0
        first, last = _year(start), _year(end)
        whole = sum(_open_year(self, year).total for year in range(first, last))
        return whole + _open_year(self, last).before(end) - _open_year(self, first).before(start)

    def _find(self, at: int, left: int) -> int:
        first = _year(at)
        left += _open_year(self, first).before(at)
        for year in range(first, min(first + MOST_YEARS, LAST_YEAR) + 1):
            open_year = _open_year(self, year)
            if left < open_year.total:
                return open_year.moment(left)
            left -= open_year.total
        raise NeverOpen(
            "This calendar is not open for that long within %(years)s years. Check its "
            "hours, its days off, or the target.",
            years=MOST_YEARS,
        )


class OpenYear(NamedTuple):
    """The open intervals of one year in UTC, and how much was open before each began."""

    begins: list[int]
    ends: list[int]
    earlier: list[int]
    total: int

    def before(self, at: int) -> int:
        """How much of the year was open before a moment in it."""
        number = bisect_right(self.begins, at) - 1
        if number < 0:
            return 0
        return self.earlier[number] + min(at, self.ends[number]) - self.begins[number]

    def moment(self, used: int) -> int:
        """The last moment of the year with no more than `used` open before it; `used` < total."""
        number = bisect_right(self.earlier, used) - 1
        return self.begins[number] + used - self.earlier[number]


@lru_cache(maxsize=256)
def _open_year(hours: Hours, year: int) -> OpenYear:
    joined: list[tuple[int, int]] = []
    for stretch in stretches(hours.zone, year):
        for opens, closes in _open_in(hours, stretch):
            if joined and joined[-1][1] == opens:
                opens = joined.pop()[0]
            joined.append((opens, closes))
    sums = [0, *accumulate((closes - opens) * MICROSECONDS for opens, closes in joined)]
    return OpenYear(
        begins=[opens * MICROSECONDS for opens, _ in joined],
        ends=[closes * MICROSECONDS for _, closes in joined],
        earlier=sums[:-1],
        total=sums[-1],
    )


def _open_in(hours: Hours, stretch: Stretch) -> Iterable[tuple[int, int]]:
    """The open intervals, in seconds, while the clocks stay at one offset."""
    start, end, offset = stretch
    extra = dict(hours.extra_days)
    for day in range((start + offset) // DAY, (end - 1 + offset) // DAY + 1):
        midnight = day * DAY - offset
        for opens, closes in _spans_of(hours, extra, date.fromordinal(EPOCH_DAY + day)):
            begins, ends = max(start, midnight + opens * 60), min(end, midnight + closes * 60)
            if begins < ends:
                yield begins, ends


def _spans_of(hours: Hours, extra: Mapping[date, Spans], day: date) -> Spans:
    usual = hours.week[day.weekday()]
    if day in extra:
        return extra[day] or usual
    if day in hours.days_off or day in in_year(hours.country, hours.subdivision, day.year):
        return ()
    return usual


def _apart(pauses: Iterable[Pause]) -> Sequence[tuple[int, int]]:
    """Pauses in order and without overlaps."""
    joined: list[tuple[int, int]] = []
    for begins, ends in sorted((_ticks(a), _ticks(b)) for a, b in pauses):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        elif ends > begins:
            joined.append((begins, ends))
    return joined


def _ticks(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is not known; give it one")
    moment = moment.astimezone(UTC)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year {moment.year} is outside of {FIRST_YEAR} to {LAST_YEAR}")
    return (moment - EPOCH) // timedelta(microseconds=1)


def _moment(ticks: int) -> datetime:
    return EPOCH + timedelta(microseconds=ticks)


def _year(ticks: int) -> int:
    return (EPOCH + timedelta(microseconds=ticks)).year


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise BadCalendar(
            "“%(zone)s” is no time zone. Write one such as Europe/Berlin.", zone=zone
        ) from None


AROUND_THE_CLOCK = Hours("UTC", read_week({}))
