"""When the usual waits end, by the clock of whoever lets a ticket wait."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.workspace.snoozing import ENDS, ends

BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("hours", datetime(2026, 11, 24, 13, 20, tzinfo=BERLIN)),
        ("tomorrow", datetime(2026, 11, 25, 8, tzinfo=BERLIN)),
        ("two-days", datetime(2026, 11, 26, 8, tzinfo=BERLIN)),
        ("monday", datetime(2026, 11, 30, 8, tzinfo=BERLIN)),
        ("week", datetime(2026, 12, 1, 8, tzinfo=BERLIN)),
        ("month", datetime(2026, 12, 22, 8, tzinfo=BERLIN)),
    ],
)
def test_from_a_tuesday_morning(preset: str, expected: datetime) -> None:
    assert ends(preset, datetime(2026, 11, 24, 10, 20, 33, tzinfo=BERLIN)) == expected


def test_on_a_monday_the_next_one_is_a_week_away() -> None:
    monday = datetime(2026, 11, 23, 7, tzinfo=BERLIN)
    assert ends("monday", monday) == datetime(2026, 11, 30, 8, tzinfo=BERLIN)


@given(
    st.sampled_from(sorted(ENDS)),
    st.integers(0, 20 * 365 * 24 * 3600),
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_a_wait_lies_ahead_and_days_end_at_eight(preset: str, seconds: int, zone: str) -> None:
    here = (SINCE + timedelta(seconds=seconds)).astimezone(ZoneInfo(zone))
    end = ends(preset, here)
    # Compared in UTC: on one wall, hours that the clocks skip or repeat would not count.
    ahead = end.astimezone(UTC) - here.astimezone(UTC)
    assert timedelta(hours=1) < ahead < timedelta(days=29)
    assert preset == "hours" or (end.hour, end.minute) == (8, 0)
