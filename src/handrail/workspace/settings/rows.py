"""Form fields that are a table of a few rows: conditions and actions. They work without JavaScript."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from handrail.automation.deeds.kinds import BadDeed
from handrail.automation.deeds.kinds import read as read_deeds
from handrail.base.languages import later
from handrail.flow.naming import Unknown, find, in_actions, in_conditions, in_sets, name_of
from handrail.tickets.conditions import FACTS, BadCondition, How, Kind
from handrail.tickets.conditions import read as read_conditions
from handrail.tickets.conditions.facts import fact
from handrail.tickets.conditions.language import HOW_IN_WORDS

SPARE = 3
SHORT = '<input class="input" name="{}" aria-label="{}" value="{}">'
LONG = '<textarea class="input" rows="2" name="{}" aria-label="{}">{}</textarea>'
MOST_ROWS = 60
Row = tuple[str, ...]
Choices = Sequence[tuple[str, str]]

JOINS: Choices = [
    ("all", later("All of these")),
    ("any", later("At least one of these")),
    ("none", later("None of these")),
]
FACT_CHOICES: Choices = [
    ("", later("Choose")),
    *((name, known.label) for name, known in FACTS.items()),
]
HOW_CHOICES: Choices = [(how.value, HOW_IN_WORDS[how]) for how in How]
# What each deed is called, and what its value and its text hold; empty where it has none.
DEEDS: Mapping[str, tuple[str, str, str]] = {
    "set_category": (later("Set the category"), "category", ""),
    "set_impact": (later("Set the impact (1 to 3)"), "impact", ""),
    "set_urgency": (later("Set the urgency (1 to 3)"), "urgency", ""),
    "set_field": (later("Fill in a custom field: key, text"), "key", "value"),
    "add_tags": (later("Add tags"), "tags", ""),
    "remove_tags": (later("Remove tags"), "tags", ""),
    "move": (later("Give it to a team"), "team", ""),
    "assign": (later("Give it to a person"), "person", ""),
    "release": (later("Put it back into the queue"), "", ""),
    "reply": (later("Write to the customer"), "", "text"),
    "note": (later("Write a note"), "", "text"),
    "tell_lead": (later("Tell the team's lead"), "", "text"),
    "escalate": (later("Hand it over: team (or empty), what is wanted"), "team", "wanted"),
    "wait": (later("Wait: customer, third_party or until; minutes"), "on", "minutes"),
    "solve": (later("Solve it"), "", ""),
    "watch": (later("Let a person follow it"), "person", ""),
    "link": (later("Link it: number, kind"), "ticket", "kind"),
}
DO_CHOICES: Choices = [
    ("", later("Choose")),
    *((do, words) for do, (words, _value, _text) in DEEDS.items()),
]
SET_CHOICES: Choices = [
    ("", later("Choose")),
    ("category", later("Category")),
    ("impact", later("Impact (1 to 3)")),
    ("urgency", later("Urgency (1 to 3)")),
    ("complexity", later("Complexity (1 to 3)")),
    ("tier", later("Tier (its level)")),
    ("team", later("Team")),
    ("language", later("Language")),
    ("tags", later("Tags")),
    ("skill", later("Skill, level")),
]
GRADES = frozenset({"impact", "urgency", "complexity", "tier"})
NUMBERS = frozenset({"impact", "urgency", "minutes", "ticket"})


class RowsWidget(forms.Widget):
    """A table with spare rows at its end; a row whose second word is empty is no row."""

    columns: Sequence[tuple[str, str, Choices | None]] = ()
    key = 0

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """The rows that somebody has filled in."""
        found = []
        for number in range(MOST_ROWS):
            row = tuple(
                str(data.get(f"{name}-{number}-{c}", "")).strip()
                for c, _label, _choices in self.columns
            )
            if row[self.key]:
                found.append(row)
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Never: no rows are an answer."""
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The table; each control says what it is and in which row."""
        rows = [*(value or []), *([("",) * len(self.columns)] * SPARE)]
        lines = format_html_join(
            "", "<li>{}</li>", ((self._row(name, n, r),) for n, r in enumerate(rows))
        )
        return format_html('<ol class="rows" id="{}">{}</ol>', (attrs or {}).get("id", name), lines)

    def _row(self, name: str, number: int, row: Row) -> SafeString:
        controls = (
            (
                _control(
                    f"{name}-{number}-{column}",
                    _("%(label)s, row %(n)s") % {"label": label, "n": number + 1},
                    choices,
                    value,
                ),
            )
            for (column, label, choices), value in zip(self.columns, row, strict=True)
        )
        return format_html_join("", "{}", controls)


def _control(name: str, label: str, choices: Choices | None, value: str) -> SafeString:
    if choices is None:
        shape = LONG if name.endswith("-text") else SHORT
        return format_html(shape, name, label, value)
    options = format_html_join(
        "", '<option value="{}"{}>{}</option>',
        ((key, SafeString(" selected") if key == value else "", words) for key, words in choices),
    )  # fmt: skip
    return format_html(
        '<select class="input" name="{}" aria-label="{}">{}</select>', name, label, options
    )


class ConditionsWidget(RowsWidget):
    """Which, what, how, with what."""

    columns = (
        ("join", later("Of which"), JOINS),
        ("fact", later("What"), FACT_CHOICES),
        ("how", later("How"), HOW_CHOICES),
        ("value", later("With what"), None),
    )
    key = 1


class ConditionsField(forms.Field):
    """Conditions by names; several values are separated by commas."""

    widget = ConditionsWidget

    def prepare_value(self, value: Any) -> Any:
        """Stored conditions as rows."""
        if not isinstance(value, dict):
            return value
        named = in_conditions(value, name_of)
        return [(join, str(t.get("fact")), str(t.get("how")), _joined(t.get("value")))
                for join in ("all", "any", "none") for t in named.get(join, [])]  # fmt: skip

    def clean(self, value: Any) -> Any:
        """Rows as conditions to store. Raises ValidationError with a sentence."""
        stored: dict[str, list[Any]] = {}
        for join, name, how, text in value or []:
            if join in dict(JOINS):
                stored.setdefault(join, []).append(
                    {"fact": name, "how": how, "value": _split(name, how, text)}
                )
        try:
            found = in_conditions(stored, find)
            read_conditions(found)
        except (Unknown, BadCondition) as fault:
            raise ValidationError(str(fault)) from fault
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The log finds out itself."""
        return True


