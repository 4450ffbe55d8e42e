"""The log keeps what it has, lets only redaction touch it, and hides no late writer from a reader."""

from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from cast import cast
from handrail.base import partitions, reading
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.base.redaction import redact_payload
from handrail.base.wire import parameters
from handrail.tickets import actions
from waiting import until

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WRITE = """
INSERT INTO base_event (kind, noun, subject_id, audience, actor, at, payload)
VALUES ('ticket.closed', 'ticket', 1, 'team', 'system', now(), '{}') RETURNING id
"""


def open_one() -> int:
    """A ticket; the number of its first event."""
    ada = cast().ada
    ticket = actions.open_ticket(
        requester=ada, subject="Cold", text="My door code is 4711", channel="email",
        by=By.person(ada, AT),
    )  # fmt: skip
    return reading.of_ticket(ticket.pk)[0].pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    ["UPDATE base_event SET at = now() WHERE id = %s", "DELETE FROM base_event WHERE id = %s"],
)
def test_the_database_refuses_to_change_or_forget(change: str) -> None:
    number = open_one()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change, [number])


@pytest.mark.django_db
def test_redaction_takes_the_words_and_nothing_else() -> None:
    number = open_one()
    before = EventRecord.objects.get(pk=number)
    redact_payload(number, keys=["preview", "not there"])
    after = EventRecord.objects.get(pk=number)
    assert after.payload == {**before.payload, "preview": "[redacted]"}
    assert (after.at, after.kind, after.person_id) == (before.at, before.kind, before.person_id)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute("UPDATE base_event SET payload = '{}' WHERE id = %s", [number])


@pytest.mark.django_db
def test_a_line_before_its_month_moves_in_when_the_month_is_made() -> None:
    late = datetime(2031, 5, 17, 12, 0, tzinfo=UTC)
    ada = cast().ada
    actions.open_ticket(
        requester=ada, subject="S", text="T", channel="email", by=By.person(ada, late)
    )
    told = count("base_event_other")
    assert told >= 2
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    partitions.make(date(2031, 5, 1), 1)
    assert (count("base_event_other"), count("base_event_2031_05")) == (0, told)
    assert partitions.missing(date(2031, 5, 1), 1) == []


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def read_all() -> None:
    """The log outlives the tests' emptying of tables: what other tests left is read first."""
    while reading.take("test"):
        pass


def taken(count: int) -> list[int]:
    """So many, as soon as no writer of a neighbouring database holds the horizon back any more."""
    found: list[int] = []

    def enough() -> bool:
        found.extend(line.pk for line in reading.take("test"))
        return len(found) >= count

    until(enough, "the lines are told")
    return found


@pytest.mark.django_db(transaction=True)
def test_a_reader_waits_for_a_slow_writer_and_a_naive_one_skips_it() -> None:
    read_all()
    with psycopg.connect(**parameters()) as slow, psycopg.connect(**parameters()) as quick:
        slow_id = slow.execute(WRITE).fetchone()[0]  # type: ignore[index]
        quick_id = quick.execute(WRITE).fetchone()[0]  # type: ignore[index]
        quick.commit()
        assert slow_id < quick_id
        naive = max(EventRecord.objects.values_list("pk", flat=True))
        assert [e.pk for e in reading.take("test")] == []
        slow.commit()
        assert taken(2) == [slow_id, quick_id]
        assert [e.pk for e in reading.take("test")] == []
        # The control: whoever remembers only the last number never hears of the slow one.
        assert not EventRecord.objects.filter(pk__gt=naive).exists()


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_fails_reads_the_same_again() -> None:
    read_all()
    with psycopg.connect(**parameters(), autocommit=True) as writer:
        number = writer.execute(WRITE).fetchone()[0]  # type: ignore[index]
    with pytest.raises(RuntimeError), transaction.atomic():
        assert taken(1) == [number]
        raise RuntimeError("the reader dies before it has done its work")
    assert taken(1) == [number]
