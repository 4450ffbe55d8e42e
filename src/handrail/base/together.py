"""Many rows in few statements: what is created together leaves together.

Inside `together()` a new row gets its number at once and waits; changes to it go into what waits. At the
end of the block all rows of a kind leave in one statement, and all lines of the log in another. Code that
creates through `create` and `record` reads the same whether it works on one thing or on fifty. Whoever asks
the database for a row that may still wait calls `write_out` first.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, models
from procrastinate.contrib.django import app

R = TypeVar("R", bound=models.Model)

# So many numbers are drawn at a time; those left over are never used.
NUMBERS_AT_ONCE = 64
# A kind whose first draw was used up has several rows a thing, as the log has.
MORE = 4
Line = tuple[Any, ...]


class _Waiting:
    """What was created in one block, by kind, in the order the kinds first appeared."""

    def __init__(self, drawn: int) -> None:
        self.drawn = drawn
        self.rows: dict[type[models.Model], list[models.Model]] = {}
        self.known: set[int] = set()
        self.lines: list[Line] = []
        self.jobs: dict[tuple[str, int], list[dict[str, Any]]] = {}
        self.numbers: dict[str, list[int]] = {}

    def number(self, table: str) -> int:
        """The next number of a table, from those drawn ahead."""
        ready = self.numbers.get(table, [])
        if not ready:
            with connection.cursor() as cursor:
                cursor.execute(DRAW, [table, self.drawn * (MORE if table in self.numbers else 1)])
                ready.extend(sorted((number for (number,) in cursor.fetchall()), reverse=True))
            self.numbers[table] = ready
        return ready.pop()


DRAW = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def together(*, drawn: int = NUMBERS_AT_ONCE) -> Iterator[None]:
    """Let what is created in this block wait for the others; `drawn` numbers of a kind at a time.

    The caller holds a transaction. Errors of the database come at the end, for all of it.
    """
    mark = _waiting.set(_Waiting(drawn))
    try:
        yield
        write_out()
    finally:
        _waiting.reset(mark)


def create(row: R) -> R:
    """Insert a new row: now, or with the others of its kind."""
    waiting = _waiting.get()
    if waiting is None:
        row.save(force_insert=True)
        return row
    if row.pk is None:
        row.pk = waiting.number(row._meta.db_table)
    row._state.adding, row._state.db = False, connection.alias
    waiting.rows.setdefault(type(row), []).append(row)
    waiting.known.add(id(row))
    return row


def gathers() -> bool:
    """Whether what is created now waits for others."""
    return _waiting.get() is not None


def waits(row: models.Model) -> bool:
    """Whether this very row was created in this block and is not in the database yet."""
    waiting = _waiting.get()
    return waiting is not None and id(row) in waiting.known


def waiting_row(kind: type[R], number: Any) -> R | None:
    """The row of this kind and number, if it still waits: changed in memory it is written as changed."""
    waiting = _waiting.get()
    rows = waiting.rows.get(kind, ()) if waiting else ()
    return next((row for row in reversed(rows) if row.pk == number and isinstance(row, kind)), None)


def defer(job: str, *, priority: int = 0, **arguments: Any) -> None:
    """Queue a job in this transaction: now, or with the others of its name."""
    waiting = _waiting.get()
    if waiting is None:
        app.configure_task(job, priority=priority).defer(**arguments)
    else:
        waiting.jobs.setdefault((job, priority), []).append(arguments)


def line(values: Line) -> int | None:
    """Keep a line of the log for later and give it its number; None where nothing waits."""
    waiting = _waiting.get()
    if waiting is None:
        return None
    number = waiting.number("base_event")
    waiting.lines.append((number, *values))
    return number


def write_out() -> None:
    """Bring everything that waits into the database, in as few statements as there are kinds."""
    waiting = _waiting.get()
    if waiting is None:
        return
    for kind, rows in waiting.rows.items():
        kind._base_manager.bulk_create(rows)
    if waiting.lines:
        _append(waiting.lines)
    for (job, priority), calls in waiting.jobs.items():
        app.configure_task(job, priority=priority).batch_defer(*calls)
    waiting.rows, waiting.lines, waiting.jobs, waiting.known = {}, [], {}, set()


def _append(lines: Sequence[Line]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(APPEND_MANY, [list(column) for column in zip(*lines, strict=True)])


CHANNEL = "handrail_events"
# The log's lines and their notices leave in one round trip. A notice holds ids only: whoever hears it
# asks again under their own permissions.
APPEND_MANY = f"""
WITH line AS (
    INSERT INTO base_event (id, kind, noun, subject_id, ticket_id, audience, actor, person_id,
                            tier, team_id, at, cause, payload)
    SELECT id, kind, noun, subject_id, ticket_id, audience, actor, person_id, tier, team_id, at, cause,
           payload::jsonb
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[],
                %s::bigint[], %s::smallint[], %s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[])
      AS new (id, kind, noun, subject_id, ticket_id, audience, actor, person_id, tier, team_id, at, cause,
              payload)
    RETURNING id, kind, ticket_id, audience
)
SELECT count(pg_notify('{CHANNEL}', concat_ws(' ', id, coalesce(ticket_id, 0), audience, kind,
                                              pg_snapshot_xmin(pg_current_snapshot()))))
FROM line
"""  # noqa: S608 - CHANNEL is the constant above
