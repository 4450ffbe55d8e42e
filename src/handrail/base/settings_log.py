"""Changing a setting: every change is in the log with what was before, so it can be undone.

A setting is a row that administrators shape: a team, a rule, a policy. It is not folded from
events; the event holds the row as it was and as it is.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import translation

from handrail.base.by import By
from handrail.base.events import ADMIN, Event
from handrail.base.models import EventRecord
from handrail.base.saying import Saying
from handrail.base.store import write_line

NOUN = "setting"
Values = dict[str, Any]


class SettingChanged(Event, frozen=True):
    """A setting was made (`was` is missing), changed, or removed (`now` is missing)."""

    kind: ClassVar[str] = "setting.changed"
    audience: ClassVar[str] = ADMIN
    model: str
    name: str
    was: Values | None = None
    now: Values | None = None
    undoes: int | None = None


class CannotUndo(Saying, ValueError):
    """A change that cannot be taken back as things are now."""


@transaction.atomic
def keep(row: models.Model, *, by: By, many: Mapping[str, Sequence[int]] | None = None) -> bool:
    """Save a setting and remember what it was; whether anything differs.

    `many` are its many-to-many values by field name. Raises ValidationError when it is not good.
    """
    row.full_clean()
    was = _stored(row)
    row.save()
    for name, ids in (many or {}).items():
        getattr(row, name).set(ids)
    now = values_of(row)
    if was == now:
        return False
    _log(row, was, now, by)
    return True


@transaction.atomic
def remove(row: models.Model, *, by: By) -> None:
    """Delete a setting and remember what it was. Raises ProtectedError while others rely on it."""
    was, pk = _stored(row), row.pk
    row.delete()
    row.pk = pk
    _log(row, was, None, by)


@transaction.atomic
def undo(line: EventRecord, *, by: By) -> None:
    """Put a setting back to what it was before one change. Raises CannotUndo when it cannot be."""
    change = line.event
    if not isinstance(change, SettingChanged):
        raise CannotUndo("Only changes of settings can be undone.")
    model = apps.get_model(change.model)
    row = model._default_manager.filter(pk=line.subject_id).first()
    now = values_of(row) if row else None
    try:
        _put_back(model, line.subject_id, change.was, row)
    except (models.ProtectedError, models.RestrictedError, ValidationError) as fault:
        raise CannotUndo("This cannot be undone any more: %(fault)s", fault=fault) from fault
    _log(model(pk=line.subject_id), now, change.was, by, name=change.name, undoes=line.pk)


def history(model: type[models.Model] | None = None, *, pk: int | None = None) -> list[EventRecord]:
    """The newest 100 changes: of everything, of one kind of setting, or of one row."""
    lines = EventRecord.objects.filter(kind=SettingChanged.kind).order_by("-id")
    if model is not None:
        lines = lines.filter(payload__model=model._meta.label)
    if pk is not None:
        lines = lines.filter(noun=NOUN, subject_id=pk)
    return list(lines[:100])


def values_of(row: models.Model) -> Values:
    """A row as JSON values, its many-to-many fields as lists of ids."""
    values = {f.attname: f.value_from_object(row) for f in row._meta.concrete_fields}
    lists = {
        f.name: sorted(other.pk for other in f.value_from_object(row))
        for f in row._meta.many_to_many
        if getattr(row, f.name).through._meta.auto_created
    }
    plain: Values = json.loads(json.dumps({**values, **lists}, cls=DjangoJSONEncoder))
    return plain


def _stored(row: models.Model) -> Values | None:
    found = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    return values_of(found) if found else None


def _put_back(
    model: type[models.Model], pk: int, was: Values | None, row: models.Model | None
) -> None:
    if was is None:
        if row is not None:
            row.delete()
        return
    lists = {f.name for f in model._meta.many_to_many}
    known = {f.attname: f for f in model._meta.concrete_fields}
    back = model(**{k: known[k].to_python(v) for k, v in was.items() if k in known})
    back.pk = pk
    back._state.adding = row is None
    back.full_clean()
    back.save(force_update=row is not None, force_insert=row is None)
    for name in lists & was.keys():
        getattr(back, name).set(was[name])


def _log(
    row: models.Model, was: Values | None, now: Values | None, by: By, *, name: str = "",
    undoes: int | None = None,
) -> None:  # fmt: skip
    change = SettingChanged(
        model=row._meta.label, name=name or _named(row), was=was, now=now, undoes=undoes
    )
    write_line(change, subject=row.pk, by=by)


def _named(row: models.Model) -> str:
    """What a row is called, in the one language the log has."""
    with translation.override("en"):
        return str(row)[:200]
