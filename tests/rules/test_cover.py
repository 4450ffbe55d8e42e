"""Gaps in cover: exactly the wanted minutes in which nobody is there."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.desk.business_time import Hours
from handrail.workspace.board.cover import Span, day_span, gaps, joined, within

# A busy machine draws slowly; that is no fault of the arithmetic.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = datetime(2026, 11, 23, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


MINUTE = st.integers(0, 60)
SPANS = st.lists(
    st.tuples(MINUTE, MINUTE).map(lambda two: (minute(min(two)), minute(max(two)))), max_size=6
)


def minutes(spans: list[Span]) -> set[datetime]:
    """Every minute in any of them."""
    return {
        at
        for number in range(61)
        for begins, ends in spans
        if begins <= (at := minute(number)) < ends
    }


@patient
@given(wanted=SPANS, covered=SPANS)
def test_gaps_are_what_is_wanted_and_not_covered(wanted, covered):
    found = gaps(wanted, covered)
    assert minutes(found) == minutes(wanted) - minutes(covered)
    assert joined(found) == found, "in order, and none touches the next"


@patient
@given(spans=SPANS, start=MINUTE, end=MINUTE)
def test_within_keeps_what_lies_between(spans, start, end):
    between = minutes([(minute(start), minute(end))])
    assert minutes(within(spans, minute(start), minute(end))) == minutes(spans) & between


def test_a_day_is_as_long_as_its_clocks_make_it():
    berlin = ZoneInfo("Europe/Berlin")
    begins, ends = day_span(date(2026, 10, 25), berlin)
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=25)


def test_open_hours_are_cut_to_what_is_asked_and_cross_the_year():
    hours = Hours.read(zone="Europe/Berlin", hours={"fri": [["09:00", "17:00"]]})
    asked = datetime(2026, 12, 25, 10, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC)
    assert hours.open_between(*asked) == [
        (datetime(2026, 12, 25, 10, tzinfo=UTC), datetime(2026, 12, 25, 16, tzinfo=UTC)),
        (datetime(2027, 1, 1, 8, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC)),
    ]
    assert hours.open_between(asked[0], asked[0]) == []


@patient
@given(start=st.integers(0, 20_000), length=st.integers(0, 20_000))
def test_open_spans_add_up_to_the_open_seconds(start, length):
    hours = Hours.read(
        zone="Europe/Berlin", hours={"mon": [["00:00", "12:00"]], "sun": [["09:00", "24:00"]]}
    )
    spans = hours.open_between(minute(start), minute(start + length))
    total = sum((ends - begins for begins, ends in spans), timedelta())
    assert total.total_seconds() == hours.seconds_open(minute(start), minute(start + length))
