"""Known answers for business time, and the calendars that are refused."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handrail.desk.business_time import Hours, NeverOpen
from handrail.desk.week import BadCalendar

VECTORS = Path(os.environ.get("HANDRAIL_DATA", "../shared/data")) / "sla/vectors.json"
DATA: dict[str, Any] = json.loads(VECTORS.read_text()) if VECTORS.is_file() else {}
needs_data = pytest.mark.skipif(not DATA, reason=f"{VECTORS} is not here (HANDRAIL_DATA names it)")
moment = datetime.fromisoformat


def pauses(case: dict[str, Any]) -> list[tuple[datetime, datetime]]:
    return [(moment(a), moment(b)) for a, b in case["paused"]]


def hours(case: dict[str, Any]) -> Hours:
    return Hours.read(zone=case["timezone"], hours=case["hours"], days_off=case.get("holidays", []))


@needs_data
@pytest.mark.parametrize("case", DATA.get("due", []), ids=lambda case: case["name"])
def test_due_as_others_have_it(case: dict[str, Any]) -> None:
    due = hours(case).due(moment(case["start"]), case["business_minutes"] * 60, pauses(case))
    assert due == moment(case["due"])


@needs_data
@pytest.mark.parametrize("case", DATA.get("elapsed", []), ids=lambda case: case["name"])
def test_used_as_others_have_it(case: dict[str, Any]) -> None:
    used = hours(case).seconds_used(moment(case["start"]), moment(case["end"]), pauses(case))
    assert (used // 60, case["target"] - used // 60) == (case["used"], case["diff"])


def test_four_hours_around_the_clock_over_a_change_of_the_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    due = Hours.read(zone="Europe/Berlin").due(
        datetime(2026, 3, 29, 0, 30, tzinfo=berlin), 4 * 3600
    )
    assert due.astimezone(berlin).strftime("%Y-%m-%d %H:%M") == "2026-03-29 05:30"


def test_a_time_that_is_skipped_is_never_open_and_one_shown_twice_is_open_twice() -> None:
    night = Hours.read(zone="Europe/Berlin", hours={"sun": [["02:15", "02:45"]]})
    spring = night.seconds_open(moment("2026-03-28T12:00Z"), moment("2026-03-29T12:00Z"))
    autumn = night.seconds_open(moment("2026-10-24T12:00Z"), moment("2026-10-25T12:00Z"))
    assert (spring, autumn) == (0, 2 * 30 * 60)


def test_apia_had_no_thirtieth_of_december() -> None:
    apia = Hours.read(zone="Pacific/Apia", hours={"thu": [["08:00", "16:00"]], "fri": [["08:00", "16:00"]],
                                                  "sat": [["08:00", "12:00"]]})  # fmt: skip
    due = apia.due(datetime(2011, 12, 29, 15, 0, tzinfo=ZoneInfo("Pacific/Apia")), 2 * 3600)
    assert due.astimezone(ZoneInfo("Pacific/Apia")).strftime("%m-%d %H:%M") == "12-31 09:00"


def test_holidays_live_on_and_own_days_win_over_them() -> None:
    week = {"fri": [["09:00", "17:00"]], "mon": [["09:00", "17:00"]]}
    bavaria = Hours.read(
        zone="Europe/Berlin", hours=week, country="DE", subdivision="BY", days_off=["2026-05-04"],
        extra_days={"2026-05-01": [["09:00", "12:00"]], "2030-01-06": [["10:00", "11:00"]]},
    )  # fmt: skip
    open_on = {
        day: bavaria.seconds_open(moment(f"{day}T00:00Z"), moment(f"{day}T23:00Z"))
        for day in (
            "2026-05-01",
            "2026-05-04",
            "2031-01-06",
            "2034-01-06",
            "2030-01-06",
            "2026-05-08",
        )
    }
    assert list(open_on.values()) == [3 * 3600, 0, 0, 0, 3600, 8 * 3600]


def test_a_target_that_never_comes_is_refused_soon() -> None:
    rare = Hours.read(zone="UTC", hours={"sun": [["09:00", "09:01"]]})
    with pytest.raises(NeverOpen, match="not open for that long within 50 years"):
        rare.due(datetime(2026, 1, 1, tzinfo=UTC), 10**9)
    assert rare.due(datetime(2026, 1, 1, tzinfo=UTC), 60 * 1000).year == 2045


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"hours": {"mon": []}}, "no open minute in the week"),
        ({"hours": {"monday": [["09:00", "17:00"]]}}, "“monday” is no day"),
        ({"hours": {"mon": [["22:00", "06:00"]]}}, "write 22:00 to 24:00, and 00:00 to 06:00"),
        ({"hours": {"mon": [["09:00", "12:00"], ["11:59", "17:00"]]}}, "Monday: the spans overlap"),
        ({"hours": {"mon": [["9.00", "17:00"]]}}, "“9.00” is no time of day"),
        ({"hours": {"mon": [["09:00", "24:01"]]}}, "“24:01” is no time of day"),
        ({"hours": {"mon": [["09:00"]]}}, "Monday: a span is two times"),
        ({"hours": {"mon": "09:00-17:00"}}, "Monday: write spans as a list"),
        ({"hours": [1]}, "an object of days"),
        ({"zone": "Europe/Bonn"}, "“Europe/Bonn” is no time zone"),
        ({"zone": "../../etc/passwd"}, "is no time zone"),
        ({"country": "XX"}, "No public holidays are known for “XX”"),
        ({"country": "DE", "subdivision": "XX"}, "DE has no region “XX”"),
        ({"subdivision": "BY"}, "Choose the country"),
        ({"days_off": ["24.12.2026"]}, "“24.12.2026” is no date"),
        ({"days_off": "2026-12-24"}, "a list of dates"),
        ({"extra_days": ["2026-12-24"]}, "an object of dates"),
        ({"days_off": ["2026-12-24"], "extra_days": {"2026-12-24": []}}, "Choose one"),
        ({"hours": {"mon": [["09:00", "17:00"]]}, "extra_days": {"2026-12-26": []}}, "Saturday, which has"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    facts: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadCalendar, match=message):
        Hours.read(**{"zone": "UTC", **facts})


def test_moments_must_be_known_and_near() -> None:
    always = Hours.read(zone="UTC")
    with pytest.raises(ValueError, match="without a time zone"):
        always.seconds_open(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001
    with pytest.raises(ValueError, match="outside of 1900 to 2999"):
        always.seconds_open(datetime(1, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))


def test_an_extra_day_may_have_its_weekdays_own_hours() -> None:
    first_of_may = Hours.read(
        zone="UTC", hours={"fri": [["09:00", "10:00"]]}, country="DE", extra_days={"2026-05-01": []}
    )
    assert first_of_may.extra_days == ((date(2026, 5, 1), ()),)
    assert (
        first_of_may.seconds_open(moment("2026-05-01T00:00Z"), moment("2026-05-02T00:00Z")) == 3600
    )
