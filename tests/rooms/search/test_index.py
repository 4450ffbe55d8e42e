"""The index follows the log: whatever happens to the worker, and whatever was written."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import cast, person
from handrail.base import reading
from handrail.base.by import By
from handrail.jobs import sweeps
from handrail.knowledge.search import index, shelves
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.search.scene import AT, ask, found, numbers
from waiting import until


def entries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_entry")
        return int(cursor.fetchone()[0])


def zebra() -> tuple[Person, Ticket]:
    """A ticket that is committed and not yet indexed."""
    mika, ada = person("Mika", "agent", 1), person("Ada")
    ticket = actions.open_ticket(
        requester=ada, subject="Zebra", text="T", channel="api", by=By.system(AT)
    )
    # Another desk on the same server may hold a transaction open that is older than this event.
    until(lambda: reading.after(0, 0, most=1), "the event is settled")
    return mika, ticket


@pytest.mark.django_db(transaction=True)
def test_the_sweep_catches_up_and_twice_is_once() -> None:
    mika, ticket = zebra()
    assert numbers("zebra ", mika) == []
    assert sweeps.index_words(AT) == 1 and numbers("zebra ", mika) == [ticket.pk]
    assert sweeps.index_words(AT) == 0
    actions.note(ticket, author=mika, text="Okapi", by=By.person(mika, AT))
    until(lambda: sweeps.index_words(AT), "the note is indexed")
    assert numbers("okapi zebra ", mika) == [ticket.pk]


@pytest.mark.django_db(transaction=True)
def test_a_crash_in_the_middle_of_a_batch_loses_nothing() -> None:
    mika, ticket = zebra()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        assert list(reading.take(shelves.READER))
        index.index([ticket.pk])
        raise KeyboardInterrupt
    assert numbers("zebra ", mika) == []
    sweeps.index_words(AT)
    assert numbers("zebra ", mika) == [ticket.pk]


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_forgets_its_bookmark_is_the_control() -> None:
    """Were the bookmark to move on its own, the crash above would lose the ticket."""
    mika, _ = zebra()
    assert list(reading.take(shelves.READER))
    sweeps.index_words(AT)
    assert numbers("zebra ", mika) == []


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=400))
def test_whatever_was_written_is_indexed_and_can_be_asked_for(text: str) -> None:
    with transaction.atomic():
        them = cast()
        ticket = ask(them.ada, "Zebra", text)
        assert numbers("zebra ", them.mika) == [ticket.pk]
        found(text, them.mika)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [" ".join(f"word{n}" for n in range(60_000)), "x" * 500_000, "語" * 100_000,
     " ".join(f"{n:x}\U00020000{n}" for n in range(40_000)), "a " * 250_000],
)  # fmt: skip
def test_texts_of_any_length_are_found_by_their_subject(text: str) -> None:
    them = cast()
    ticket = ask(them.ada, "Zebra", text)
    for _ in range(3):
        actions.hear(ticket, author=them.ada, text=text, channel="email", by=By.system(AT))
    index.index([ticket.pk])
    assert numbers("zebra ", them.mika) == [ticket.pk]


@pytest.mark.django_db
def test_shelves_left_behind_become_one_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shelves, "FRONT", 2)
    monkeypatch.setattr(shelves, "SHELF", 10)
    them = cast()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('tickets_ticket', 'id'), 900000)")
    tickets = [ask(them.ada, "Zebra").pk for _ in range(25)]
    count = entries()
    assert shelves.merge() == 2 and shelves.merge() == 0 and entries() == count
    again = ask(them.ada, "Zebra").pk
    page = found("zebra ", them.mika, most=50)
    assert list(page.numbers) == sorted([*tickets, again], reverse=True)


@pytest.mark.django_db
def test_rebuilding_finds_the_same() -> None:
    them = cast()
    tickets = [ask(them.ada, f"Zebra {n}").pk for n in range(5)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_entry")
    assert numbers("zebra ", them.mika) == []
    assert sum(shelves.rebuild()) == 5
    assert numbers("zebra ", them.mika) == sorted(tickets, reverse=True)
