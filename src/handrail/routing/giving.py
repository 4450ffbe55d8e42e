"""Giving a team's waiting tickets to whoever is there, has room, and can do them."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from handrail.base.by import By
from handrail.base.clock import now as present
from handrail.base.configuration import settled
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.routing.book import policies
from handrail.routing.members import present_in
from handrail.routing.models import LastGiven
from handrail.routing.pulling import needs
from handrail.routing.rules import Agent, Strategy, Want, choose
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket

AT_ONCE = 50
LOCK = 7_201_963
BEFORE = 5

# The front of every lane, so that tickets nobody can do keep no others waiting.
WAITING = """
SELECT front.ticket_id, l.id, l.category_id, l.channel, l.skill_id, l.level
FROM routing_lane l
CROSS JOIN LATERAL (
    SELECT q.ticket_id, q.serve_by FROM routing_queueplace q
    WHERE q.lane_id = l.id ORDER BY q.serve_by LIMIT %(most)s
) front
WHERE l.team_id = %(team)s
ORDER BY front.serve_by, front.ticket_id
"""


class Waiting(NamedTuple):
    """One ticket in the queue, and what its lane asks."""

    ticket: int
    lane: int
    category: int | None
    channel: str
    skill: int | None
    level: int


def assign_all(team: int, *, now: datetime) -> int:
    """Assign what waits in one team, each fifty in a transaction of their own; how many."""
    total = given = assign_waiting(team, now=now)
    while given == AT_ONCE:
        given = assign_waiting(team, now=now)
        total += given
    return total


@transaction.atomic
def assign_waiting(team: int, *, now: datetime) -> int:
    """Assign what waits in one team that gives out its work; how many. At most 50 at once.

    One hand at a time: an advisory lock keeps two from filling the same agent twice. Nothing
    happens outside the team's hours, and nothing when the team pulls.
    """
    with settled():
        strategy = policies().push.get(team)
        if strategy is None or not _is_open(team, now):
            return 0
        _alone(team)
        agents = present_in(team, now=now)
        return _give_out(team, strategy, agents, now) if agents else 0


def _is_open(team: int, now: datetime) -> bool:
    found = shape().find(team)
    return found is not None and (
        found.calendar_id is None or found.calendar_id in shape().open_at(now)
    )


def _alone(team: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, team])


def _give_out(team: int, strategy: Strategy, agents: list[Agent], now: datetime) -> int:
    people = Person.objects.in_bulk([agent.pk for agent in agents])
    given, without = 0, set[int]()
    for waiting in _waiting(team):
        if waiting.lane in without or given == AT_ONCE:
            continue
        ticket = _ours(waiting.ticket, team)
        if ticket is None:
            continue
        want = _want(waiting, ticket, strategy)
        agent = choose(strategy, agents, want)
        if agent is None:
            # Room only shrinks in here, so the rest of the lane would fare no better.
            without.add(waiting.lane)
            continue
        tickets.assign(ticket, to=people[agent.pk], by=By.system(now))
        _remember_turn(team, agent, want)
        given += 1
    return given


def _waiting(team: int) -> Iterator[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"team": team, "most": AT_ONCE})
        yield from [Waiting(*row) for row in cursor.fetchall()]


def _ours(number: int, team: int) -> Ticket | None:
    """The ticket, locked, if it still waits; one that somebody works on just now is passed by."""
    waiting = Ticket.objects.filter(pk=number, team=team, state="open", owner=None)
    return waiting.select_for_update(skip_locked=True, no_key=True).first()


def _want(waiting: Waiting, ticket: Ticket, strategy: Strategy) -> Want:
    before = _answered_before(ticket) if strategy is Strategy.STICKY else ()
    wanted = needs(waiting.category, waiting.skill, waiting.level)
    return Want(channel=waiting.channel, needs=wanted, before=before)


def _answered_before(ticket: Ticket) -> tuple[int, ...]:
    """The owners of this requester's latest tickets, newest first."""
    others = Ticket.objects.filter(requester=ticket.requester_id).exclude(pk=ticket.pk)
    owners = others.order_by("-pk").values_list("owner", flat=True)[: 4 * BEFORE]
    return tuple(dict.fromkeys(owner for owner in owners if owner is not None))[:BEFORE]


def _remember_turn(team: int, agent: Agent, want: Want) -> None:
    # The wall's clock, not the job's: within one job the turns must differ.
    at = present()
    agent.given(want, at.timestamp())
    LastGiven.objects.update_or_create(team_id=team, person_id=agent.pk, defaults={"at": at})
