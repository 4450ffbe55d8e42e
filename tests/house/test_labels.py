"""Every field that a person sees has words of its own, and they can be translated."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import Field
from django.test import RequestFactory
from django.utils import translation
from django.utils.functional import Promise

import handrail
from handrail.base.choosing import FILLERS
from handrail.base.languages import offered
from handrail.channels.email.providers import PROVIDERS
from handrail.flow.catalogue import CATALOGUE
from handrail.workspace.settings.forms import form_of
from handrail.workspace.settings.labels import fields_of, label_of, named

# The page that shows every component is for those who build pages.
NOT_FOR_PEOPLE = {"handrail.workspace.views.design"}
PROPER = {"IMAP", "POP3", *(one.name for one in PROVIDERS.values()), *dict(offered()).values()}
SEEN = [model for model, _one, _many in named()]


def every_form() -> list[type[forms.BaseForm]]:
    """Every form of the house, in whichever module it stands."""
    for module in pkgutil.walk_packages(handrail.__path__, "handrail."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            importlib.import_module(module.name)
    return [
        one for one in dict.fromkeys(below(forms.BaseForm))
        if one.__module__.startswith("handrail.") and one.__module__ not in NOT_FOR_PEOPLE
    ]  # fmt: skip


def below(form: type) -> Iterator[Any]:
    for one in form.__subclasses__():
        yield one
        yield from below(one)


def can_be_translated(words: object) -> bool:
    """Whether words wait with their language until they are shown. A plain text has one for ever."""
    return isinstance(words, Promise) or (isinstance(words, str) and type(words) is not str)


def speechless(form: Any) -> list[str]:
    """Visible fields without words of their own."""
    fields: dict[str, forms.Field] = form.base_fields
    return [
        name for name, field in fields.items()
        if not field.widget.is_hidden and not can_be_translated(field.label)
    ]  # fmt: skip


def test_every_field_of_every_form_has_words() -> None:
    found = every_form()
    assert len(found) > 30
    assert {form.__qualname__: names for form in found if (names := speechless(form))} == {}


def test_a_field_named_after_its_python_name_is_found() -> None:
    class Bare(forms.Form):
        first_name = forms.CharField()
        last_name = forms.CharField(label="Last name")
        token = forms.CharField(widget=forms.HiddenInput)

    assert speechless(Bare) == ["first_name", "last_name"]


@pytest.mark.parametrize("model", SEEN, ids=lambda model: model._meta.label)
def test_every_field_of_every_setting_has_words(model: Any) -> None:
    own = {field.name for field in fields_of(model) if isinstance(field._verbose_name, Promise)}
    shown = {field.name: field.verbose_name for field in fields_of(model) if is_shown(field)}
    assert [name for name, words in shown.items() if not can_be_translated(words)] == []
    assert [name for name in shown if name not in own and label_of(model, name) is None] == []
    assert can_be_translated(model._meta.verbose_name)
    assert can_be_translated(model._meta.verbose_name_plural)


def is_shown(field: "Field[Any, Any]") -> bool:
    """Of a person the administration shows what `PersonAdmin.fields` says, and no more."""
    shape = admin.site._registry.get(field.model)
    listed = shape.fields if shape else None
    return not listed or field.name in listed


def test_names_leave_what_migrations_compare() -> None:
    names = {field.name: field.deconstruct()[3] for model in SEEN for field in fields_of(model)}
    assert "verbose_name" not in names["time_zone"], "the table is not written into the models"


def test_every_choice_of_every_model_can_be_translated() -> None:
    """Names of things in the world are the same everywhere."""
    plain = [
        (field.model._meta.label, field.name, words)
        for model in apps.get_models() if model.__module__.startswith("handrail.")
        for field in fields_of(model) if not callable(field.choices)
        for _, words in field.flatchoices
        if not can_be_translated(words) and str(words) not in PROPER
    ]  # fmt: skip
    assert plain == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.slug)
def test_no_select_of_a_setting_begins_with_dashes(kind: Any) -> None:
    fields = form_of(kind, kind.model()).fields
    assert [n for n, f in fields.items() if FILLERS & set(map(str, empty(f)))] == []
    assert all(can_be_translated(field.label) for field in fields.values())


def empty(field: Any) -> list[Any]:
    return [words for key, words in getattr(field, "choices", []) if key in ("", None)]


@pytest.mark.django_db
def test_the_administration_names_the_same_and_says_nothing_in_dashes(rf: RequestFactory) -> None:
    for model in SEEN:
        shape = admin.site._registry.get(model)
        if shape is not None:
            request = rf.get("/")
            request.user = type("Root", (), {"can": lambda self, verb: True})()  # type: ignore[assignment]
            fields = shape.get_form(request)().fields
            assert [n for n, f in fields.items() if FILLERS & set(map(str, empty(f)))] == []
            assert [n for n, f in fields.items() if not can_be_translated(f.label)] == []


def test_names_are_in_the_language_of_the_reader() -> None:
    zone = next(f for model in SEEN for f in fields_of(model) if f.name == "time_zone")
    with translation.override("en"):
        assert str(zone.verbose_name) == "Time zone"
    with translation.override("de"):
        assert str(zone.verbose_name) == "Zeitzone"
