"""Fifty agents press the button at once: no ticket has two owners, and none is left."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from cast import cast
from handrail.base.models import EventRecord
from handrail.people.models import Person
from handrail.routing.models import QueuePlace
from handrail.routing.pulling import next_ticket
from handrail.tickets.models import Ticket
from rooms.routing.work import NINE, agents, ask
from truth import same_as_log

PULLERS = 50
TICKETS = 300
pytestmark = pytest.mark.django_db(transaction=True)


def pull(who: Person, start: Barrier) -> list[int]:
    """Everything one agent gets until there is nothing more."""
    start.wait()
    got = []
    try:
        while (ticket := next_ticket(who, now=NINE)) is not None:
            got.append(ticket.pk)
    finally:
        connections.close_all()
    return got


def test_each_ticket_goes_to_one_of_fifty_and_none_is_left() -> None:
    people = cast()
    crowd = agents(*(f"Agent{n}" for n in range(PULLERS)), capacity=TICKETS)
    numbers = [ask(people).pk for _ in range(TICKETS)]
    start = Barrier(PULLERS)
    with ThreadPoolExecutor(PULLERS) as pool:
        got = list(pool.map(lambda who: pull(who, start), crowd))
    taken = Counter(number for mine in got for number in mine)
    assert taken == Counter(numbers)
    assert not QueuePlace.objects.exists()
    owners = dict(Ticket.objects.values_list("pk", "owner"))
    assert all(owners[n] == who.pk for who, mine in zip(crowd, got, strict=True) for n in mine)
    assert EventRecord.objects.filter(kind="ticket.taken").count() == TICKETS
    for number in numbers[:20]:
        same_as_log(number)
