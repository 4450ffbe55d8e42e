"""A small desk with its people, and their browsers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.test import Client

from handrail.base.by import By
from handrail.desk.models import Membership, Team
from handrail.people.actions import meet
from handrail.people.models import Person, Role
from handrail.tickets import actions
from handrail.tickets.models import Ticket

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTES = count(1)


@dataclass
class Desk:
    """Everybody: Ada and Cy are customers, Mika tier 1, Jo tier 2, Lea leads, Root rules."""

    ada: Person
    cy: Person
    mika: Person
    jo: Person
    lea: Person
    root: Person
    light: Person
    front: Team
    second: Team

    def ask(
        self, subject: str = "Printer on fire", who: Person | None = None, **facts: object
    ) -> Ticket:
        """A new request."""
        who = who or self.ada
        at = START + timedelta(minutes=next(MINUTES))
        return actions.open_ticket(
            requester=who, subject=subject, text="It burns.", channel="email",
            by=By.person(who, at), **facts,  # type: ignore[arg-type]
        )  # fmt: skip


def worker(name: str, role: Role, *teams: Team, lead: bool = False) -> Person:
    """Somebody of the desk."""
    email = f"{name.lower()}@desk.example"
    person = Person.objects.create_user(email, "a long password", name=name, role=role)
    for team in teams:
        Membership.objects.create(team=team, person=person, is_lead=lead)
    return person


@pytest.fixture
def desk(db: None) -> Desk:
    """The desk, opened this morning."""
    front, second = Team.objects.get(slug="tier-1"), Team.objects.get(slug="tier-2")
    return Desk(
        ada=meet(address="ada@north.example", name="Ada Dahl"),
        cy=meet(address="cy@elsewhere.example", name="Cy Stranger"),
        mika=worker("Mika", Role.AGENT, front), jo=worker("Jo", Role.AGENT, second),
        lea=worker("Lea", Role.LEAD, front, lead=True), root=worker("Root", Role.ADMIN),
        light=worker("Lum", Role.LIGHT, front), front=front, second=second,
    )  # fmt: skip


@pytest.fixture
def browse():
    """A browser somebody is signed in with."""

    def signed_in(person: Person | None) -> Client:
        client = Client(raise_request_exception=True)
        if person is not None:
            backend = "django.contrib.auth.backends.ModelBackend"
            client.force_login(person, backend=backend)
        return client

    return signed_in
