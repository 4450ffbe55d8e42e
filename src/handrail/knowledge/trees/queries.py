"""What trees tell: the walks of a ticket, and where the walks of a version go and stop."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, QuerySet, When

from handrail.desk.models import Brand
from handrail.desk.shape import shape
from handrail.knowledge.trees.graph import Escalate
from handrail.knowledge.trees.models import Tree, TreeVersion, Walk
from handrail.knowledge.trees.walking import sentences_of, stands_at
from handrail.people.models import Person
from handrail.tickets.models import Ticket

# Whoever has not gone on for so long has left.
LEFT_AFTER = timedelta(days=1)
# A node is called bad when a third of those who come to it leave there, and enough have come.
LEAVING, ENOUGH = 1 / 3, 10
MOST = 10

# Every arrival of a walk at a node, in order: what was answered there, and how long it took. The last
# row of a walk is where it stands, unless it ended by an answer there. Reads along walks_of_version.
ARRIVALS = """
WITH walks AS (
    SELECT id, path, here, outcome, begun_at, moved_at, ended_at FROM trees_walk
    WHERE version_id = %(version)s AND NOT is_trial AND begun_at >= %(since)s
), arrivals AS (
    SELECT w.id, step.value->>0 AS node, step.value->>1 AS answer,
           (step.value->>2)::timestamptz
           - coalesce(lag((step.value->>2)::timestamptz) OVER (PARTITION BY w.id ORDER BY step.ordinality),
                      w.begun_at) AS took, FALSE AS is_left, w.outcome
    FROM walks w CROSS JOIN LATERAL jsonb_array_elements(w.path) WITH ORDINALITY step
    UNION ALL
    SELECT id, here, NULL, NULL, outcome = '' AND (ended_at IS NOT NULL OR moved_at <= %(left)s), outcome
    FROM walks
    WHERE ended_at IS NULL OR outcome IN ('', 'ticket', 'escalated') OR jsonb_array_length(path) = 0
       OR here <> path->-1->>0
)
"""
NODES = (
    ARRIVALS
    + """
SELECT node, count(*), count(*) FILTER (WHERE is_left), count(DISTINCT id),
       count(DISTINCT id) FILTER (WHERE outcome = 'solved'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM took))
FROM arrivals GROUP BY node
"""
)
ANSWERS = (
    ARRIVALS
    + """
SELECT node, answer, count(*) FROM arrivals WHERE answer IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""
)
ENDS = """
SELECT here, outcome, count(*) FROM trees_walk
WHERE version_id = %(version)s AND NOT is_trial AND begun_at >= %(since)s AND outcome <> ''
GROUP BY 1, 2
"""
SHARES = """
SELECT v.tree_id, count(*), count(*) FILTER (WHERE w.outcome = 'solved'),
       count(*) FILTER (WHERE w.outcome IN ('ticket', 'escalated'))
FROM trees_walk w JOIN trees_treeversion v ON v.id = w.version_id
WHERE v.tree_id = ANY(%(trees)s) AND NOT w.is_trial AND w.begun_at >= %(since)s
GROUP BY 1
"""


@dataclass(slots=True)
class AtNode:
    """What happened at one node: arrivals, what was said, who left here, and how walks ended here.

    `walks` came by, `solved` of them were solved in the end, here or further on.
    """

    arrived: int = 0
    left: int = 0
    walks: int = 0
    solved: int = 0
    median_seconds: float | None = None
    answers: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)

    @property
    def is_bad(self) -> bool:
        """Whether people leave here so often that it should be looked at."""
        return self.arrived >= ENOUGH and self.left >= LEAVING * self.arrived


def statistics(version: TreeVersion, *, since: datetime, now: datetime) -> dict[str, AtNode]:
    """Each node of a version with its walks; trials are not among them. Three queries."""
    facts: dict[str, Any] = {"version": version.pk, "since": since, "left": now - LEFT_AFTER}
    found: dict[str, AtNode] = {}
    with connection.cursor() as cursor:
        cursor.execute(NODES, facts)
        for node, arrived, left, walks, solved, seconds in cursor.fetchall():
            median = None if seconds is None else float(seconds)
            found[node] = AtNode(arrived, left, walks, solved, median)
        cursor.execute(ANSWERS, facts)
        for node, answer, count in cursor.fetchall():
            found[node].answers[answer] = count
        cursor.execute(ENDS, facts)
        for node, outcome, count in cursor.fetchall():
            found.setdefault(node, AtNode()).ends[outcome] = count
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """How the walks of a tree went, over all its versions."""

    walks: int = 0
    solved: int = 0
    passed_on: int = 0


def shares(trees: Collection[int], *, since: datetime) -> dict[int, Share]:
    """{tree: how its walks went}; trees nobody walked are not in it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SHARES, {"trees": list(trees), "since": since})
        return {tree: Share(*counts) for tree, *counts in cursor.fetchall()}


def fitting(
    *, person: Person | None, brand: Brand | None, category: int | None, most: int
) -> list[Tree]:
    """Published trees that somebody may walk, those of the category or one above it first."""
    lines = shape().line_of(category)
    rows = Tree.objects.visible_to(person, brand).filter(state=Tree.State.PUBLISHED)
    fits = Case(When(category__in=lines, then=0), When(category=None, then=1), default=2)
    return list(rows.annotate(fits=fits).order_by("fits", "name", "pk")[:most])


def walked(ticket: Ticket) -> list[str]:
    """What was asked and tried on a ticket by its walks, as lines for a handoff's package."""
    return [line for walk in _of(ticket).order_by("pk")[:MOST] for line in sentences_of(walk)]


def under_way(ticket: Ticket, person: Person) -> Walk | None:
    """The walk that somebody has not finished on a ticket."""
    return _of(ticket).filter(person=person, ended_at=None).order_by("-pk").first()


def passes_to(ticket: Ticket) -> Escalate | None:
    """What the latest finished walk on a ticket says about handing it over."""
    last = _of(ticket).filter(ended_at__isnull=False).order_by("-pk").first()
    node = stands_at(last) if last is not None and last.outcome == ESCALATED else None
    return node if isinstance(node, Escalate) else None


ESCALATED = Walk.Outcome.ESCALATED


def _of(ticket: Ticket) -> QuerySet[Walk]:
    walks = Walk.objects.filter(ticket=ticket.pk, is_trial=False)
    return walks.select_related("version__tree")
