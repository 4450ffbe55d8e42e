"""Opened and solved by day as bars; the page says the same in a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handrail.insight.queries import Day

HEIGHT = 120
BAR = 8
GAP = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in the units of the drawing."""

    x: int
    y: float
    height: float
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing: its size, its bars, and the count at its top."""

    width: int
    height: int
    top: int
    bars: Sequence[Bar]


def chart(days: Sequence[Day]) -> Chart:
    """Two bars a day: what came in (opened or by handoff), and what was solved."""
    top = max((max(day.opened + day.received, day.solved) for day in days), default=0) or 1
    step = 2 * BAR + GAP
    bars = []
    for number, day in enumerate(days):
        came = day.opened + day.received
        for offset, (kind, count) in enumerate((("came", came), ("solved", day.solved))):
            height = round(HEIGHT * count / top, 1)
            when = dated(day.day, pgettext("Django date format", "D d M"))
            came_in = _("%(day)s: %(n)s came in") if kind == "came" else _("%(day)s: %(n)s solved")
            label = came_in % {"day": when, "n": count}
            x = number * step + offset * BAR
            bars.append(Bar(x, round(HEIGHT - height, 1), height, kind, label))
    return Chart(len(days) * step, HEIGHT, top, bars)
