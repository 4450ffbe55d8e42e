"""The empty line of a select, in words."""

from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

DASHES = BLANK_CHOICE_DASH[0][1]


def in_words(field: Any) -> Any:
    """The same field; where Django put dashes there are words, others stay as they are."""
    words = _("Choose") if getattr(field, "required", True) else _("None")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        if DASHES in dict(choices).values():
            field.choices = [(key, words if said == DASHES else said) for key, said in choices]
    return field
