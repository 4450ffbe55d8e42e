"""record(): the only way anything changes.

One call, inside the caller's transaction: fold the event into the row, save what changed,
append the event to the log and notify listeners in one statement, then run the reactions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec
from django.db import connection, models

from handrail.base.by import By
from handrail.base.events import Event
from handrail.base.together import CHANNEL, create, line, waits

# The log line and its notice leave in one round trip. The notice holds ids only: whoever
# hears it asks again under their own permissions.
APPEND = f"""
WITH line AS (
    INSERT INTO base_event (kind, noun, subject_id, ticket_id, audience, actor, person_id,
                            tier, team_id, at, cause, payload)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)
    RETURNING id, kind, ticket_id, audience
)
SELECT id, pg_notify('{CHANNEL}', concat_ws(' ', id, coalesce(ticket_id, 0), audience, kind,
                                            pg_snapshot_xmin(pg_current_snapshot())))
FROM line
"""  # noqa: S608 - CHANNEL is the constant above


class Row(Protocol):
    """What the log needs to know of a row it records for."""

    pk: Any

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """(ticket id, tier id, team id) to file the event under."""
        ...


R = TypeVar("R", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that has just entered the log, as reactions see it."""

    id: int
    event: Event
    row: Any
    by: By
    before: Mapping[str, Any]

    @property
    def then(self) -> By:
        """The hand for whatever follows from this event."""
        return self.by.because_of(self.id)


Reaction = Callable[[Recorded], None]
Fold = Callable[[Any, Event, datetime, int | None], None]
_reactions: Mapping[str, Sequence[Reaction]] = {}


def bind(reactions: Mapping[str, Sequence[Reaction]]) -> None:
    """Hang up the table of reactions; called once, at start-up, by the hall."""
    global _reactions
    _reactions = reactions


def record(row: R, event: Event, *, fold: Fold, by: By) -> Recorded:
    """Make `event` happen to `row`, and remember it for ever.

    The caller holds a transaction and, for a row that exists, its lock.
    """
    before = _facts(row)
    fold(row, event, by.at, by.person_id)
    _save(row, before)
    done = Recorded(_append(row, event, by), event, row, by, before)
    for reaction in _reactions.get(event.kind, ()):
        reaction(done)
    return done


def _facts(row: models.Model) -> dict[str, Any]:
    return {field.attname: row.__dict__.get(field.attname) for field in row._meta.concrete_fields}


def _save(row: models.Model, before: Mapping[str, Any]) -> None:
    if row._state.adding:
        create(row)
        return
    if waits(row):
        return
    changed = [name for name, value in _facts(row).items() if value != before[name]]
    if changed:
        row.save(update_fields=changed)


def write_line(event: Event, *, subject: int, by: By) -> int:
    """Log what happened to a thing that is no ticket's and is not folded: a setting, a sign-in."""
    return _write(event, subject, (None, None, None), by)


def _append(row: Any, event: Event, by: By) -> int:
    return _write(event, row.pk, row.stands_at(), by)


def _write(event: Event, subject: int, place: tuple[Any, Any, Any], by: By) -> int:
    ticket_id, tier, team_id = place
    values = [
        event.kind, event.kind.partition(".")[0], subject, ticket_id, event.audience,
        by.actor, by.person_id, tier, team_id, by.at, by.cause,
        msgspec.json.encode(event.payload()).decode(),
    ]  # fmt: skip
    return line(tuple(values)) or _write_now(values)


def _write_now(values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(APPEND, values)
        return int(cursor.fetchone()[0])
