"""The hours of a calendar row, and the open time between two moments."""

import logging
from datetime import datetime

from handrail.desk.business_time import AROUND_THE_CLOCK, Hours
from handrail.desk.models import Calendar
from handrail.desk.week import BadCalendar

logger = logging.getLogger(__name__)


def hours_of(calendar: Calendar | None) -> Hours:
    """The hours to reckon with; no calendar is always open.

    A calendar that was broken behind the program's back is logged and taken as always open:
    clocks that run too fast are seen, clocks that stand still are not.
    """
    if calendar is None:
        return AROUND_THE_CLOCK
    try:
        return calendar.open_hours()
    except BadCalendar as error:
        logger.error("the calendar %s cannot be kept: %s", calendar, error)
        return AROUND_THE_CLOCK


def seconds_open(calendar: Calendar | None, start: datetime, end: datetime) -> int:
    """Whole seconds between `start` and `end` in which the calendar is open; no calendar is always."""
    return hours_of(calendar).seconds_open(start, end)
