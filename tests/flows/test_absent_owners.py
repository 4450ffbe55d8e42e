"""Whoever leaves, however it comes about, leaves no ticket behind."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Cast, cast
from handrail.base.by import By
from handrail.jobs import sweeps
from handrail.people.actions import change_presence
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def people() -> Cast:
    return cast()


def mikas(people: Cast, on: str = "") -> Ticket:
    by = By.person(people.mika, START)
    ticket = actions.open_ticket(
        requester=people.ada, subject="Cold", text="Cold", channel="email", by=by
    )
    actions.take(ticket, person=people.mika, by=by)
    if on:
        actions.wait(ticket, on=on, by=by)
    return ticket


def owner(ticket: Ticket) -> Person | None:
    return Ticket.objects.get(pk=ticket.pk).owner


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "light_agent"},
                                    {"role": "customer"}])  # fmt: skip
def test_who_may_work_no_more_gives_everything_back(people: Cast, change: dict[str, str]) -> None:
    tickets = [mikas(people), mikas(people, "customer"), mikas(people, "third_party")]
    Person.objects.filter(pk=people.mika.pk).update(**change)
    assert sweeps.return_what_was_left(START) == 3
    assert [owner(ticket) for ticket in tickets] == [None] * 3
    assert all(Ticket.objects.get(pk=t.pk).attention_at for t in tickets)
    assert sweeps.return_what_was_left(START) == 0


def test_who_is_out_keeps_only_what_the_customer_or_the_clock_brings_back(people: Cast) -> None:
    waits, open_, third = mikas(people, "customer"), mikas(people), mikas(people, "third_party")
    change_presence(people.mika, "out", by=By.person(people.mika, START))
    assert owner(waits) == people.mika and owner(open_) is None and owner(third) is None
    actions.hear(waits, author=people.ada, text="And?", channel="email",
                 by=By.person(people.ada, START))  # fmt: skip
    assert owner(waits) is None


def test_who_is_given_a_ticket_while_out_does_not_keep_it(people: Cast) -> None:
    ticket = mikas(people)
    change_presence(people.mika, "out", by=By.person(people.mika, START))
    actions.assign(ticket, to=Person.objects.get(pk=people.mika.pk), by=By.system(START))
    assert sweeps.return_what_was_left(START) == 1 and owner(ticket) is None


def test_it_asks_once_however_many_tickets_there_are(people: Cast) -> None:
    for _ in range(30):
        mikas(people)
    with CaptureQueriesContext(connection) as asked:
        assert sweeps.return_what_was_left(START) == 0
    assert len(asked) == 1
