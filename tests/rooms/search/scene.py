"""Tickets with words, and an index of them."""

from datetime import UTC, datetime, timedelta
from itertools import count

from handrail.base.by import By
from handrail.knowledge.search import index
from handrail.knowledge.search.finding import Found, find
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTES = count(1)


def ask(who: Person, subject: str, text: str = "It burns.", **facts: object) -> Ticket:
    """A new request, indexed."""
    at = AT + timedelta(minutes=next(MINUTES))
    ticket = actions.open_ticket(
        requester=who, subject=subject, text=text, channel="email", by=By.system(at),
        **facts,  # type: ignore[arg-type]
    )  # fmt: skip
    index.index([ticket.pk])
    return ticket


def found(line: str, who: Person, **more: object) -> Found:
    """What a line finds for somebody."""
    return find(line, who, now=AT + timedelta(days=1), **more)  # type: ignore[arg-type]


def numbers(line: str, who: Person) -> list[int]:
    """The tickets alone."""
    return list(found(line, who).numbers)
