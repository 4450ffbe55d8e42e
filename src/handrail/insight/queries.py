"""The figures of a tier or a team, each from the log and the stints drawn from it.

Eight queries a page, whatever the period: volumes (index event_by_kind), answers and solutions
(event_by_kind, then event_of_ticket), turns (stints_of_team, stints_of_tier), handoffs
(event_by_kind, then event_of_subject), ratings and touches (event_by_kind),
backlog (queue_of_team, queue_of_tier).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from handrail.insight.rules import Period, share
from handrail.insight.scopes import Scope

VOLUMES = """
SELECT kind, (at AT TIME ZONE %(zone)s)::date AS day, count(DISTINCT subject_id)
FROM base_event
WHERE kind IN ('ticket.opened', 'ticket.solved', 'handoff.accepted')
  AND at >= %(start)s AND at < %(end)s AND {in_log} = %(number)s
GROUP BY kind, day
"""

RESPONSES = """
SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM reply.at - opened.at))
FROM base_event opened
CROSS JOIN LATERAL (
    SELECT min(at) AS at FROM base_event
    WHERE ticket_id = opened.ticket_id AND kind = 'ticket.replied' AND at >= %(start)s
) reply
WHERE opened.kind = 'ticket.opened' AND opened.{in_log} = %(number)s
  AND opened.at >= %(start)s AND opened.at < %(end)s
"""

SOLUTIONS = """
WITH solved AS (
    SELECT ticket_id, min(id) AS first_id, max(at) AS at,
           (array_agg((payload->>'first_contact')::boolean ORDER BY id))[1] AS at_first_contact
    FROM base_event
    WHERE kind = 'ticket.solved' AND at >= %(start)s AND at < %(end)s AND {in_log} = %(number)s
    GROUP BY ticket_id
), judged AS (
    SELECT at_first_contact, extract(epoch FROM solved.at - opened.at) AS seconds, EXISTS (
        SELECT 1 FROM base_event back
        WHERE back.ticket_id = solved.ticket_id AND back.id > solved.first_id
          AND (back.kind = 'ticket.reopened' OR (back.kind = 'ticket.customer_wrote'
                                                 AND (back.payload->>'reopens')::boolean))
    ) AS reopened
    FROM solved JOIN base_event opened
      ON opened.ticket_id = solved.ticket_id AND opened.kind = 'ticket.opened'
)
SELECT count(*), count(*) FILTER (WHERE reopened),
       count(*) FILTER (WHERE at_first_contact AND NOT reopened),
       percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds)
FROM judged
"""

TURNS = """
SELECT count(DISTINCT ticket_id), count(DISTINCT ticket_id) FILTER (WHERE outcome = 'escalated'),
       percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY business_seconds)
           FILTER (WHERE ended_at IS NOT NULL)
FROM escalation_stint
WHERE kind = 'owning' AND outcome <> 'routed' AND started_at >= %(start)s AND started_at < %(end)s
  AND {in_rows} = %(number)s
"""

HANDOFFS = """
SELECT count(*) FILTER (WHERE ours), count(*) FILTER (WHERE ours AND returned),
       count(*) FILTER (WHERE sent), count(*) FILTER (WHERE sent AND returned)
FROM (
    SELECT {in_log} = %(number)s AS ours, (payload->>'{sender}')::bigint = %(sender)s AS sent, EXISTS (
        SELECT 1 FROM base_event back
        WHERE back.noun = 'handoff' AND back.subject_id = offered.subject_id
          AND back.kind = 'handoff.returned'
    ) AS returned
    FROM base_event offered
    WHERE kind = 'handoff.offered' AND at >= %(start)s AND at < %(end)s
      AND ({in_log} = %(number)s OR (payload->>'{sender}')::bigint = %(sender)s)
) offers
"""

RATINGS = """
SELECT count(*), count(*) FILTER (WHERE rating = 'good')
FROM (
    SELECT DISTINCT ON (ticket_id) payload->>'rating' AS rating FROM base_event
    WHERE kind = 'ticket.rated' AND at >= %(start)s AND at < %(end)s AND {in_log} = %(number)s
    ORDER BY ticket_id, id DESC
) latest
"""

TOUCHES = """
SELECT count(*), count(DISTINCT ticket_id) FROM base_event
WHERE kind IN ('ticket.replied', 'ticket.noted')
  AND at >= %(start)s AND at < %(end)s AND {in_log} = %(number)s