def _joined(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _split(name: str, how: str, text: str) -> Any:
    known = fact(name)
    if known is None or how == How.MATCHES:
        return text
    if known.kind is Kind.YES_NO:
        return text.casefold() in {"yes", "true", "1", "y", _("yes").casefold()}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    values = [_number(part) if known.kind is Kind.NUMBER else part for part in parts]
    return values[0] if len(values) == 1 else values


def _number(text: str) -> Any:
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return text


class SetsWidget(RowsWidget):
    """What is set, and to what."""

    columns = (("what", later("Set"), SET_CHOICES), ("value", later("To"), None))


class SetsField(forms.Field):
    """What a triage rule sets, by names."""

    widget = SetsWidget

    def prepare_value(self, value: Any) -> Any:
        """What is stored as rows."""
        if not isinstance(value, dict):
            return value
        return [(name, _joined(said)) for name, said in in_sets(value, name_of).items()]

    def clean(self, value: Any) -> Any:
        """Rows as what to store. Raises ValidationError with a sentence."""
        stored = {name: _set_to(name, said) for name, said in value or []}
        try:
            return in_sets(stored, find)
        except Unknown as fault:
            raise ValidationError(str(fault)) from fault

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The log finds out itself."""
        return True


def _set_to(name: str, said: str) -> Any:
    parts = [part.strip() for part in said.split(",") if part.strip()]
    if name == "tags":
        return parts
    if name == "skill":
        return [*parts[:1], _number(parts[1]) if len(parts) > 1 else 1]
    return _number(said) if name in GRADES else said


class ActionsWidget(RowsWidget):
    """What to do, with what, and words."""

    columns = (
        ("do", later("Do"), DO_CHOICES),
        ("value", later("With"), None),
        ("text", later("Text"), None),
    )


class ActionsField(forms.Field):
    """Actions, each with up to two values."""

    widget = ActionsWidget

    def prepare_value(self, value: Any) -> Any:
        """Stored actions as rows."""
        if not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
            return value
        return [_as_row(deed) for deed in in_actions(value, name_of)]

    def clean(self, value: Any) -> Any:
        """Rows as actions to store. Raises ValidationError with a sentence."""
        stored = [_as_deed(*row) for row in value or []]
        try:
            found = in_actions(stored, find)
            read_deeds(found)
        except (Unknown, BadDeed) as fault:
            raise ValidationError(str(fault)) from fault
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The log finds out itself."""
        return True


def _as_row(deed: Mapping[str, Any]) -> Row:
    __, value, text = DEEDS[deed["do"]]
    return deed["do"], *(
        _joined(deed[n]) if n and deed.get(n) is not None else "" for n in (value, text)
    )


def _as_deed(do: str, value: str, text: str) -> dict[str, Any]:
    __, first, second = DEEDS.get(do, ("", "", ""))
    deed: dict[str, Any] = {"do": do}
    for name, said in ((first, value), (second, text)):
        if name == "tags":
            deed[name] = [part.strip() for part in said.split(",") if part.strip()]
        elif name and said:
            deed[name] = _number(said) if name in NUMBERS else said
    return deed
