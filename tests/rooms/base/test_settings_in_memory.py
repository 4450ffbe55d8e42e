"""Settings are kept in memory, and nobody is ever told an old one."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from handrail.base.configuration import Remembered
from handrail.desk.models import PriorityCell

HIGH = {"impact": 1, "urgency": 1}


def counted() -> tuple[Remembered[int], list[int]]:
    loads: list[int] = []

    @Remembered
    def priority_of_the_worst() -> int:
        loads.append(1)
        return PriorityCell.objects.get(**HIGH).priority

    return priority_of_the_worst, loads


@pytest.mark.django_db
def test_read_once_until_something_changes() -> None:
    ask, loads = counted()
    assert (ask(), ask(), ask()) == (1, 1, 1)
    assert len(loads) == 1
    PriorityCell.objects.filter(**HIGH).update(priority=2)
    assert (ask(), ask()) == (2, 2)
    assert len(loads) == 2


@pytest.mark.django_db
def test_what_was_rolled_back_is_forgotten() -> None:
    ask, _ = counted()
    assert ask() == 1
    for priority in (3, 4):
        with transaction.atomic():
            PriorityCell.objects.filter(**HIGH).update(priority=priority)
            assert ask() == priority
            transaction.set_rollback(True)
        assert ask() == 1


@pytest.mark.django_db(transaction=True)
def test_others_see_it_when_it_is_committed_and_not_before() -> None:
    ask, _ = counted()
    seen: list[int] = []
    with transaction.atomic():
        PriorityCell.objects.filter(**HIGH).update(priority=3)
        assert ask() == 3
        elsewhere(lambda: seen.append(ask()))
    elsewhere(lambda: seen.append(ask()))
    assert seen == [1, 3]
    PriorityCell.objects.filter(**HIGH).update(priority=1)


def elsewhere(act: Callable[[], None]) -> None:
    """Do it on a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()
