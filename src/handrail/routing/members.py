"""Agents as assignment sees them: what they can do, and how much they have. One query each."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from handrail.people.models import Person, Presence
from handrail.people.rules import OWNERS
from handrail.routing.rules import Agent

# An expired proof does not count. Load is what is open; what waits for others is no work now.
FACTS = """
    coalesce((SELECT jsonb_object_agg(s.skill_id, s.level) FROM people_personskill s
              WHERE s.person_id = p.id AND (s.expires_at IS NULL OR s.expires_at > %(now)s)), '{}'),
    coalesce((SELECT jsonb_object_agg(l.channel, l.n) FROM (
                  SELECT channel, count(*) AS n FROM tickets_ticket
                  WHERE owner_id = p.id AND state = 'open' GROUP BY channel) l), '{}'),
    coalesce((SELECT jsonb_object_agg(c.channel, c.most) FROM routing_channelcapacity c
              WHERE c.person_id = p.id), '{}')
"""
ONE = f"""
SELECT p.id, p.capacity, {FACTS}, 0,
       ARRAY(SELECT m.team_id FROM desk_membership m WHERE m.person_id = p.id)
FROM people_person p WHERE p.id = %(person)s
"""  # noqa: S608 - FACTS is the constant above
# Whoever is there; of a team with a roster, whoever is on duty.
PRESENT = f"""
SELECT p.id, p.capacity, {FACTS}, coalesce(extract(epoch FROM g.at), 0)
FROM desk_membership m
JOIN people_person p ON p.id = m.person_id
LEFT JOIN routing_lastgiven g ON g.team_id = m.team_id AND g.person_id = p.id
WHERE m.team_id = %(team)s AND p.is_active AND p.presence = %(online)s AND p.role = ANY(%(takers)s)
  AND (NOT EXISTS (SELECT 1 FROM routing_dutyshift d
                   WHERE d.team_id = m.team_id AND d.ends_at > %(now)s)
       OR EXISTS (SELECT 1 FROM routing_dutyshift d
                  WHERE d.team_id = m.team_id AND d.person_id = p.id
                    AND d.starts_at <= %(now)s AND d.ends_at > %(now)s))
"""  # noqa: S608


class Member(NamedTuple):
    """Somebody with the teams they are in."""

    agent: Agent
    teams: list[int]


def member(person: Person, *, now: datetime) -> Member:
    """One agent and their teams."""
    row = _ask(ONE, {"person": person.pk, "now": now})[0]
    return Member(_agent(row), row[6])


def present_in(team: int, *, now: datetime) -> list[Agent]:
    """The agents of a team who can be given work at this moment."""
    asked = {"team": team, "now": now, "online": Presence.ONLINE.value, "takers": sorted(OWNERS)}
    return [_agent(row) for row in _ask(PRESENT, asked)]


def _ask(query: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return list(cursor.fetchall())


def _agent(row: tuple[Any, ...]) -> Agent:
    pk, capacity, skills, load, most, last = row[:6]
    by_channel, limits = _json(load), _json(most)
    return Agent(
        pk=pk, capacity=capacity, skills={int(k): v for k, v in _json(skills).items()},
        load=sum(by_channel.values()), by_channel=by_channel, most_by_channel=limits,
        last=float(last),
    )  # fmt: skip


def _json(value: Any) -> dict[str, int]:
    """Django hands JSON of raw queries over as text."""
    read: dict[str, int] = json.loads(value) if isinstance(value, str) else value
    return read
