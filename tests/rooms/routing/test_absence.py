"""Owners who are not there: their tickets come back to the queue, whoever made them leave, and how."""

from datetime import datetime, timedelta

import pytest

from cast import Cast, cast
from handrail.base.by import By
from handrail.flow import absence
from handrail.jobs.sweeps import return_from_absent
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.routing.work import NINE, ask, minutes
from truth import same_as_log

pytestmark = pytest.mark.django_db
SHUT_OUT = {"is_active": False}
OUT = {"presence": "out"}


@pytest.fixture
def people() -> Cast:
    return cast()


def taken(people: Cast, *, waits_on: str = "", until: datetime | None = None) -> Ticket:
    """A ticket of Mika's, at work or waiting."""
    ticket = actions.take(ask(people), person=people.mika, by=By.person(people.mika, NINE))
    if waits_on:
        actions.wait(ticket, on=waits_on, until=until, by=By.person(people.mika, NINE))
    return ticket


def is_hers(ticket: Ticket) -> bool:
    ticket.refresh_from_db()
    same_as_log(ticket.pk)
    assert ticket.owner_id is not None or ticket.attention_at is not None
    return ticket.owner_id is not None


def leave(people: Cast, facts: dict[str, object]) -> None:
    """What a page that saves a person does: no event tells of it."""
    Person.objects.filter(pk=people.mika.pk).update(**facts)


@pytest.mark.parametrize("facts", [SHUT_OUT, OUT, {"role": "light_agent"}, {"role": "customer"}])
def test_open_work_comes_back_at_once(people: Cast, facts: dict[str, object]) -> None:
    hers, others = taken(people), ask(people)
    actions.take(others, person=people.lea, by=By.person(people.lea, NINE))
    assert return_from_absent(NINE) == 0
    leave(people, facts)
    assert (return_from_absent(NINE), return_from_absent(NINE)) == (1, 0)
    assert not is_hers(hers)
    assert is_hers(others)


def test_what_is_given_to_somebody_who_is_out_comes_back_too(people: Cast) -> None:
    leave(people, OUT)
    ticket = actions.assign(ask(people), to=people.mika, by=By.system(NINE))
    assert return_from_absent(NINE) == 1
    assert not is_hers(ticket)


def test_what_waits_stays_a_day_with_whoever_is_out(people: Cast) -> None:
    ticket = taken(people, waits_on="third_party")
    snoozed = taken(people, waits_on="until", until=NINE + timedelta(days=9))
    leave(people, OUT)
    assert return_from_absent(NINE + absence.PATIENCE - minutes(1)) == 0
    assert return_from_absent(NINE + absence.PATIENCE) == 1
    assert not is_hers(ticket)
    assert is_hers(snoozed)


def test_what_waits_comes_back_at_once_from_whoever_is_shut_out(people: Cast) -> None:
    waiting = [taken(people, waits_on="customer"), taken(people, waits_on="third_party")]
    waiting.append(taken(people, waits_on="until", until=NINE + timedelta(days=9)))
    leave(people, SHUT_OUT)
    assert return_from_absent(NINE) == 3
    assert not any(is_hers(ticket) for ticket in waiting)
    assert waiting[2].attention_at == waiting[2].wait_until


def test_whoever_came_back_in_between_keeps_what_they_have(people: Cast) -> None:
    ticket = taken(people)
    leave(people, OUT)
    (found,) = absence.left_behind(NINE)
    leave(people, {"presence": "online"})
    absence.give_back(found, now=NINE)
    assert is_hers(ticket)
