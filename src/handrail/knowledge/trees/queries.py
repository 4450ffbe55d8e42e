"""What trees tell: the walks of a ticket, and where the walks of a version go and stop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from handrail.knowledge.trees.actions import sentences_of
from handrail.knowledge.trees.models import TreeVersion, Walk
from handrail.tickets.models import Ticket

# Whoever has not gone on for so long has left.
LEFT_AFTER = timedelta(days=1)

# Every arrival of a walk at a node, in order: what was answered there, and how long it took. Reads the
# walks of one version along walks_of_version.
NODES = """
WITH walks AS (
    SELECT id, path, here, outcome, begun_at, moved_at, ended_at FROM trees_walk
    WHERE version_id = %(version)s AND NOT is_trial AND begun_at >= %(since)s
), arrivals AS (
    SELECT w.id, step.value->>0 AS node, step.value->>1 AS answer, step.ordinality AS place,
           (step.value->>2)::timestamptz
           - coalesce(lag((step.value->>2)::timestamptz) OVER (PARTITION BY w.id ORDER BY step.ordinality),
                      w.begun_at) AS took, FALSE AS is_last, w.outcome
    FROM walks w CROSS JOIN LATERAL jsonb_array_elements(w.path) WITH ORDINALITY step
    UNION ALL
    SELECT id, here, NULL, NULL, NULL, moved_at <= %(left)s, outcome FROM walks
    WHERE ended_at IS NULL OR outcome IN ('ticket', 'escalated') OR jsonb_array_length(path) = 0
       OR here <> path->-1->>0
)
SELECT node, answer, count(*), count(*) FILTER (WHERE is_last AND outcome = ''),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM took))
FROM arrivals GROUP BY node, answer ORDER BY node, count(*) DESC
"""
ENDS = """
SELECT CASE WHEN jsonb_array_length(path) > 0 THEN path->-1->>0 ELSE here END, outcome, count(*)
FROM trees_walk
WHERE version_id = %(version)s AND NOT is_trial AND begun_at >= %(since)s AND outcome <> ''
GROUP BY 1, 2
"""


@dataclass(slots=True)
class AtNode:
    """What happened at one node: how many came, what they said, who left here, how it ended after it."""

    arrived: int = 0
    answers: dict[str, int] | None = None
    left: int = 0
    median_seconds: float | None = None
    ends: dict[str, int] | None = None


def statistics(version: TreeVersion, *, since: datetime, now: datetime) -> dict[str, AtNode]:
    """Each node of a version with its walks; trials are not among them. Two queries."""
    facts: dict[str, Any] = {"version": version.pk, "since": since, "left": now - LEFT_AFTER}
    found: dict[str, AtNode] = {}
    with connection.cursor() as cursor:
        cursor.execute(NODES, facts)
        for node, answer, count, left, seconds in cursor.fetchall():
            one = found.setdefault(node, AtNode(answers={}, ends={}))
            one.arrived += count
            one.left += left
            if answer is not None and one.answers is not None:
                one.answers[answer] = count
                if one.median_seconds is None:
                    one.median_seconds = float(seconds)
        cursor.execute(ENDS, facts)
        for node, outcome, count in cursor.fetchall():
            one = found.setdefault(node, AtNode(answers={}, ends={}))
            if one.ends is not None:
                one.ends[outcome] = one.ends.get(outcome, 0) + count
    return found


def walked(ticket: Ticket) -> list[str]:
    """What was asked and tried on a ticket by its walks, as lines for a handoff's package."""
    walks = Walk.objects.filter(ticket=ticket.pk, is_trial=False).select_related("version__tree")
    return [line for walk in walks.order_by("pk")[:10] for line in sentences_of(walk)]
