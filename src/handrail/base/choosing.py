"""The empty line of a select, in words."""

from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

DASHES = BLANK_CHOICE_DASH[0][1]
# What Django puts there, and what the look of its administration does.
FILLERS = frozenset({DASHES, "Select value"})


def in_words(field: Any) -> Any:
    """The same field; where a filler stood there are words, others stay as they are."""
    words = _("Choose") if getattr(field, "required", True) else _("None")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None and str(field.empty_label) in FILLERS:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        if str(dict(choices).get("", "")) in FILLERS:
            field.choices = [(key, said if key else words) for key, said in choices]
    return field
