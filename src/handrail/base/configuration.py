"""Settings in memory: what every request reads and nobody changes for weeks.

The database counts a version up whenever a settings table changes, in the same transaction
and whoever does it (a trigger, see `watch`). A process keeps what it has read until it meets
another version, so an answer is never older than the transaction that asks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from django.db import connection
from django.db.migrations import RunSQL

T = TypeVar("T")


class Remembered(Generic[T]):
    """A question about the settings whose answer is kept. Use as a decorator; call to ask."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._held: tuple[int, T] | None = None
        self.__doc__ = load.__doc__

    def __call__(self) -> T:
        """The answer as of now, for one small query when nothing has changed."""
        at = version()
        held = self._held
        if held is not None and held[0] == at:
            return held[1]
        answer = self._load()
        # Without a version nothing was ever configured, and nothing would tell us of a change.
        self._held = (at, answer) if at is not None else None
        return answer


_settled: ContextVar[int | None] = ContextVar("settled", default=None)


@contextmanager
def settled(known: int | None = None) -> Iterator[None]:
    """Ask the version once for all that is done inside: one piece of work, one state of the settings.

    For a single transaction that asks many settings; what it decides fits together. A caller that has
    just read the version with something else hands it over as `known`.
    """
    mark = _settled.set(_settled.get() or known or _ask())
    try:
        yield
    finally:
        _settled.reset(mark)


def version() -> int | None:
    """The number of the settings as this transaction sees them. Numbers are never used twice."""
    return _settled.get() or _ask()


def _ask() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM base_configuration")
        row = cursor.fetchone()
        return int(row[0]) if row else None


def watch(*tables: str) -> list[RunSQL]:
    """Migration operations: from now on a change of these tables makes a new version."""
    return [RunSQL(WATCH.format(table=table), UNWATCH.format(table=table)) for table in tables]


WATCH = """
CREATE TRIGGER configuration_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION handrail_configuration_changed()
"""
UNWATCH = "DROP TRIGGER configuration_changed ON {table}"
