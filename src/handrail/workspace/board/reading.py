"""What the board reads: four questions, however many tickets, teams and agents there are."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from handrail.people.models import Person
from handrail.people.rules import OWNERS
from handrail.tickets.models import Ticket
from handrail.tickets.queries import FIELDS, Row
from handrail.workspace.words import SOON

# How many cards stand under one name.
CARDS = 5
# How far into the queue of one team the board looks; a flood costs no more than that.
MOST = 500

# The front of each team's queue, by owner. First what is late, what is due soon, then as in the queue.
HELD = """
WITH front AS (
    SELECT t.* FROM unnest(%(teams)s::bigint[]) AS team (id)
    CROSS JOIN LATERAL (
        SELECT id, team_id, owner_id, due_at, priority, waiting_since FROM tickets_ticket
        WHERE team_id = team.id AND state = 'open'
        ORDER BY priority, waiting_since, id LIMIT %(most)s
    ) t
), placed AS (
    SELECT id, team_id, owner_id,
           count(*) OVER whose AS held,
           count(*) FILTER (WHERE due_at <= %(now)s) OVER whose AS late,
           count(*) FILTER (WHERE due_at > %(now)s AND due_at <= %(soon)s) OVER whose AS soon,
           row_number() OVER (PARTITION BY team_id, owner_id ORDER BY
               coalesce(due_at <= %(now)s, false) DESC, coalesce(due_at <= %(soon)s, false) DESC,
               priority, waiting_since, id) AS place
    FROM front WINDOW whose AS (PARTITION BY team_id, owner_id)
)
SELECT team_id, owner_id, held, late, soon, array_agg(id ORDER BY place)
FROM placed WHERE place <= %(cards)s
GROUP BY team_id, owner_id, held, late, soon
"""

BESIDE = """
SELECT team.id,
    (SELECT count(*) FROM (SELECT FROM tickets_ticket
        WHERE team_id = team.id AND state = 'waiting' LIMIT %(most)s) w),
    (SELECT count(*) FROM (SELECT FROM escalation_handoff
        WHERE to_team_id = team.id AND state = 'offered' LIMIT %(most)s) o)
FROM unnest(%(teams)s::bigint[]) AS team (id)
"""

# Load is what is open in every team, as assignment reckons it.
AGENTS = """
SELECT m.team_id, p.id, p.name, p.presence, p.capacity, m.is_lead,
    (SELECT count(*) FROM (SELECT FROM tickets_ticket
        WHERE owner_id = p.id AND state = 'open' LIMIT %(most)s) l),
    EXISTS (SELECT FROM routing_dutyshift d
            WHERE d.team_id = m.team_id AND d.ends_at > %(now)s),
    (SELECT max(d.ends_at) FROM routing_dutyshift d
     WHERE d.team_id = m.team_id AND d.person_id = p.id
       AND d.starts_at <= %(now)s AND d.ends_at > %(now)s)
FROM desk_membership m JOIN people_person p ON p.id = m.person_id
WHERE m.team_id = ANY(%(teams)s) AND p.is_active AND p.role = ANY(%(owners)s)
ORDER BY p.name, p.id
"""


class Held(NamedTuple):
    """The open tickets of one team with one owner, or with none; `front` are those to show."""

    team: int
    owner: int | None
    tickets: int
    late: int
    soon: int
    front: list[int]


class Beside(NamedTuple):
    """What else concerns a team: its tickets that wait for others, and handoffs open to it."""

    team: int
    waiting: int
    offered: int


class Agent(NamedTuple):
    """Somebody of a team who can own tickets; on duty until then, if the team has a roster."""

    team: int
    pk: int
    name: str
    presence: str
    capacity: int
    is_lead: bool
    load: int
    has_roster: bool
    until: datetime | None


def held(teams: Iterable[int], *, now: datetime) -> list[Held]:
    """Who has what in each team."""
    facts = {"teams": list(teams), "most": MOST, "cards": CARDS, "now": now, "soon": now + SOON}
    return [Held(*row) for row in _ask(HELD, facts)]


def beside(teams: Iterable[int]) -> dict[int, Beside]:
    """{team: what else concerns it}."""
    return {row[0]: Beside(*row) for row in _ask(BESIDE, {"teams": list(teams), "most": MOST})}


def agents(teams: Iterable[int], *, now: datetime) -> list[Agent]:
    """Everybody of these teams to whom a ticket can be given, by name."""
    facts = {"teams": list(teams), "most": MOST, "now": now, "owners": sorted(OWNERS)}
    return [Agent(*row) for row in _ask(AGENTS, facts)]


def rows(numbers: Iterable[int], person: Person) -> dict[int, Row]:
    """The tickets of these numbers as a list shows them, as far as this person may see them."""
    visible = Ticket.objects.visible_to(person).filter(pk__in=list(numbers))
    return {values[0]: Row(*values) for values in visible.values_list(*FIELDS)}


def _ask(query: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return list(cursor.fetchall())
