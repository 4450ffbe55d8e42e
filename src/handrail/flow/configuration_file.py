"""The whole configuration of a desk as one file of plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError

from handrail.base import settings_log
from handrail.base.by import By
from handrail.desk.models import Category
from handrail.flow.catalogue import CATALOGUE, Part, Setting
from handrail.flow.portable import filled, found, written

VERSION = 1
SEPARATOR = " / "
Plain = dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """What an import did or would do, and what is wrong with the file; each in words."""

    changes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def exported() -> Plain:
    """The desk as it is: every setting by names, in an order that makes files comparable."""
    whole: Plain = {"handrail": VERSION}
    for setting in CATALOGUE:
        rows = [written(row, setting) for row in setting.model._default_manager.all()]
        whole[setting.slug] = sorted(rows, key=_order)
    return whole


def _order(entry: Plain) -> tuple[int, str]:
    position = entry.get("position")
    return (position if isinstance(position, int) else 0, str(next(iter(entry.values()), "")))


@transaction.atomic
def imported(whole: Any, *, by: By, prune: bool = False, dry_run: bool = False) -> Outcome:
    """Make the desk what the file says, all of it or nothing; what it does not name stays.

    With `prune` settings of the named kinds that are not in the file are removed.
    """
    outcome = Outcome()
    readable = _readable(whole, outcome)
    kinds = [one for one in CATALOGUE if readable and one.slug in whole]
    kept = [_import_kind(setting, whole[setting.slug], by, outcome) for setting in kinds]
    if prune and not outcome.faults:
        # Whatever refers to others goes before them.
        for setting, rows in reversed(list(zip(kinds, kept, strict=True))):
            _prune(setting, rows, by, outcome)
    if outcome.faults or dry_run:
        transaction.set_rollback(True)
    return outcome


def _readable(whole: Any, outcome: Outcome) -> bool:
    if not isinstance(whole, Mapping) or whole.get("handrail") != VERSION:
        outcome.faults.append(
            f"This is no configuration file: it must begin with “handrail: {VERSION}”."
        )
        return False
    known = {"handrail", *(setting.slug for setting in CATALOGUE)}
    for name in whole:
        if name not in known:
            outcome.faults.append(f"{name}: there is no such kind of setting.")
        elif name != "handrail" and not isinstance(whole[name] or [], list):
            outcome.faults.append(f"{name}: this must be a list.")
    return not outcome.faults


def _import_kind(setting: Setting, entries: Any, by: By, outcome: Outcome) -> set[int]:
    kept: set[int] = set()
    for number, entry in enumerate(entries or [], start=1):
        place = f"{setting.slug}, entry {number}"
        if not isinstance(entry, Mapping):
            outcome.faults.append(f"{place}: this must be a list of names and values.")
            continue
        try:
            with transaction.atomic():
                kept.add(_import_row(setting, entry, by, outcome).pk)
        except ValidationError as fault:
            outcome.faults += [f"{place}: {words}" for words in _words(fault)]
    return kept


def _import_row(setting: Setting, entry: Mapping[str, Any], by: By, outcome: Outcome) -> Model:
    row = found(setting, entry)
    is_new = row.pk is None
    parts = [part.name for part in setting.parts]
    lists = filled(row, entry, skip=[*parts, *_derived(row, entry)])
    changed = settings_log.keep(row, by=by, many=lists)
    for part in setting.parts:
        if part.name in entry or not is_new:
            changed |= _import_parts(row, part, entry.get(part.name) or [], by)
    if changed:
        outcome.changes.append(f"{setting.one} “{row}”: {'new' if is_new else 'changed'}")
    return row


def _derived(row: Model, entry: Mapping[str, Any]) -> list[str]:
    """A category's path says what it is called and where it stands."""
    if not isinstance(row, Category):
        return []
    above, _, row.name = str(entry.get("path", "")).rpartition(SEPARATOR)
    row.parent = Category.objects.filter(path=above).first() if above else None
    if above and row.parent is None:
        raise ValidationError({"path": f"There is no category “{above}” above it."})
    return ["name"]


def _import_parts(row: Model, part: Part, entries: Any, by: By) -> bool:
    if not isinstance(entries, list) or not all(isinstance(e, Mapping) for e in entries):
        raise ValidationError({part.name: "This must be a list of names and values."})
    changed, kept = False, set()
    for entry in entries:
        own = found(part, entry, **{part.parent: row})
        lists = filled(own, entry, skip=[part.parent])
        changed |= settings_log.keep(own, by=by, many=lists)
        kept.add(own.pk)
    gone = part.model._default_manager.filter(**{part.parent: row}).exclude(pk__in=kept)
    for own in gone:
        settings_log.remove(own, by=by)
        changed = True
    return changed


def _prune(setting: Setting, kept: set[int], by: By, outcome: Outcome) -> None:
    # The newest first: what stands below another was made after it.
    for row in setting.model._default_manager.exclude(pk__in=kept).order_by("-pk"):
        name = str(row)
        try:
            with transaction.atomic():
                settings_log.remove(row, by=by)
        except ProtectedError:
            outcome.faults.append(f"{setting.one} “{name}” cannot be removed: it is still in use.")
        else:
            outcome.changes.append(f"{setting.one} “{name}”: removed")


def _words(fault: ValidationError) -> Iterator[str]:
    if hasattr(fault, "message_dict"):
        for name, said in fault.message_dict.items():
            yield from (f"{name}: {one}" if name != "__all__" else one for one in said)
    else:
        yield from fault.messages
