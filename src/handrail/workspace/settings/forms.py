"""The form of a setting, made from its model and our own fields where a value has a shape."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.models import inlineformset_factory, modelform_factory
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from handrail.automation.rules import OCCASIONS
from handrail.base.choosing import in_words
from handrail.base.saying import said
from handrail.escalation.rules import WORDS
from handrail.flow.catalogue import Part, Setting
from handrail.promises.rules import PAUSABLE, WAITS
from handrail.workspace.settings.rows import ActionsField, ConditionsField, SetsField
from handrail.workspace.settings.week import DaysField, LinesField, WeekField
from handrail.workspace.told import CLOCKS, ON

# Rows of a part that one more page of the form has room for.
SPARE = 3
MOST_PARTS = 200


class PausesField(forms.MultipleChoiceField):
    """Which clocks stand during which waits."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **more: Any) -> None:
        choices = [
            (
                f"{w}:{k}",
                said("%(clock)s, while it waits for %(wait)s", clock=CLOCKS[k], wait=ON[w]),
            )
            for w in WAITS
            for k in sorted(PAUSABLE)
        ]
        super().__init__(choices=choices, **more)

    def prepare_value(self, value: Any) -> Any:
        """Stored pauses as ticks."""
        if isinstance(value, dict):
            return [f"{wait}:{kind}" for wait, kinds in value.items() for kind in kinds]
        return value

    def clean(self, value: Any) -> Any:
        """Ticks as pauses to store."""
        found: dict[str, list[str]] = {}
        for tick in super().clean(value):
            wait, __, kind = tick.partition(":")
            found.setdefault(wait, []).append(kind)
        return found


# By the name of the model's field; what is not here is what Django makes of it.
SHAPED: Mapping[str, Any] = {
    "conditions": lambda: ConditionsField(
        required=False,
        help_text=_("No rows fit every ticket. Several values are separated by commas."),
    ),
    "actions": lambda: ActionsField(required=False),
    "sets": lambda: SetsField(
        required=False,
        help_text=_(
            "Categories and teams by name; tags separated by commas; a skill as “Network, 3”."
        ),
    ),
    "words": lambda: LinesField(required=False, help_text=_("One a line.")),
    "hours": lambda: WeekField(
        required=False,
        help_text=_(
            "Such as 09:00-12:00, 13:00-17:00. Seven empty lines are open around the clock."
        ),
    ),
    "days_off": lambda: LinesField(required=False, help_text=_("One date a line: 2026-12-24.")),
    "extra_days": lambda: DaysField(
        required=False, help_text=_("One day a line: 2026-12-27 09:00-12:00.")
    ),
    "options": lambda: LinesField(required=False, help_text=_("One a line.")),
    "pauses": lambda: PausesField(required=False),
    "requires": lambda: forms.MultipleChoiceField(
        choices=list(WORDS.items()), required=False, widget=forms.CheckboxSelectMultiple
    ),
    "on": lambda: forms.MultipleChoiceField(
        choices=list(OCCASIONS.items()), widget=forms.CheckboxSelectMultiple
    ),
}


def form_of(setting: Setting, row: Model, data: Any = None) -> "forms.ModelForm[Any]":
    """The form of one setting."""
    left = [*setting.leave_out, *(f.name for f in row._meta.many_to_many if _is_part(row, f.name))]
    made = modelform_factory(setting.model, exclude=left, formfield_callback=_field)
    form = made(data, instance=row)
    _dress(form)
    return form


def parts_of(setting: Setting, row: Model, data: Any = None) -> "list[tuple[Part, Any]]":
    """The rows that belong to it, each kind with a few spare ones."""
    return [(part, _formset(setting, part, row, data)) for part in setting.parts]


def _formset(setting: Setting, part: Part, row: Model, data: Any) -> Any:
    made = inlineformset_factory(
        setting.model, part.model, fk_name=part.parent, exclude=[], extra=SPARE,
        max_num=MOST_PARTS, formfield_callback=_field,
    )  # fmt: skip
    formset = made(data, instance=row, prefix=part.name)
    for form in formset.forms:
        _dress(form)
    return formset


def _is_part(row: Model, name: str) -> bool:
    return not getattr(type(row), name).through._meta.auto_created


def _field(field: Any, **more: Any) -> Any:
    shaped = SHAPED.get(field.name)
    made = shaped() if shaped else field.formfield(**more)
    if made is None:
        return None
    made.label = capfirst(field.verbose_name)
    return in_words(made)


def _dress(form: Any) -> None:
    for field in form.fields.values():
        kind = "check" if isinstance(field.widget, forms.CheckboxInput) else "input"
        if not isinstance(field.widget, forms.CheckboxSelectMultiple):
            field.widget.attrs.setdefault("class", kind)
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3


def are_good(parts: Sequence[tuple[Part, Any]]) -> bool:
    """Whether every part is good; all are asked, so that all say what is wrong."""
    good = [formset.is_valid() for _, formset in parts]
    return all(good)
