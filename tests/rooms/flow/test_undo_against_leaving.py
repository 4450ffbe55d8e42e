"""Undo and leaving at the same moment: one of them happens, never both and never neither."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from cast import cast
from handrail.base.by import By
from handrail.base.clock import now
from handrail.flow.outbox import holding
from handrail.flow.outbox.models import Held, SendingRule
from handrail.tickets import actions
from handrail.tickets.models import Draft, Message

T = TypeVar("T")
ROUNDS = 12


@pytest.mark.django_db(transaction=True)
def test_one_of_them_happens() -> None:
    people = cast()
    SendingRule.objects.create(undo_seconds=5)
    for number in range(ROUNDS):
        ticket = actions.open_ticket(
            requester=people.ada, subject=f"Question {number}", text="Why?", channel="email",
            by=By.person(people.ada),
        )  # fmt: skip
        sent = holding.send(
            ticket, author=people.mika, text="So.", then="wait", by=By.person(people.mika)
        )
        held, later = sent.held, now() + timedelta(seconds=6)
        assert held is not None
        left, undone = at_once(
            lambda pk=held.pk, at=later: holding.release(pk, now=at),
            lambda pk=held.pk, on=ticket: holding.undo(pk, ticket=on, by=By.person(people.mika)),
        )
        assert left != undone
        assert Message.objects.filter(ticket=ticket, direction="out").exists() == left
        assert Draft.objects.filter(ticket=ticket).exists() == undone
    assert not Held.objects.exists()


def at_once(*acts: Callable[[], T]) -> list[T]:
    """What each came to, when all began together on connections of their own."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
