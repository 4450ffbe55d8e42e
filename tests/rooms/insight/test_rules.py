"""Periods, shares and targets."""

from datetime import UTC, date, datetime

from handrail.insight.rules import KPIS, Kpi, Period, kept, last_days, share
from handrail.workspace.insight.words import length

NOW = datetime(2026, 3, 30, 10, 0, tzinfo=UTC)


def kpi(key: str) -> Kpi:
    return next(one for one in KPIS if one.key == key)


def test_seven_days_end_now_and_begin_at_the_readers_midnight() -> None:
    period = last_days(7, now=NOW, zone="Europe/Berlin")
    assert period.start.astimezone(UTC) == datetime(2026, 3, 23, 23, 0, tzinfo=UTC)
    assert period.end == NOW
    assert period.days()[0] == date(2026, 3, 24)
    assert len(period.days()) == 7


def test_a_period_that_ends_at_midnight_does_not_touch_the_day_after() -> None:
    midnight = datetime(2026, 3, 30, 0, 0, tzinfo=UTC)
    assert Period(datetime(2026, 3, 29, tzinfo=UTC), midnight, "UTC").days() == [date(2026, 3, 29)]


def test_a_share_of_nothing_is_no_number() -> None:
    assert share(0, 0) is None
    assert share(1, 4) == 0.25


def test_a_target_is_kept_in_the_direction_of_its_figure() -> None:
    goals = {"first_contact": 0.6, "escalation": 0.25}
    assert kept(kpi("first_contact"), 0.61, goals)
    assert not kept(kpi("first_contact"), 0.59, goals)
    assert kept(kpi("escalation"), 0.25, goals)
    assert not kept(kpi("escalation"), 0.26, goals)
    assert kept(kpi("escalation"), None, goals) is None
    assert kept(kpi("reopened"), 0.5, goals) is None


def test_lengths_read_like_a_clock() -> None:
    told = [length(s) for s in (0, 1500, 6300, 7200, 172_800, 187_200)]
    assert told == ["0 min", "25 min", "1 h 45 min", "2 h", "2 d", "2 d 4 h"]
