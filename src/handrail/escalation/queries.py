"""Read models of handoffs and consults."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from handrail.escalation.models import Consult, Handoff


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


class Around(NamedTuple):
    """What stands around a ticket's conversation, so that a page asks only for what there is."""

    has_handoffs: bool
    has_consults: bool
    has_files: bool
    has_links: bool
    helpers: list[str]
    watchers: list[int]
    drafts: dict[str, str]
    my_teams: list[int]


# One round trip for nine small questions, of which most have the answer "nothing".
AROUND = """
SELECT
    EXISTS (SELECT FROM escalation_handoff WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM escalation_consult WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM tickets_attachment WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM tickets_link WHERE source_id = %(ticket)s)
        OR EXISTS (SELECT FROM tickets_link WHERE target_id = %(ticket)s),
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
        return found._replace(drafts=json.loads(str(found.drafts)))


WAITING = """
SELECT
    (SELECT count(*) FROM (SELECT FROM escalation_handoff
        WHERE state = 'offered' AND to_team_id = ANY(%(teams)s) LIMIT 100) a),
    (SELECT count(*) FROM (SELECT FROM escalation_consult
        WHERE answered_at IS NULL AND to_team_id = ANY(%(teams)s) LIMIT 100) b)
"""


def asking_counts(team_ids: Iterable[int]) -> tuple[int, int]:
    """(handoffs on offer to these teams, questions they have not answered), each at most 100."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"teams": list(team_ids)})
        offers, questions = cursor.fetchone()
        return offers, questions
