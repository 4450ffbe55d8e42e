"""What stands around a ticket's conversation, in one query, so that a page asks only for what there is."""

import json
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db import connection


class Around(NamedTuple):
    """The small facts beside a conversation, for one reader.

    `mark` is where the live stream starts from: it is older than all that the page reads. `settings` is
    the version of the settings at that moment.
    """

    mark: int
    settings: int | None
    has_handoffs: bool
    has_consults: bool
    has_swarms: bool
    incident: dict[str, Any] | None
    incidents: int
    helpers: list[str]
    watchers: list[int]
    drafts: dict[str, str]
    my_teams: list[int]
    files: list[SimpleNamespace]
    held: list[dict[str, Any]]


# The newest files are enough: a page shows the newest messages.
AROUND = """
SELECT
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    (SELECT version FROM base_configuration),
    EXISTS (SELECT FROM escalation_handoff WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM escalation_consult WHERE ticket_id = %(ticket)s),
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
    ARRAY(SELECT team_id FROM desk_membership WHERE person_id = %(person)s),
    (SELECT coalesce(jsonb_agg(f ORDER BY f.pk), '[]') FROM (
        SELECT a.id AS pk, a.message_id, a.note_id, a.name, a.size, b.scan, b.virus
        FROM tickets_attachment a JOIN tickets_blob b ON b.sha256 = a.blob_id
        WHERE a.ticket_id = %(ticket)s ORDER BY a.id DESC LIMIT 1000) f)::text,
    (SELECT coalesce(jsonb_agg(h ORDER BY h.pk), '[]') FROM (
        SELECT w.id AS pk, p.id AS author, p.name AS who, w.text, jsonb_array_length(w.files) AS files,
               w.leaves_at
        FROM outbox_held w JOIN people_person p ON p.id = w.author_id
        WHERE w.ticket_id = %(ticket)s) h)::text
"""


def around(ticket_id: int, person_id: int) -> Around:
    """Ask for all of it. Call it before anything else of the page is read, because of the mark."""
    with connection.cursor() as cursor:
        cursor.execute(AROUND, {"ticket": ticket_id, "person": person_id})
        found = Around(*cursor.fetchone())
    return found._replace(
        drafts=json.loads(str(found.drafts)), files=[_file(one) for one in json.loads(str(found.files))],
        incident=json.loads(str(found.incident)) if found.incident else None,
        held=[one | {"leaves_at": datetime.fromisoformat(one["leaves_at"])}
              for one in json.loads(str(found.held))],
    )  # fmt: skip


def _file(row: dict[str, Any]) -> SimpleNamespace:
    """As templates know an attachment."""
    blob = SimpleNamespace(scan=row.pop("scan"), virus=row.pop("virus"))
    return SimpleNamespace(**row, blob=blob)
