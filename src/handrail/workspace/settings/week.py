"""A week of hours as seven short lines."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from handrail.base.languages import later

DAYS = (
    ("mon", later("Monday")),
    ("tue", later("Tuesday")),
    ("wed", later("Wednesday")),
    ("thu", later("Thursday")),
    ("fri", later("Friday")),
    ("sat", later("Saturday")),
    ("sun", later("Sunday")),
)
SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
Week = dict[str, list[list[str]]]


def read_spans(text: str) -> list[list[str]]:
    """`9:00-12:00, 13:00-17:00` as spans. Raises ValidationError saying what was meant."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = SPAN.fullmatch(part)
        if match is None:
            raise ValidationError(
                _("“%(part)s” is no span of time. Write it like 09:00-17:00.") % {"part": part}
            )
        found.append([clock.zfill(5) for clock in match.groups()])
    return found


def write_spans(spans: list[list[str]]) -> str:
    """Spans as a line."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


class WeekWidget(forms.Widget):
    """Seven lines."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """What was typed, by day."""
        return {day: str(data.get(f"{name}-{day}", "")).strip() for day, _ in DAYS}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """A line a day."""
        typed = value or {}
        lines = format_html_join(
            "",
            '<li><label for="{0}-{1}">{2}</label>'
            '<input class="input" id="{0}-{1}" name="{0}-{1}" value="{3}"></li>',
            ((name, day, words, typed.get(day, "")) for day, words in DAYS),
        )  # fmt: skip
        return format_html('<ul class="week" id="{}">{}</ul>', (attrs or {}).get("id", name), lines)


class WeekField(forms.Field):
    """Weekly hours; a week of empty lines is open around the clock."""

    widget = WeekWidget

    def prepare_value(self, value: Any) -> Any:
        """Stored hours as lines."""
        if isinstance(value, dict) and all(isinstance(spans, list) for spans in value.values()):
            return {day: write_spans(spans) for day, spans in value.items()}
        return value

    def clean(self, value: Any) -> Week:
        """Lines as hours to store."""
        week: Week = {}
        for day, words in DAYS:
            try:
                spans = read_spans((value or {}).get(day, ""))
            except ValidationError as fault:
                raise ValidationError(f"{words}: {fault.messages[0]}") from fault
            if spans:
                week[day] = spans
        return week


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """A stored list as lines."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Lines as a list to store."""
        text = super().clean(value) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]


class DaysField(forms.CharField):
    """Days with hours of their own, one a line: `2026-12-27 09:00-12:00`."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """Stored days as lines."""
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{day} {write_spans(spans)}" for day, spans in sorted(value.items()))

    def clean(self, value: Any) -> Any:
        """Lines as days to store."""
        found: Week = {}
        for line in filter(
            None, (line.strip() for line in (super().clean(value) or "").splitlines())
        ):
            day, __, spans = line.partition(" ")
            found[day] = read_spans(spans)
        return found
