"""Read models of handoffs and consults."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from handrail.escalation.models import Consult, Handoff, Swarm


def offered_to(person_id: int, team_ids: Iterable[int]) -> list[int]:
    """The tickets on offer to somebody's teams, oldest first; at most 100."""
    offers = Handoff.objects.filter(state=Handoff.State.OFFERED, to_team__in=list(team_ids))
    return list(offers.order_by("offered_at").values_list("ticket_id", flat=True)[:100])


def asked_of(team_ids: Iterable[int]) -> list[int]:
    """The tickets about which somebody's teams have been asked, oldest question first; at most 100."""
    asked = Consult.objects.filter(answered_at=None, to_team__in=list(team_ids))
    return list(asked.order_by("asked_at").values_list("ticket_id", flat=True)[:100])


def handoffs_of(ticket_id: int) -> list[Handoff]:
    """Every handoff of a ticket, oldest first."""
    whole = Handoff.objects.select_related("from_team__tier", "to_team__tier", "from_agent")
    return list(whole.filter(ticket=ticket_id).order_by("id"))


def consults_of(ticket_id: int) -> list[Consult]:
    """Every question asked about a ticket, oldest first."""
    whole = Consult.objects.select_related("to_team__tier", "asker", "answered_by")
    return list(whole.filter(ticket=ticket_id).order_by("id"))


def swarms_for(person_id: int, team_ids: Iterable[int]) -> list[int]:
    """The tickets on which a swarm waits for somebody or has them, oldest first; at most 100."""
    theirs = Q(members__contains=[person_id]) | Q(asked_people__contains=[person_id])
    under_way = Swarm.objects.filter(theirs | Q(asked_teams__overlap=list(team_ids)), ended_at=None)
    return list(under_way.order_by("id").values_list("ticket_id", flat=True)[:100])


def swarms_of(ticket_id: int) -> list[Swarm]:
    """Every swarm on a ticket, oldest first."""
    whole = Swarm.objects.select_related("called_by", "ended_by")
    return list(whole.filter(ticket=ticket_id).order_by("id"))


class Around(NamedTuple):
    """What stands around a ticket's conversation, so that a page asks only for what there is."""

    has_handoffs: bool
    has_consults: bool
    has_files: bool
    has_links: bool
    has_swarms: bool
    incident: dict[str, Any] | None
    incidents: int
    helpers: list[str]
    watchers: list[int]
    drafts: dict[str, str]
    my_teams: list[int]


# One round trip for many small questions, of which most have the answer "nothing".
AROUND = """
SELECT
    EXISTS (SELECT FROM escalation_handoff WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM escalation_consult WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM tickets_attachment WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM tickets_link WHERE source_id = %(ticket)s)
        OR EXISTS (SELECT FROM tickets_link WHERE target_id = %(ticket)s),
    EXISTS (SELECT FROM escalation_swarm WHERE ticket_id = %(ticket)s),
    (SELECT jsonb_build_object('pk', i.id, 'title', i.title, 'stage', i.stage,
                               'parent', i.ticket_id)
     FROM escalation_affected a JOIN escalation_incident i ON i.id = a.incident_id
     WHERE a.ticket_id = %(ticket)s AND a.is_open)::text,
    (SELECT count(*) FROM escalation_incident WHERE resolved_at IS NULL),
    ARRAY(SELECT p.name FROM escalation_stint s JOIN people_person p ON p.id = s.agent_id
          WHERE s.ticket_id = %(ticket)s AND s.kind = 'helper' AND s.ended_at IS NULL ORDER BY s.id),
    ARRAY(SELECT person_id FROM tickets_watcher WHERE ticket_id = %(ticket)s ORDER BY id),
    (SELECT coalesce(jsonb_object_agg(kind, text), '{}') FROM tickets_draft
     WHERE ticket_id = %(ticket)s AND person_id = %(person)s)::text,
    ARRAY(SELECT team_id FROM desk_membership WHERE person_id = %(person)s)
"""


def around(ticket_id: int, person_id: int) -> Around:
    """The small facts beside a conversation, for one reader, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(AROUND, {"ticket": ticket_id, "person": person_id})
        found = Around(*cursor.fetchone())
        incident = json.loads(str(found.incident)) if found.incident else None
        return found._replace(drafts=json.loads(str(found.drafts)), incident=incident)


WAITING = """
SELECT
    (SELECT count(*) FROM (SELECT FROM escalation_handoff
        WHERE state = 'offered' AND to_team_id = ANY(%(teams)s) LIMIT 100) a),
    (SELECT count(*) FROM (SELECT FROM escalation_consult
        WHERE answered_at IS NULL AND to_team_id = ANY(%(teams)s) LIMIT 100) b),
    (SELECT count(*) FROM (SELECT FROM escalation_swarm
        WHERE ended_at IS NULL AND (asked_teams && %(teams)s::bigint[]
            OR asked_people @> ARRAY[%(person)s::bigint] OR members @> ARRAY[%(person)s::bigint])
        LIMIT 100) c),
    (SELECT count(*) FROM escalation_incident WHERE resolved_at IS NULL)
"""


class Asking(NamedTuple):
    """What asks for somebody, each counted up to 100; and the major incidents under way."""

    offers: int
    questions: int
    swarms: int
    incidents: int


def asking(person_id: int, team_ids: Iterable[int]) -> Asking:
    """What asks for somebody and their teams, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"teams": list(team_ids), "person": person_id})
        return Asking(*cursor.fetchone())
