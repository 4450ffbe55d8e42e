"""The trickle keeps the desk alive, and leaves visitors' tickets alone."""

import random
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from handrail.base.models import EventRecord
from handrail.console.demo import company, trickle
from handrail.console.demo.opening import address
from handrail.console.demo.seeding import seed
from handrail.people.models import Person

MOMENT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_everything_happens_sooner_or_later_but_not_to_visitors() -> None:
    seed(now=MOMENT)
    last = EventRecord.objects.latest("id").pk
    dice = random.Random(7)
    done = {trickle.step(now=MOMENT + timedelta(seconds=30 * n), rng=dice) for n in range(120)}
    assert done >= {"write", "answer_desk", "pick_up", "finish", "hand_on", "decide"}
    visitors = Person.objects.filter(email__in=[address(login) for login in company.VISITORS])
    new = EventRecord.objects.filter(id__gt=last)
    assert not new.filter(actor="person", person_id__in=visitors).exists()


def test_the_trickle_ends_when_it_is_told_to() -> None:
    stop = Event()
    stop.set()
    trickle.run(stop)
