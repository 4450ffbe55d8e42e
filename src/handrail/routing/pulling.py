"""The next ticket: what should be served soonest of all that this agent may and can do."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from handrail.base.by import By
from handrail.base.configuration import settled
from handrail.people.models import Person, Presence
from handrail.people.rules import require
from handrail.routing.book import policies
from handrail.routing.members import Member, member
from handrail.routing.rules.choosing import is_able
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket
from handrail.tickets.rules import Refused

# How many of each queue are looked at. More only when others hold all of those at this moment.
ROUNDS = (8, 64, 512)

LANES = """
SELECT l.id, l.category_id, l.channel, l.skill_id, l.level FROM routing_lane l
WHERE l.team_id = ANY(%(teams)s)
"""
# Two at once never get the same: whom one has locked the other passes by, and what was taken
# meanwhile no longer fits when its newest version is looked at.
PICK = """
SELECT t.id
FROM unnest(%(keys)s::bigint[]) AS k (key)
CROSS JOIN LATERAL (
    SELECT q.ticket_id, q.serve_by FROM routing_queueplace q
    WHERE q.{key} = k.key ORDER BY q.serve_by LIMIT %(most)s
) front
JOIN tickets_ticket t ON t.id = front.ticket_id
WHERE t.state = 'open' AND t.owner_id IS NULL AND t.team_id = ANY(%(teams)s)
ORDER BY front.serve_by, t.id
LIMIT 1
FOR NO KEY UPDATE OF t SKIP LOCKED
"""
TOTAL = """
SELECT 1 FROM routing_queueplace q WHERE q.{key} = ANY(%(keys)s) OFFSET %(most)s LIMIT 1
"""


class Full(Refused):
    """The agent has as much open work as they are set to have at once."""


@transaction.atomic
def next_ticket(person: Person, *, now: datetime) -> Ticket | None:
    """Take the ticket that should be served next, or None when there is none for this person.

    Raises NotAllowed by role, Full, and Refused while out of office.
    """
    by = By.person(person, now)
    require(by, "take")
    if person.presence == Presence.OUT:
        raise Refused("You are out of office. Change your presence to take tickets.")
    with settled():
        mine = member(person, now=now)
        if mine.agent.load >= mine.agent.capacity:
            raise Full(
                "You have %(load)s open tickets, as many as you are set to have at once. Finish "
                "one first.",
                load=mine.agent.load,
            )
        found = _pick(mine)
        if found is None:
            return None
        return tickets.take(Ticket(pk=found), person=person, by=by)


def _pick(mine: Member) -> int | None:
    key, keys = _queues(mine)
    asked: dict[str, Any] = {"keys": keys, "teams": mine.teams}
    with connection.cursor() as cursor:
        for most in ROUNDS:
            cursor.execute(PICK.format(key=key), asked | {"most": most})
            row = cursor.fetchone()
            if row:
                return int(row[0])
            cursor.execute(TOTAL.format(key=key), asked | {"most": most})
            if cursor.fetchone() is None:
                return None
    return None


def _queues(mine: Member) -> tuple[str, list[int]]:
    """The column and the numbers of the queues to look at: teams, or lanes where not all will do."""
    with connection.cursor() as cursor:
        cursor.execute(LANES, {"teams": mine.teams})
        lanes = cursor.fetchall()
    good = [lane[0] for lane in lanes if _will_do(mine, *lane[1:])]
    return ("team_id", mine.teams) if len(good) == len(lanes) else ("lane_id", good)


def _will_do(
    mine: Member, category: int | None, channel: str, skill: int | None, level: int
) -> bool:
    agent = mine.agent
    most = agent.most_by_channel.get(channel)
    if most is not None and agent.by_channel.get(channel, 0) >= most:
        return False
    return is_able(agent.skills, needs(category, skill, level))


def needs(category: int | None, skill: int | None, level: int) -> dict[int, int]:
    """What a lane asks for: its category's needs, and the one of its own."""
    wanted = policies().needs_of(category) if policies().needs else {}
    if skill is not None:
        wanted[skill] = max(level, wanted.get(skill, 0))
    return wanted
