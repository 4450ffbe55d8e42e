"""One setting as plain values with names in place of numbers, and back."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model

from handrail.base.sealed import SealedField
from handrail.flow.catalogue import NAMES, Part, Setting
from handrail.flow.naming import Unknown, find, in_actions, in_conditions, in_sets, name_of

# What a key's own check makes of what was typed.
WORKED_OUT = frozenset({"public_key", "scheme", "fingerprint", "addresses", "not_after"})
SWAPPED = {"conditions": in_conditions, "actions": in_actions, "sets": in_sets}


def written(row: Model, setting: Setting) -> dict[str, Any]:
    """A row and its parts, without what is as it would be anyway."""
    plain = _values(row, _fields(setting.model))
    for name in _lists(setting.model):
        plain[name] = sorted(name_of(type(one), one.pk) for one in getattr(row, name).all())
    for part in setting.parts:
        fields = [f for f in _fields(part.model) if f.name != part.parent]
        rows = part.model._default_manager.filter(**{part.parent: row}).order_by("pk")
        plain[part.name] = sorted((_values(one, fields) for one in rows), key=str)
    return {name: value for name, value in plain.items() if value not in ([], {})}


def _fields(model: type[Model]) -> list["Field[Any, Any]"]:
    """Everything but the number, secrets and what is worked out from them; a category's parent is
    in its path."""
    return [
        f for f in model._meta.concrete_fields
        if not f.primary_key and not (isinstance(f, ForeignKey) and f.related_model is model)
        and not isinstance(f, SealedField) and f.name not in WORKED_OUT
    ]  # fmt: skip


def _lists(model: type[Model]) -> dict[str, Any]:
    """Many-to-many fields without rows of their own."""
    return {
        f.name: f for f in model._meta.many_to_many
        if getattr(model, f.name).through._meta.auto_created
    }  # fmt: skip


def _values(row: Model, fields: Iterable["Field[Any, Any]"]) -> dict[str, Any]:
    own = NAMES[type(row)]
    plain = {
        f.name: _plain(row, f)
        for f in fields
        if f.name in own or f.value_from_object(row) != _usual(f)
    }
    ordered = {name: plain[name] for name in own if name in plain}
    return ordered | {name: plain[name] for name in sorted(plain) if name not in ordered}


def _usual(field: "Field[Any, Any]") -> Any:
    return (
        field.get_default()
        if field.has_default()
        else ("" if field.empty_strings_allowed else None)
    )


def _plain(row: Model, field: "Field[Any, Any]") -> Any:
    value = field.value_from_object(row)
    if isinstance(field, ForeignKey):
        return None if value is None else name_of(field.related_model, value)
    if field.name in SWAPPED:
        return SWAPPED[field.name](value, name_of)
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def found(setting: Setting | Part, entry: Mapping[str, Any], **also: Any) -> Model:
    """The row an entry speaks of, or a new one. Raises ValidationError for a nameless entry."""
    names = NAMES[setting.model]
    missing = [name for name in names if name not in entry and _required(setting.model, name)]
    if missing:
        raise ValidationError(f"“{missing[0]}” is missing.")
    wanted = {name: _value(setting.model, name, entry.get(name)) for name in names}
    row = setting.model._default_manager.filter(**wanted, **also).first()
    return row or setting.model(**also)


def _required(model: type[Model], name: str) -> bool:
    field = model._meta.get_field(name)
    return not (isinstance(field, Field) and (field.null or field.has_default() or field.blank))


def filled(row: Model, entry: Mapping[str, Any], skip: Iterable[str] = ()) -> dict[str, list[int]]:
    """Put an entry's values into a row; what is not named becomes usual. Its lists, by field name.

    Raises ValidationError naming the field for what is unknown or cannot be.
    """
    fields = {f.name: f for f in _fields(type(row))}
    lists = _lists(type(row))
    unknown = set(entry) - set(fields) - set(lists) - set(skip)
    if unknown:
        raise ValidationError(f"There is nothing called “{sorted(map(str, unknown))[0]}” here.")
    for name, field in fields.items():
        if name in entry:
            setattr(row, field.attname, _value(type(row), name, entry[name]))
        elif name not in skip:
            setattr(row, field.attname, _usual(field))
    return {name: [_found(f.related_model, one, name) for one in entry.get(name, [])]
            for name, f in lists.items()}  # fmt: skip


def _value(model: type[Model], name: str, raw: Any) -> Any:
    field = model._meta.get_field(name)
    if isinstance(field, ForeignKey):
        return None if raw is None else _found(field.related_model, raw, name)
    if name in SWAPPED:
        return SWAPPED[name](raw, lambda kind, one: _found(kind, one, name))
    try:
        return field.to_python(raw) if isinstance(field, Field) else raw
    except (ValidationError, TypeError, ValueError) as fault:
        raise ValidationError({name: f"“{raw}” is no value for this."}) from fault


def _found(model: Any, name: Any, field: str) -> int:
    try:
        return find(model, name)
    except Unknown as unknown:
        raise ValidationError({field: str(unknown)}) from unknown
