"""Read models of tickets: what a screen shows, and not a row more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from handrail.tickets.models import Ticket
from handrail.tickets.models.scope import TicketQuerySet

PAGE = 50
MOST_COUNTED = 100


class Row(NamedTuple):
    """One ticket in a list."""

    pk: int
    subject: str
    requester: str
    organisation: str | None
    level: int
    state: str
    turn: str
    priority: int
    owner: str | None
    due_at: datetime | None
    waiting_since: datetime
    wait_until: datetime | None


FIELDS = (
    "pk", "subject", "requester__name", "organisation__name", "tier__level", "state", "turn",
    "priority", "owner__name", "due_at", "waiting_since", "wait_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of a queue ended: its last row's place in the order."""

    priority: int
    since: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.priority}~{self.since.isoformat()}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """A mark from an address; None for what is not one."""
        try:
            priority, since, pk = text.split("~")
            mark = cls(int(priority), datetime.fromisoformat(since), int(pk))
        except ValueError:
            return None
        return mark if mark.since.tzinfo and mark.pk < 2**63 and mark.priority < 100 else None


def page(tickets: TicketQuerySet, after: Mark | None = None) -> tuple[list[Row], Mark | None]:
    """A page of a queue, most pressing first, and the mark of the next page if there is one.

    Reads PAGE + 1 rows along the `queue_of_…` index that fits the filter, wherever the page starts.
    """
    if after is not None:
        tickets = tickets.filter(_behind(after))
    ordered = tickets.order_by("priority", "waiting_since", "pk")
    rows = [Row(*values) for values in ordered.values_list(*FIELDS)[: PAGE + 1]]
    if len(rows) <= PAGE:
        return rows, None
    last = rows[PAGE - 1]
    return rows[:PAGE], Mark(last.priority, last.waiting_since, last.pk)


def _behind(mark: Mark) -> Q:
    later = Q(waiting_since__gt=mark.since) | Q(waiting_since=mark.since, pk__gt=mark.pk)
    return Q(priority__gte=mark.priority) & (
        Q(priority__gt=mark.priority) | Q(priority=mark.priority) & later
    )


def first(tickets: TicketQuerySet, but: int | None = None) -> int | None:
    """The number of the ticket that needs somebody most, other than `but`."""
    ordered = tickets.exclude(pk=but) if but else tickets
    return ordered.order_by("priority", "waiting_since", "pk").values_list("pk", flat=True).first()


def newest(tickets: TicketQuerySet, before: int | None = None) -> tuple[list[Ticket], int | None]:
    """A customer's tickets, newest first, and the number below which the next page starts."""
    if before is not None:
        tickets = tickets.filter(pk__lt=before)
    found = list(tickets.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


class TeamCount(NamedTuple):
    """A team whose queue somebody may read, and how much is open in it (at most 100)."""

    pk: int
    name: str
    slug: str
    level: int
    tier: str
    is_mine: bool
    open: int


TEAMS = """
SELECT t.id, t.name, t.slug, r.level, r.name, m.id IS NOT NULL, n.open
FROM desk_team t
JOIN desk_tier r ON r.id = t.tier_id
LEFT JOIN desk_membership m ON m.team_id = t.id AND m.person_id = %(person)s
CROSS JOIN LATERAL (
    SELECT count(*) AS open FROM (
        SELECT 1 FROM tickets_ticket k
        WHERE k.team_id = t.id AND k.state = 'open' LIMIT %(most)s
    ) bounded
) n
WHERE t.visibility = 'open' OR m.id IS NOT NULL OR %(all)s
ORDER BY r.level, t.name
"""

OWN = """
SELECT
    (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
        WHERE owner_id = %(person)s AND state = 'open' LIMIT %(most)s) a),
    (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
        WHERE owner_id = %(person)s AND state = 'waiting' LIMIT %(most)s) b),
    (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
        WHERE team_id = ANY(%(teams)s) AND owner_id IS NULL AND state = 'open'
        LIMIT %(most)s) c)
"""


def team_counts(person_id: int, *, sees_all: bool) -> list[TeamCount]:
    """Every queue somebody may read. Counting stops at 100 a team, so a flood costs no more."""
    facts = {"person": person_id, "most": MOST_COUNTED, "all": sees_all}
    with connection.cursor() as cursor:
        cursor.execute(TEAMS, facts)
        return [TeamCount(*row) for row in cursor.fetchall()]


def own_counts(person_id: int, team_ids: Iterable[int]) -> tuple[int, int, int]:
    """(mine and open, mine and waiting, open in my teams without an owner), each at most 100."""
    facts: dict[str, Any] = {"person": person_id, "most": MOST_COUNTED, "teams": list(team_ids)}
    with connection.cursor() as cursor:
        cursor.execute(OWN, facts)
        mine, waiting, unowned = cursor.fetchone()
        return mine, waiting, unowned
