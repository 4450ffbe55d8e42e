"""Read models of handoffs and consults."""

from collections.abc import Iterable
from typing import NamedTuple

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
