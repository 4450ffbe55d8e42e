"""Rows and log lines written in memory first, then copied into the database in one go.

Verbs cost about two milliseconds each, so six weeks of a desk would take most of a minute. Here
the same events are folded by the same code into the same rows, without asking the database.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec
from django.db import connection, models
from django.db.models.fields import AutoFieldMixin

from handrail.base.events import Event
from handrail.base.models import EventRecord
from handrail.base.store import Fold, Row
from handrail.escalation.models import Consult, Handoff, Stint
from handrail.flow.models import Delivery
from handrail.tickets.models import Message, Note, TeamAccess, Ticket, Watcher

# In the order in which foreign keys allow them to be written.
TABLES: tuple[type[models.Model], ...] = (
    Ticket, Message, Note, TeamAccess, Watcher, Stint, Handoff, Consult, Delivery,
)  # fmt: skip
LINE_COLUMNS = (
    "id", "kind", "noun", "subject_id", "ticket_id", "audience", "actor", "person_id", "tier",
    "team_id", "at", "cause", "payload",
)  # fmt: skip

M = TypeVar("M", bound=models.Model)


class Copying(Protocol):
    """What psycopg's copy takes rows with."""

    def write_row(self, row: Any) -> None: ...


@dataclass(slots=True, eq=False)
class Line:
    """A line of the log that has no number yet: numbers follow time."""

    row: Row
    event: Event
    actor: str
    person_id: int | None
    at: datetime
    cause: "Line | None"
    place: tuple[int | None, int | None, int | None]
    id: int = 0

    def values(self) -> tuple[Any, ...]:
        """The line as columns."""
        event, (ticket_id, tier, team_id) = self.event, self.place
        return (
            self.id, event.kind, event.kind.partition(".")[0], self.row.pk, ticket_id,
            event.audience, self.actor, self.person_id, tier, team_id, self.at,
            self.cause.id if self.cause else None, msgspec.json.encode(event.payload()).decode(),
        )  # fmt: skip


class Book:
    """Everything that is to be written; numbers go on from what the tables hold."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[models.Model]] = {table: [] for table in TABLES}
        self.lines: list[Line] = []
        self._last = {table: _last_number(table) for table in TABLES}

    def add(self, row: M) -> M:
        """Keep a row under the next number of its table."""
        table = type(row)
        self._last[table] += 1
        row.pk = self._last[table]
        self.rows[table].append(row)
        return row

    def record(
        self, row: Row, event: Event, *, fold: Fold, at: datetime, person: int | None,
        actor: str = "person", cause: Line | None = None,
    ) -> Line:  # fmt: skip
        """What `base.store.record` does, in memory and without reactions."""
        fold(row, event, at, person)
        line = Line(row, event, actor, person, at, cause, row.stands_at())
        self.lines.append(line)
        return line

    def copy(self) -> None:
        """Write it all. Runs in the caller's transaction."""
        self._number_lines()
        for table, rows in self.rows.items():
            names = [field.column or field.attname for field in table._meta.concrete_fields]
            _copy(table, names, (_values(row) for row in rows))
        _copy(EventRecord, list(LINE_COLUMNS), (line.values() for line in self.lines))

    def _number_lines(self) -> None:
        """Number the lines by time; those of one moment keep the order they happened in."""
        self.lines.sort(key=lambda line: line.at)
        first = _last_number(EventRecord) + 1
        for number, line in enumerate(self.lines, first):
            line.id = number


def lock_tables() -> None:
    """Keep others from writing until this transaction ends, so that numbers stay ours."""
    tables: tuple[type[models.Model], ...] = (*TABLES, EventRecord)
    names = ", ".join(f'"{table._meta.db_table}"' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def _last_number(table: type[models.Model]) -> int:
    name = table._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{name}"')  # noqa: S608 - a table's name
        return int(cursor.fetchone()[0])


def _values(row: models.Model) -> list[Any]:
    return [
        getattr(row, field.attname) if isinstance(field, AutoFieldMixin)
        else field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in row._meta.concrete_fields
    ]  # fmt: skip


def _copy(table: type[models.Model], columns: list[str], rows: Any) -> None:
    name, names = table._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{name}" ({names}) FROM STDIN') as copying:
            _write_all(copying, rows)
        # The next row made by a verb goes on where we stopped.
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM \"{name}\"",  # noqa: S608
            [name],
        )


def _write_all(copying: Copying, rows: Any) -> None:
    for row in rows:
        copying.write_row(row)
