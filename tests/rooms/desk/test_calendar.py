"""A calendar row: refused when it cannot be kept, survived when somebody broke it."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from handrail.desk.hours import seconds_open
from handrail.desk.models import Calendar
from handrail.desk.week import BadCalendar

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)


def test_a_form_says_what_is_wrong() -> None:
    calendar = Calendar(name="Never", hours={"mon": []})
    with pytest.raises(ValidationError, match="no open minute"):
        calendar.full_clean()


def test_code_cannot_save_it_either() -> None:
    with pytest.raises(BadCalendar, match="ends before it begins"):
        Calendar.objects.create(name="Night", hours={"mon": [["22:00", "06:00"]]})


def test_a_calendar_broken_from_outside_counts_as_always_open() -> None:
    calendar = Calendar.objects.create(name="Day", hours={"mon": [["09:00", "17:00"]]})
    assert seconds_open(calendar, MONDAY, TUESDAY) == 8 * 3600
    Calendar.objects.filter(pk=calendar.pk).update(time_zone="Nowhere/Land")
    calendar.refresh_from_db()
    assert seconds_open(calendar, MONDAY, TUESDAY) == 24 * 3600
    assert seconds_open(None, MONDAY, TUESDAY) == 24 * 3600


def test_days_off_count_around_the_clock_too() -> None:
    calendar = Calendar.objects.create(name="Always", days_off=["2026-11-23"])
    assert seconds_open(calendar, MONDAY, TUESDAY) == 0
