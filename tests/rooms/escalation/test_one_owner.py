"""Invariant 5: two agents take one ticket at the same moment, two hundred times."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from cast import cast, person
from handrail.base.by import By
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket

TIMES = 200
pytestmark = pytest.mark.django_db(transaction=True)


def take(ticket: Ticket, who: Person, start: Barrier) -> str:
    """What the agent is told: nothing for the winner."""
    start.wait()
    try:
        actions.take(ticket, person=who, by=By.person(who))
    except actions.AlreadyTaken as told:
        return str(told)
    finally:
        connections.close_all()
    return ""


def test_one_owner_each_time_and_the_other_is_told_who() -> None:
    people, nora = cast(), person("Nora", "agent", 1)
    for _ in range(TIMES):
        ticket = actions.open_ticket(
            requester=people.ada,
            subject="Cold",
            text="Cold",
            channel="email",
            by=By.person(people.ada),
        )
        start = Barrier(2)
        with ThreadPoolExecutor(2) as both:
            told = list(both.map(lambda who: take(ticket, who, start), [people.mika, nora]))  # noqa: B023
        ticket.refresh_from_db()
        winner, loser = (people.mika, told[1]) if told[0] == "" else (nora, told[0])
        assert ticket.owner_id == winner.pk
        assert winner.name in loser
