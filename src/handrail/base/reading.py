"""Reading the log without ever skipping a line.

Ids are handed out before transactions commit, so a reader that remembers "the last id" would
pass over a slow writer. Readers here go by (writing transaction, id) and stop short
of the oldest transaction still running: everything below that horizon is final.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from handrail.base.models import Bookmark, EventRecord

FINAL = "txid < (pg_snapshot_xmin(pg_current_snapshot()))::text::bigint"


def after(txid: int, event_id: int, *, most: int) -> list[EventRecord]:
    """Up to `most` settled events behind the mark (txid, event_id), in the order to read them."""
    query = f"""
        SELECT * FROM base_event
        WHERE (txid, id) > (%s, %s) AND {FINAL}
        ORDER BY txid, id LIMIT %s
    """  # noqa: S608 - FINAL is a constant above
    return list(EventRecord.objects.raw(query, [txid, event_id, most]))


def horizon() -> int:
    """The oldest transaction still running: events of earlier ones are final."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


@transaction.atomic
def take(name: str, *, most: int = 500) -> Iterable[EventRecord]:
    """The next settled events for the reader `name`, whose bookmark moves with this transaction.

    Two processes reading under one name take turns: the bookmark row is locked.
    """
    Bookmark.objects.get_or_create(name=name)
    mark = Bookmark.objects.select_for_update().get(name=name)
    events = after(mark.txid, mark.event_id, most=most)
    if events:
        mark.txid, mark.event_id = events[-1].txid, events[-1].pk
        mark.save()
    return events


def hold(name: str) -> None:
    """Let the reader `name` wait until this transaction ends."""
    Bookmark.objects.get_or_create(name=name)
    Bookmark.objects.select_for_update().get(name=name)


def of_subject(noun: str, subject_id: int) -> list[EventRecord]:
    """The whole life of one thing, oldest first."""
    return list(EventRecord.objects.filter(noun=noun, subject_id=subject_id).order_by("id"))


def of_ticket(ticket_id: int, *, behind: int = 0, most: int | None = None) -> list[EventRecord]:
    """What ever concerned a ticket, oldest first; with `behind`, only what came after that event."""
    events = EventRecord.objects.filter(ticket_id=ticket_id, id__gt=behind).order_by("id")
    return list(events[:most])
