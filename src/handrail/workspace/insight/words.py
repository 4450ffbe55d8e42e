"""Figures as people read them."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from handrail.base.saying import Amount
from handrail.insight.rules import Kpi, Unit, kept

NOTHING = "–"
# A space that does not break, so that a number keeps its unit.
NARROW = "\N{NO-BREAK SPACE}"
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the table; `is_kept` says whether the tier's target is met, None without one."""

    kpi: Kpi
    value: str
    goal: str
    is_kept: bool | None


def shown(kpi: Kpi, value: float | None, objectives: dict[str, float]) -> Shown:
    """A figure beside its target."""
    goal = objectives.get(kpi.goal) if kpi.goal else None
    limit = (
        ""
        if goal is None
        else (_("at most %(value)s") if kpi.low else _("at least %(value)s"))
        % {"value": written(kpi.unit, goal)}
    )
    return Shown(kpi, written(kpi.unit, value), limit, kept(kpi, value, objectives))


def written(unit: Unit, value: float | None) -> str:
    """A value in its unit; a dash where there was nothing to measure."""
    if value is None:
        return NOTHING
    if unit is Unit.SHARE:
        return f"{value * 100:.0f}{NARROW}%"
    if unit is Unit.SECONDS:
        return length(int(value))
    return str(Amount(round(value))) if unit is Unit.COUNT else number_format(value, 1)


def length(seconds: int) -> str:
    """A length of time in its two largest units: "25 min", "1 h 45 min", "3 d 4 h"."""
    if seconds < HOUR:
        return _("%(n)s min") % {"n": round(seconds / MINUTE)}
    if seconds < 2 * DAY:
        return _two(seconds, HOUR, _("h"), MINUTE, _("min"))
    return _two(seconds, DAY, _("d"), HOUR, _("h"))


def _two(seconds: int, large: int, large_name: str, small: int, small_name: str) -> str:
    whole, rest = divmod(seconds, large)
    left = rest // small
    return f"{whole} {large_name} {left} {small_name}" if left else f"{whole} {large_name}"
