"""Owners who are not there: shut out, out of office, or without the right to work on tickets.

Nobody is dropped, so a ticket never stays with them. Found from state by a sweep, whichever page, file
or hand made them leave, and whoever gave them the ticket since.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from handrail.base.by import By
from handrail.people.models import Presence
from handrail.people.rules import OWNERS
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import locked
from handrail.tickets.models import Ticket

AT_ONCE = 500
# What waits stays this long with an owner who is out of office: they may be back before the answer.
PATIENCE = timedelta(days=1)

GONE = "(NOT p.is_active OR NOT p.role = ANY(%(owners)s))"
# A wait until a time has a clock of its own; whoever is gone comes back to none of the others.
ABSENT = f"""
({GONE} OR p.presence = %(out)s) AND (
    {GONE} OR t.state = 'open' OR t.wait_until IS NULL AND t.waiting_since <= %(long_ago)s
)"""
# One step of the index queue_of_owner for each owner there is, and no ticket of those who are there.
LEFT_BEHIND = f"""
WITH RECURSIVE owner (id) AS (
    SELECT min(owner_id) FROM tickets_ticket WHERE state <> 'done'
    UNION ALL
    SELECT (SELECT min(t.owner_id) FROM tickets_ticket t
            WHERE t.state <> 'done' AND t.owner_id > owner.id)
    FROM owner WHERE owner.id IS NOT NULL
)
SELECT t.id FROM owner JOIN people_person p ON p.id = owner.id
JOIN tickets_ticket t ON t.owner_id = p.id AND t.state <> 'done'
WHERE {ABSENT}
ORDER BY t.id LIMIT {AT_ONCE}
"""  # noqa: S608 - the constants above
STILL = f"""
SELECT 1 FROM tickets_ticket t JOIN people_person p ON p.id = t.owner_id
WHERE t.id = %(ticket)s AND t.state <> 'done' AND {ABSENT}
"""  # noqa: S608


def left_behind(now: datetime) -> list[Ticket]:
    """Unsolved tickets whose owner is not there; at most 500."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_BEHIND, _facts(now))
        return [Ticket(pk=number) for (number,) in cursor.fetchall()]


@transaction.atomic
def give_back(ticket: Ticket, *, now: datetime) -> None:
    """Put one of them back into its queue, unless that has changed meanwhile."""
    ticket = locked(ticket)
    with connection.cursor() as cursor:
        cursor.execute(STILL, {**_facts(now), "ticket": ticket.pk})
        absent = cursor.fetchone() is not None
    if absent:
        tickets.release(ticket, by=By.system(now))


def _facts(now: datetime) -> dict[str, Any]:
    return {"owners": sorted(OWNERS), "out": Presence.OUT.value, "long_ago": now - PATIENCE}
