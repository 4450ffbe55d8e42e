"""Read models of tickets: what a screen shows, and not a row more."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from handrail.tickets.models import Ticket
from handrail.tickets.models.scope import TicketQuerySet
from handrail.tickets.ordering import PRESSING, Order

PAGE = 50
# Of each part, where a list is split.
FEW = 12
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
    # What only some views show.
    team: int | None = None
    category: int | None = None
    tags: Sequence[str] = ()
    channel: str = ""
    opened_at: datetime | None = None
    changed_at: datetime | None = None


FIELDS = (
    "pk", "subject", "requester__name", "organisation__name", "tier__level", "state", "turn",
    "priority", "owner__name", "due_at", "waiting_since", "wait_until",
    "team_id", "category_id", "tags", "channel", "opened_at", "changed_at",
)  # fmt: skip


def page(
    tickets: TicketQuerySet, after: str = "", order: Order = PRESSING
) -> tuple[list[Row], str]:
    """A page of a queue in an order, and the mark of the next page, or nothing.

    Reads PAGE + 1 rows along the index that fits filter and order, wherever the page starts. A mark
    that is none, or is another order's, starts at the beginning.
    """
    behind = order.behind(after) if after else None
    if behind is not None:
        tickets = tickets.filter(behind)
    rows = [
        Row(*values) for values in tickets.order_by(*order.by()).values_list(*FIELDS)[: PAGE + 1]
    ]
    return rows[:PAGE], order.mark(rows[PAGE - 1]) if len(rows) > PAGE else ""


def split_by_tier(tickets: TicketQuerySet, levels: Iterable[int], order: Order) -> list[Row]:
    """The first few of each tier, lowest tier first, in one query."""
    few = [
        tickets.filter(tier__level=level).order_by(*order.by()).values_list(*FIELDS)[:FEW]
        for level in levels
    ]
    return [Row(*values) for values in few[0].union(*few[1:], all=True)] if few else []


def first(tickets: TicketQuerySet, but: int | None = None, order: Order = PRESSING) -> int | None:
    """The number of the ticket that comes first, other than `but`."""
    ordered = tickets.exclude(pk=but) if but else tickets
    return ordered.order_by(*order.by()).values_list("pk", flat=True).first()


def counts(parts: Sequence[TicketQuerySet]) -> list[int]:
    """How many tickets each part has, at most 100 each, in one query."""
    if not parts:
        return []
    asked = [part.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params() for part in parts]
    # The ORM wrote each; its values travel apart.
    each = [f"(SELECT count(*) FROM ({sql}) part_{n})" for n, (sql, _) in enumerate(asked)]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(each), [value for _, values in asked for value in values]
        )
        return list(cursor.fetchone())


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
        LIMIT %(most)s) c),
    (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
        WHERE (owner_id = %(person)s OR team_id = ANY(%(teams)s) AND owner_id IS NULL)
            AND state = 'open' AND due_at <= %(soon)s
        LIMIT %(most)s) d)
"""


class OwnCounts(NamedTuple):
    """What is somebody's own, each at most 100; `soon` is due by a moment, or late."""

    mine: int
    waiting: int
    unowned: int
    soon: int


def team_counts(person_id: int, *, sees_all: bool) -> list[TeamCount]:
    """Every queue somebody may read. Counting stops at 100 a team, so a flood costs no more."""
    facts = {"person": person_id, "most": MOST_COUNTED, "all": sees_all}
    with connection.cursor() as cursor:
        cursor.execute(TEAMS, facts)
        return [TeamCount(*row) for row in cursor.fetchall()]


def own_counts(person_id: int, team_ids: Iterable[int], soon: datetime) -> OwnCounts:
    """Mine, mine and waiting, my teams' without an owner, and what is due by `soon`, in one query."""
    facts: dict[str, Any] = {
        "person": person_id, "most": MOST_COUNTED, "teams": list(team_ids), "soon": soon,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(OWN, facts)
        return OwnCounts(*cursor.fetchone())
