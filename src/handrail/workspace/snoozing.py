"""Letting a ticket wait: until one of the usual times, until a time of one's own, or for somebody."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext

from handrail.base.clock import now
from handrail.base.languages import later
from handrail.workspace.forms import NothingForm, moment

MORNING = time(8)
MONDAY = 0


def _hours(here: datetime) -> datetime:
    passed = (here.astimezone(UTC) + timedelta(hours=3)).replace(second=0, microsecond=0)
    return passed.astimezone(here.tzinfo)


def _morning(here: datetime, days: int) -> datetime:
    """Eight by the clock on the wall, whatever happened to the clock on the way."""
    return datetime.combine(here.date() + timedelta(days=days), MORNING, here.tzinfo)


ENDS: dict[str, tuple[str, Callable[[datetime], datetime]]] = {
    "hours": (later("In three hours"), _hours),
    "tomorrow": (later("Tomorrow morning"), lambda here: _morning(here, 1)),
    "two-days": (later("In two days"), lambda here: _morning(here, 2)),
    "monday": (later("Next Monday"), lambda here: _morning(here, 7 - (here.weekday() - MONDAY) % 7)),
    "week": (later("In a week"), lambda here: _morning(here, 7)),
    "month": (later("In four weeks"), lambda here: _morning(here, 28)),
}  # fmt: skip


def ends(preset: str, here: datetime) -> datetime:
    """When a usual wait ends, counted from `here`, a moment in the reader's own time zone.

    Days end at eight in the morning; hours are passed as they are. Raises KeyError for a preset that
    nobody knows.
    """
    return ENDS[preset][1](here)


class WaitForm(NothingForm):
    """What the ticket waits for."""

    on = forms.ChoiceField(label=_l("Waits"))
    until = moment(
        later("A time of your own"), later("Only for “Until a time of my own”."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = timezone.localtime(now())
        shape = pgettext("Django date format", "D j M, H:i")
        usual = [
            (name, f"{words} ({dated(end(here), shape)})") for name, (words, end) in ENDS.items()
        ]
        self.fields["on"].choices = [  # type: ignore[attr-defined]
            (_("Until"), [*usual, ("until", _("Until a time of my own"))]),
            (_("For somebody"), [("customer", _("For the customer")), ("third_party", _("For a third party"))]),
        ]  # fmt: skip
        self.initial.setdefault("on", "tomorrow")

    def clean(self) -> dict[str, Any]:
        """The usual times become a time; a time that somebody's wait does not need is dropped."""
        facts = super().clean() or self.cleaned_data
        on = facts.get("on", "")
        if on in ENDS:
            return facts | {"on": "until", "until": ends(on, timezone.localtime(now()))}
        return facts if on == "until" else facts | {"until": None}
