"""What led to an event: the chain of its causes, and whose act began it."""

from dataclasses import dataclass

from django.db import connection

from handrail.automation.rules import clock_origin

# A cause is always an older event; saying so lets no damaged line make this go round.
CHAIN = """
WITH RECURSIVE chain AS (
    SELECT id, cause, kind, actor, ticket_id, payload FROM base_event WHERE id = %s
    UNION ALL
    SELECT e.id, e.cause, e.kind, e.actor, e.ticket_id, e.payload
    FROM base_event e JOIN chain c ON e.id = c.cause AND e.id < c.id
)
SELECT id, kind, actor, coalesce(payload->>'clock', ''), coalesce(payload->>'percent', ''),
       (SELECT max((payload->>'position')::bigint) FROM chain WHERE kind = 'automation.began')
FROM chain ORDER BY id LIMIT 1
"""
LAST_ACT = """
SELECT coalesce(max(id), 0) FROM base_event WHERE ticket_id = %s AND id <= %s AND actor = 'person'
"""
NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind an event: the last rule in its chain, and the act that everything began with."""

    floor: int | None
    origin: str


def behind(event_id: int, ticket_id: int) -> Behind:
    """Read the chain of an event. Raises LookupError when there is no such event."""
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, [event_id])
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"there is no event {event_id}")
    root, kind, actor, clock, percent, floor = row
    if actor == "person":
        return Behind(floor, str(root))
    return Behind(floor, clock_origin(last_act(ticket_id, root), kind, clock, percent))


def last_act(ticket_id: int, before: int = NEWEST) -> int:
    """The newest event of a ticket that a person made; 0 where nobody has done anything."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_ACT, [ticket_id, before])
        return int(cursor.fetchone()[0])
