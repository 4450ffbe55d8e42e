"""Hearing of new events: one LISTEN connection for a whole process."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connections

from handrail.base.together import CHANNEL

log = logging.getLogger(__name__)
RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Notice:
    """What a NOTIFY carries: ids and kinds, never words. `ticket_id` is 0 where there is none.

    `mark` is the oldest transaction that ran when the event was written. Notices come in the order
    of commits, so whoever has heard this one has heard of every event of an older transaction.
    """

    event_id: int
    ticket_id: int
    audience: str
    kind: str
    mark: int = 0

    @classmethod
    def read(cls, payload: str) -> "Notice":
        """A notice from its wire form. Raises ValueError when it is not one."""
        event_id, ticket_id, audience, kind, mark = payload.split(" ")
        return cls(int(event_id), int(ticket_id), audience, kind, int(mark))


def parameters() -> dict[str, Any]:
    """How to reach the database from outside Django's own connections."""
    given = connections["default"].get_connection_params()
    kept = ("host", "port", "user", "password", "dbname")
    return {key: given[key] for key in kept if given.get(key)}


async def notices() -> AsyncIterator[Notice | None]:
    """Every notice from now on; None each time the connection was lost and is back.

    After a None the listener has missed an unknown number and must look for itself.
    """
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                **parameters(), autocommit=True
            ) as wire:
                await wire.execute(f"LISTEN {CHANNEL}")
                yield None
                async for heard in wire.notifies():
                    yield Notice.read(heard.payload)
        except psycopg.OperationalError as fault:
            log.warning("the live wire is down, trying again: %s", fault)
            await asyncio.sleep(RETRY_SECONDS)
