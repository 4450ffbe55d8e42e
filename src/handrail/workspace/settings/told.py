"""Settings in words: the lines of a list, and what a change was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from handrail.automation.rules import OCCASIONS
from handrail.base.models import EventRecord
from handrail.base.sealed import HIDDEN, is_sealed
from handrail.escalation.rules import WORDS
from handrail.flow.catalogue import Setting, setting_of
from handrail.people.models import Person
from handrail.workspace.settings.labels import fields_of, heading
from handrail.workspace.words import CHANNELS

MOST_SHOWN = 160
# Values that the model itself has no words for.
SAID: Mapping[str, Mapping[str, str]] = {"on": OCCASIONS, "requires": WORDS, "channel": CHANNELS}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list."""

    pk: int
    name: str
    cells: list[str]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change, for the history."""

    pk: int
    at: datetime
    who: str
    what: str
    kind: str
    differences: list[tuple[str, str, str]]


def joined(kind: Setting) -> list[str]:
    """The rows a list needs beside its own."""
    fields = {f.name: f for f in kind.model._meta.concrete_fields}
    return [name for name in kind.columns if isinstance(fields.get(name), ForeignKey)]


def headings(kind: Setting) -> list[str]:
    """What stands above a list's columns."""
    return [heading(kind.model, name) for name in kind.columns]


def line(kind: Setting, row: Model) -> Line:
    """A row as a line of its list."""
    return Line(row.pk, str(row), [_shown(row, name) for name in kind.columns],
                bool(getattr(row, "is_active", True)))  # fmt: skip


def name_before(kind: Setting, row: Model) -> str:
    """What a row is called in the database, whatever was typed since."""
    found = kind.model._default_manager.filter(pk=row.pk).first() if row.pk else None
    return str(found) if found else ""


def _shown(row: Model, name: str) -> str:
    return _words(_said(row._meta.get_field(name), getattr(row, name)))


def _said(field: Any, value: Any) -> Any:
    """A value in the words of its choices, where it has any; for a list each of them."""
    words: Mapping[Any, Any] = SAID.get(field.name) or dict(field.flatchoices)
    if isinstance(value, list):
        return [words.get(one, one) if isinstance(one, str) else one for one in value]
    return words.get(value, value) if words else value


def _words(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = HIDDEN if is_sealed(value) else str(value)
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"


def changes(lines: Iterable[EventRecord]) -> list[Change]:
    """Changes with the names of those who made them, in one query more."""
    listed = list(lines)
    people = Person.objects.in_bulk([one.person_id for one in listed if one.person_id])
    return [_change(one, people) for one in listed]


def _change(one: EventRecord, people: dict[int, Person]) -> Change:
    payload = one.payload
    was, now = payload.get("was") or {}, payload.get("now") or {}
    verb = _("changed") if was and now else _("made") if now else _("removed")
    if payload.get("undoes"):
        verb = _("%(verb)s, to undo") % {"verb": verb}
    return Change(
        pk=one.pk, at=one.at, what=f"{payload['name']}: {verb}", kind=_kind_of(payload["model"]),
        who=str(people.get(one.person_id or 0, _("The desk"))),
        differences=_differences(apps.get_model(payload["model"]), was, now),
    )  # fmt: skip


def _kind_of(label: str) -> str:
    model = apps.get_model(label)
    found = setting_of(model)
    return found.one if found else str(model._meta.verbose_name)


def _differences(
    model: type[Model], was: dict[str, Any], now: dict[str, Any]
) -> list[tuple[str, str, str]]:
    fields: dict[str, Any] = {
        getattr(field, "attname", field.name): field for field in fields_of(model)
    }
    names = [name for name in {**was, **now} if name != "id" and was.get(name) != now.get(name)]
    return [_difference(fields.get(name), name, was.get(name), now.get(name)) for name in names]


def _difference(field: Any, name: str, was: Any, now: Any) -> tuple[str, str, str]:
    if field is None:
        # The log is older than the model: a field that is gone still had a name.
        return name.removesuffix("_id").replace("_", " "), _words(was), _words(now)
    words = [_words(_said(field, value)) for value in (was, now)]
    return heading(field.model, field.name), words[0], words[1]
