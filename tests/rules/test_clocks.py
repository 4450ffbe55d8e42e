"""Invariant 6: clocks are right, to the minute, against a count of minutes by the clock on the wall.

`CLOCK_EXAMPLES=10000` makes it the full run.
"""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handrail.desk.business_time import Hours
from handrail.desk.week import MINUTES_A_DAY
from rules import minutes as naive
from rules.minutes import DAYS, MINUTE, Pauses, Plain, written

EXAMPLES = int(os.environ.get("CLOCK_EXAMPLES", "120"))
LONGEST = timedelta(days=9)
# Days on which these zones did something to their clocks, and one on which none did.
TURNS = [
    ("Europe/Berlin", "2026-03-28"), ("Europe/Berlin", "2026-10-24"),
    ("Australia/Lord_Howe", "2026-04-04"), ("Australia/Lord_Howe", "2026-10-03"),
    ("Pacific/Apia", "2011-12-28"), ("Pacific/Apia", "2012-03-31"),
    ("Africa/Casablanca", "2026-02-14"), ("Africa/Casablanca", "2026-03-21"),
    ("Asia/Kathmandu", "1985-12-30"), ("America/St_Johns", "2006-10-28"),
    ("America/Sao_Paulo", "2018-11-03"), ("Asia/Pyongyang", "2018-05-04"),
    ("Antarctica/Troll", "2026-03-28"), ("America/New_York", "2037-10-31"),
    ("UTC", "2025-12-30"),
]  # fmt: skip


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Up to three spans of a day, apart or touching."""
    edges = sorted(draw(st.lists(st.integers(0, MINUTES_A_DAY), max_size=6, unique=True)))
    return written(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def cases(
    draw: st.DrawFn, turns: Sequence[tuple[str, str]] = TURNS
) -> tuple[Plain, datetime, datetime, Pauses]:
    """A calendar, two moments around some change of its clocks, and pauses between them."""
    zone, day = draw(st.sampled_from(turns))
    around = datetime.fromisoformat(day).replace(tzinfo=UTC)
    start = around + draw(st.integers(-2880, 4320)) * MINUTE
    end = start + draw(st.integers(0, int(LONGEST / MINUTE))) * MINUTE
    near = st.integers(-3, 12).map(lambda n: around.date() + timedelta(days=n))
    week = draw(st.dictionaries(st.sampled_from(DAYS), spans(), max_size=7))
    hours = {name: day for name, day in week.items() if day}
    off = draw(st.frozensets(near, max_size=3))
    extra = draw(st.dictionaries(near, spans(), max_size=2))
    extra = {day: own for day, own in extra.items() if own and day not in off}
    at = st.integers(-600, int(LONGEST / MINUTE)).map(lambda n: start + n * MINUTE)
    pauses = [(a, b) for a, b in draw(st.lists(st.tuples(at, at), max_size=4)) if a <= b]
    return Plain(zone, hours, off, extra), start, end, pauses


def reckoned(plain: Plain) -> Hours:
    return Hours.read(
        zone=plain.zone, hours=plain.hours, days_off=[d.isoformat() for d in plain.days_off],
        extra_days={d.isoformat(): own for d, own in plain.extra_days.items()},
    )  # fmt: skip


def exact(hours: Hours, case: tuple[Plain, datetime, datetime, Pauses], target: int) -> None:
    """What the arithmetic says is what counting says."""
    plain, start, end, pauses = case
    assert hours.seconds_used(start, end, pauses) == 60 * naive.used(plain, start, end, pauses)
    assert hours.seconds_open(start, end) == 60 * naive.used(plain, start, end, [])
    in_sight = start + LONGEST
    counted = naive.due(plain, start, target, pauses, in_sight)
    if counted is None:
        assert naive.used(plain, start, in_sight, pauses) <= target
    else:
        assert hours.due(start, target * 60, pauses) == counted


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases(), target=st.integers(0, 4000))
def test_used_and_due_equal_a_count_of_minutes(
    case: tuple[Plain, datetime, datetime, Pauses], target: int
) -> None:
    exact(reckoned(case[0]), case, target)


def fixed(hours: Hours, shift: int) -> Hours:
    """The same week in a zone whose clocks are never changed (its sign is written backwards)."""
    zone = f"Etc/GMT{-shift // 3600:+d}"
    return Hours(zone, hours.week, hours.days_off, hours.extra_days)


def test_the_count_of_minutes_would_notice_a_clock_that_is_never_changed() -> None:
    """The negative control: one offset for the whole year is found out."""

    @settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate])
    @given(case=cases(TURNS[:2]))
    def wrong(case: tuple[Plain, datetime, datetime, Pauses]) -> None:
        plain, start, end, pauses = case
        one_offset = fixed(reckoned(plain), 3600)
        assert one_offset.seconds_used(start, end, pauses) == 60 * naive.used(*case)

    with pytest.raises(AssertionError):
        wrong()


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases(), target=st.integers(0, 90_000))
def test_nothing_more_is_used_at_the_due_moment_and_something_right_after(
    case: tuple[Plain, datetime, datetime, Pauses], target: int
) -> None:
    plain, start, _, pauses = case
    hours = reckoned(plain)
    due = hours.due(start, target, pauses)
    assert hours.seconds_used(start, due, pauses) == target
    assert hours.seconds_used(start, due + timedelta(seconds=1), pauses) == target + 1


@given(start=st.dates(date(1905, 1, 1), date(2900, 1, 1)), days=st.integers(0, 30_000))
@settings(max_examples=30, deadline=None)
def test_long_ranges_are_the_sum_of_their_parts(start: date, days: int) -> None:
    hours = Hours.read(zone="Europe/Berlin", hours={"mon": [("08:30", "17:15")]}, country="DE")
    begin = datetime.combine(start, datetime.min.time(), tzinfo=UTC)
    middle, end = begin + timedelta(days=days // 3), begin + timedelta(days=days)
    both = hours.seconds_open(begin, middle) + hours.seconds_open(middle, end)
    assert hours.seconds_open(begin, end) == both
