"""Read models of promises."""

from datetime import datetime

from django.db import connection

from handrail.promises.models import Promise

Mark = tuple[datetime, int]

# Reads the partial index promises_due from its beginning, and not a row that is not due.
DUE = """
SELECT next_at, id FROM promises_promise
WHERE state = 'running' AND next_at <= %s AND (next_at, id) > (%s, %s)
ORDER BY next_at, id LIMIT %s
"""
DUE_FIRST = DUE.replace("AND (next_at, id) > (%s, %s)", "")


def due(at: datetime, *, most: int, behind: Mark | None = None) -> list[Mark]:
    """The promises to look at by now, longest due first, in pages behind a mark."""
    with connection.cursor() as cursor:
        if behind is None:
            cursor.execute(DUE_FIRST, [at, most])
        else:
            cursor.execute(DUE, [at, *behind, most])
        return [(moment, int(number)) for moment, number in cursor.fetchall()]


def of_ticket(ticket_id: int) -> list[Promise]:
    """Every promise of a ticket, those somebody still waits for first, soonest first."""
    rows = Promise.objects.filter(ticket=ticket_id).select_related("policy", "team")
    return sorted(rows, key=lambda row: (row.ended_at is not None, str(row.due_at or "~"), row.pk))
