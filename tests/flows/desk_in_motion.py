"""A desk that people work at while its clock moves and its workers die, all in one transaction.

Every act is a savepoint that ends as a transaction would: deferred constraints are looked at. A
process that dies does so before its n-th statement, and what it had not committed is gone.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import ProtectedError, RestrictedError

from cast import cast, person
from handrail.base.by import By
from handrail.desk.models import Category, Membership, Team
from handrail.desk.shape import NoTeam
from handrail.desk.week import BadCalendar
from handrail.escalation.rules import HandoffRefused
from handrail.people.models import Person
from handrail.people.rules import NotAllowed
from handrail.promises.rules import BadPolicy
from handrail.tickets.models import Ticket
from handrail.tickets.rules import Refused

# A Monday, at nine in the morning.
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What the rules may say; anything else that is raised is a fault of the program.
SAID_NO = (
    Refused, HandoffRefused, NotAllowed, NoTeam, BadPolicy, BadCalendar, ValidationError,
    ProtectedError, RestrictedError,
)  # fmt: skip
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Death(BaseException):
    """The process is gone. No `except Exception` of the program hears of it."""


class Undone(Exception):
    """Takes a look into the future back."""


class Ears(logging.Handler):
    """Hears of every fault the program has caught and written down."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


class Desk:
    """Three tiers with two people each, some customers, and a clock that only the test moves."""

    def __init__(self) -> None:
        self.at = START
        self.no = ""
        people = cast()
        self.customers = [people.ada, people.ben, people.cy]
        self.staff = [people.mika, people.jo, people.ines, people.lea, people.root]
        self.staff += [person("Nora", "agent", 1), person("Tom", "agent", 3)]
        for lead, tier in ((people.lea, 1), (people.ines, 3)):
            team = Team.objects.get(slug=f"tier-{tier}")
            Membership.objects.update_or_create(team=team, person=lead, defaults={"is_lead": True})
        self.root = people.root
        self.categories = list(Category.objects.order_by("pk"))

    def later(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    def who(self, number: int) -> Person:
        """Somebody of the staff, as they are now."""
        return Person.objects.get(pk=self.staff[number % len(self.staff)].pk)

    def customer(self, number: int) -> Person:
        return self.customers[number % len(self.customers)]

    def team(self, number: int) -> Team:
        teams = list(Team.objects.select_related("tier").order_by("pk"))
        return teams[number % len(teams)]

    def ticket(self, number: int) -> Ticket | None:
        """One of the tickets there are; twice as often one that somebody must work on."""
        every = list(Ticket.objects.order_by("pk"))
        active = [ticket for ticket in every if not ticket.is_done]
        some = active if active and number % 3 else every
        return some[number // 3 % len(some)] if some else None

    def by(self, who: Person) -> By:
        return By.person(who, self.at)

    def act(self, verb: Callable[[], object], *, dies: int | None = None) -> bool:
        """One request: done as a whole, refused with a reason, or dead and gone without a trace."""
        try:
            with dying(dies), transaction.atomic():
                verb()
                commit()
        except Death:
            self.no = "died"
            return False
        except SAID_NO as no:
            self.no = f"{type(no).__name__}: {no}"
            return False
        return True


def commit() -> None:
    """Look at everything that is looked at when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def dying(statement: int | None) -> Iterator[None]:
    """Die before so many statements have reached the database; None is a long life."""
    if statement is None:
        yield
        return
    left = statement

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if not sql.startswith(OF_TRANSACTIONS):
            left -= 1
            if left < 0:
                raise Death
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


@contextmanager
def looking_ahead() -> Iterator[None]:
    """What is done inside is only tried."""
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass
