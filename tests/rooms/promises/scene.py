"""A ticket of Ada's, a clock that the test moves, and the real sweeps."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.reading import of_ticket
from handrail.desk.models import Calendar
from handrail.jobs import sweeps
from handrail.promises.models import Policy, Promise, Target
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from truth import same_as_log

# A Monday, at nine in the morning.
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
HOUR = timedelta(hours=1)


class Scene:
    """What the tests of promises act in."""

    def __init__(self) -> None:
        self.people: Cast = cast()
        self.at = START

    def open(self, impact: int = 2, urgency: int = 2) -> Ticket:
        ada = self.people.ada
        return actions.open_ticket(
            requester=ada, subject="Cold", text="It is cold", channel="email", impact=impact,
            urgency=urgency, by=By.person(ada, self.at),
        )  # fmt: skip

    def mika(self) -> By:
        return By.person(self.people.mika, self.at)

    def later(self, **length: float) -> datetime:
        self.at += timedelta(**length)
        return self.at

    def sweep(self) -> int:
        return sweeps.promises_due(self.at)

    def reply(self, ticket: Ticket, then: str = "wait") -> None:
        actions.reply(ticket, author=self.people.mika, text="Hm", then=then, by=self.mika())

    def hear(self, ticket: Ticket) -> None:
        ada = self.people.ada
        actions.hear(ticket, author=ada, text="Still", channel="email", by=By.person(ada, self.at))


def policy(name: str = "Test", *, calendar: Calendar | None = None, position: int = 1,
           **targets: int) -> Policy:  # fmt: skip
    """A policy before all others; targets in minutes by kind, or by kind and priority: resolution_1."""
    made = Policy.objects.create(name=name, calendar=calendar, position=position)
    for word, minutes in targets.items():
        kind, _, priority = word.rpartition("_")
        known = priority.isdigit()
        Target.objects.create(
            policy=made, kind=kind if known else word, minutes=minutes,
            priority=int(priority) if known else None,
        )  # fmt: skip
    return made


def office(**facts: Any) -> Calendar:
    """Monday to Friday, nine to five, in UTC."""
    return Calendar.objects.create(**{"name": "Office", "hours": WEEK, **facts})


def clock(ticket: Ticket, kind: str) -> Promise:
    """The latest promise of a kind, after the log was found to agree with every row."""
    same_as_log(ticket.pk)
    return Promise.objects.filter(ticket=ticket, kind=kind).latest("id")


def due(ticket: Ticket) -> datetime | None:
    """The ticket's deadline as its row has it."""
    return Ticket.objects.get(pk=ticket.pk).due_at


def lines(ticket: Ticket, kind: str) -> list[Any]:
    """The ticket's events of a kind."""
    return [line.event for line in of_ticket(ticket.pk) if line.kind == kind]
