"""A simulated day: eight agents, a request every three minutes, and nobody gets more than the others."""

import random
from collections import Counter
from datetime import datetime, timedelta
from heapq import heappop, heappush

import pytest

from cast import cast
from handrail.base.by import By
from handrail.people.models import Person
from handrail.routing.giving import assign_all
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.routing.work import NINE, agents, ask, minutes, pushes, team

DAY = timedelta(hours=8)
# How far apart the busiest and the idlest may be, as a share of the mean. In turn means one ticket at
# most; evening out what is open lets whoever is quicker finish a few more.
SPREAD = {"round_robin": 0.06, "least_loaded": 0.3}
pytestmark = pytest.mark.django_db


def live_through(crowd: list[Person], rng: random.Random) -> tuple[Counter[int], Counter[int]]:
    """(tickets given, minutes at work) by agent, over one day."""
    people, known = cast(), {who.pk: who for who in crowd}
    Person.objects.filter(pk=people.mika.pk).update(presence="away")
    given, worked = Counter[int](), Counter[int]()
    ends: list[tuple[datetime, int]] = []
    at = NINE
    while at < NINE + DAY:
        ask(people, at)
        _finish_until(at, ends, known)
        assign_all(team().pk, now=at)
        for ticket in Ticket.objects.filter(owner__in=known, state="open").exclude(
            pk__in=[number for _, number in ends]
        ):
            span = rng.randint(10, 60)
            given[ticket.owner_id or 0] += 1
            worked[ticket.owner_id or 0] += span
            heappush(ends, (at + minutes(span), ticket.pk))
        at += minutes(3)
    return given, worked


def _finish_until(at: datetime, ends: list[tuple[datetime, int]], known: dict[int, Person]) -> None:
    while ends and ends[0][0] <= at:
        ticket = Ticket.objects.get(pk=heappop(ends)[1])
        actions.solve(ticket, by=By.person(known[ticket.owner_id or 0], at))


def spread(counts: Counter[int], crowd: list[Person]) -> float:
    every = [counts[who.pk] for who in crowd]
    return (max(every) - min(every)) / (sum(every) / len(every))


@pytest.mark.parametrize("strategy", list(SPREAD))
def test_a_days_work_is_shared_evenly(strategy: str) -> None:
    pushes(strategy)
    crowd = agents(*(f"Agent{n}" for n in range(8)), capacity=6)
    given, _ = live_through(crowd, random.Random(7))
    assert sum(given.values()) == 160
    assert spread(given, crowd) <= SPREAD[strategy]


def test_the_measure_would_notice_an_unfair_day() -> None:
    crowd = [Person(pk=1), Person(pk=2)]
    assert spread(Counter({1: 12, 2: 8}), crowd) > max(SPREAD.values())


def test_whoever_has_half_the_capacity_gets_about_half() -> None:
    pushes("least_loaded")
    crowd = agents("Full1", "Full2", "Full3", capacity=8) + agents("Half", capacity=4)
    given, _ = live_through(crowd, random.Random(11))
    others = [given[who.pk] for who in crowd[:3]]
    assert 0.3 <= given[crowd[3].pk] / (sum(others) / 3) <= 0.75