"""

BACKLOG = """
SELECT count(*), count(*) FILTER (WHERE state = 'waiting'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM %(now)s - opened_at)),
       max(extract(epoch FROM %(now)s - opened_at))
FROM tickets_ticket WHERE state <> 'done' AND {in_rows} = %(number)s
"""


@dataclass(frozen=True, slots=True)
class Day:
    """What came and went on one day."""

    day: date
    opened: int
    received: int
    solved: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The values by the keys of `rules.KPIS`, and the days they are made of."""

    values: Mapping[str, float | None]
    days: Sequence[Day]


def figures(scope: Scope, period: Period, *, now: datetime) -> Figures:
    """Every figure of a tier or team in a period; the backlog as of now."""
    days = _days(scope, period, now)
    values: dict[str, float | None] = {
        "opened": sum(day.opened for day in days),
        "received": sum(day.received for day in days),
    }
    for part in (_responses, _solutions, _turns, _handoffs, _ratings, _touches, _backlog):
        values |= part(scope, period, now)
    return Figures(values, days)


def _ask(query: str, scope: Scope, period: Period, now: datetime) -> list[tuple[Any, ...]]:
    named = query.format(in_log=scope.in_log, in_rows=scope.in_rows, sender=scope.sender)
    asked: dict[str, Any] = {
        "start": period.start, "end": period.end, "zone": period.zone, "now": now,
        "number": scope.number, "sender": scope.sender_number,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(named, asked)
        return list(cursor.fetchall())


def _days(scope: Scope, period: Period, now: datetime) -> list[Day]:
    counts = {(kind, day): n for kind, day, n in _ask(VOLUMES, scope, period, now)}
    kinds = ("ticket.opened", "handoff.accepted", "ticket.solved")
    return [Day(day, *(counts.get((kind, day), 0) for kind in kinds)) for day in period.days()]


Part = dict[str, float | None]


def _two(percentiles: Sequence[Any] | None) -> tuple[float | None, float | None]:
    half, most = percentiles or (None, None)
    return _number(half), _number(most)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _responses(scope: Scope, period: Period, now: datetime) -> Part:
    half, most = _two(_ask(RESPONSES, scope, period, now)[0][0])
    return {"first_response": half, "first_response_p90": most}


def _solutions(scope: Scope, period: Period, now: datetime) -> Part:
    solved, reopened, at_once, times = _ask(SOLUTIONS, scope, period, now)[0]
    half, most = _two(times)
    return {
        "solved": solved, "first_contact": share(at_once, solved),
        "reopened": share(reopened, solved), "resolution": half, "resolution_p90": most,
    }  # fmt: skip


def _turns(scope: Scope, period: Period, now: datetime) -> Part:
    tickets, escalated, times = _ask(TURNS, scope, period, now)[0]
    half, most = _two(times)
    return {
        "escalated": escalated, "escalation": share(escalated, tickets),
        "in_tier": half, "in_tier_p90": most,
    }  # fmt: skip


def _handoffs(scope: Scope, period: Period, now: datetime) -> Part:
    offered, returned, sent, came_back = _ask(HANDOFFS, scope, period, now)[0]
    return {
        "returns_to": returned, "returned_to": share(returned, offered),
        "returns_from": came_back, "returned_from": share(came_back, sent),
    }  # fmt: skip


def _ratings(scope: Scope, period: Period, now: datetime) -> Part:
    rated, good = _ask(RATINGS, scope, period, now)[0]
    return {"csat": share(good, rated)}


def _touches(scope: Scope, period: Period, now: datetime) -> Part:
    touches, tickets = _ask(TOUCHES, scope, period, now)[0]
    return {"touches": share(touches, tickets)}


def _backlog(scope: Scope, period: Period, now: datetime) -> Part:
    count, waiting, half, oldest = _ask(BACKLOG, scope, period, now)[0]
    return {
        "backlog": count, "backlog_waiting": waiting, "backlog_age": _number(half),
        "backlog_oldest": _number(oldest),
    }  # fmt: skip
