"""Swarms: several tiers on one ticket for a while, and its owner stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cast import Cast, cast
from handrail.base.by import By
from handrail.desk.models import Team
from handrail.escalation import actions as escalation
from handrail.escalation.models import Stint, Swarm
from handrail.escalation.rules import HandoffRefused
from handrail.jobs import sweeps
from handrail.people.models import Person
from handrail.people.rules import NotAllowed
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from truth import same_as_log

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def people() -> Cast:
    return cast()


def by(person: Person, minutes: int = 0) -> By:
    return By.person(person, START + timedelta(minutes=minutes))


def team(level: int) -> Team:
    return Team.objects.get(slug=f"tier-{level}")


def ticket_of(people: Cast) -> Ticket:
    Team.objects.update(visibility=Team.Visibility.PRIVATE)
    ticket = actions.open_ticket(
        requester=people.ada, subject="Cold", text="It is cold", channel="email",
        by=by(people.ada), team=team(1),
    )  # fmt: skip
    return actions.take(ticket, person=people.mika, by=by(people.mika))


def swarm_on(ticket: Ticket, cast_: Cast, **facts: Any) -> Swarm:
    asked = {"teams": [team(2)], "people": [cast_.ines], **facts}
    return escalation.call_swarm(
        ticket, purpose="Why is it cold?", by=by(cast_.mika, 1), minutes=60, **asked
    )


def helping(ticket: Ticket) -> set[str]:
    open_ = ticket.stints.filter(kind=Stint.Kind.HELPER, ended_at=None)
    return set(open_.values_list("agent__name", flat=True))


def test_whoever_is_asked_may_read_it_and_who_comes_helps(people: Cast) -> None:
    ticket = ticket_of(people)
    assert not Ticket.objects.visible_to(people.jo).filter(pk=ticket.pk).exists()
    swarm = swarm_on(ticket, people)
    for one in (people.jo, people.ines):
        assert Ticket.objects.visible_to(one).filter(pk=ticket.pk).exists()
        escalation.join_swarm(swarm, person=one, by=by(one, 5))
        escalation.join_swarm(swarm, person=one, by=by(one, 6))
    assert helping(ticket) == {"Jo", "Ines"}
    ticket.refresh_from_db()
    assert ticket.owner == people.mika
    escalation.leave_swarm(swarm, person=people.jo, by=by(people.jo, 9))
    assert helping(ticket) == {"Ines"}
    same_as_log(ticket.pk)


def test_it_ends_with_what_was_found_and_everybody_goes_home(people: Cast) -> None:
    ticket = ticket_of(people)
    swarm = swarm_on(ticket, people)
    escalation.join_swarm(swarm, person=people.jo, by=by(people.jo, 5))
    with pytest.raises(HandoffRefused, match="what was found"):
        escalation.end_swarm(swarm, found=" ", by=by(people.mika, 20))
    escalation.end_swarm(swarm, found="The valve sticks", by=by(people.mika, 20))
    assert helping(ticket) == set()
    assert "The valve sticks" in ticket.notes.get().text
    with pytest.raises(HandoffRefused, match="over"):
        escalation.join_swarm(swarm, person=people.ines, by=by(people.ines, 21))
    same_as_log(ticket.pk)


def test_its_clock_ends_it(people: Cast) -> None:
    ticket = ticket_of(people)
    swarm = swarm_on(ticket, people)
    escalation.join_swarm(swarm, person=people.jo, by=by(people.jo, 5))
    assert sweeps.end_swarms(START + timedelta(minutes=60)) == 0 and helping(ticket) == {"Jo"}
    assert sweeps.end_swarms(START + timedelta(minutes=61)) == 1
    swarm.refresh_from_db()
    assert swarm.ended_at is not None and helping(ticket) == set()
    assert sweeps.end_swarms(START + timedelta(days=1)) == 0
    same_as_log(ticket.pk)


@pytest.mark.parametrize("verb", [actions.solve, actions.mark_spam])
def test_a_ticket_that_is_done_ends_it(people: Cast, verb: Any) -> None:
    ticket = ticket_of(people)
    swarm = swarm_on(ticket, people)
    escalation.join_swarm(swarm, person=people.jo, by=by(people.jo, 5))
    verb(ticket, by=by(people.mika, 9))
    swarm.refresh_from_db()
    assert swarm.ended_at == START + timedelta(minutes=9) and helping(ticket) == set()
    same_as_log(ticket.pk)


def test_what_makes_no_sense_is_refused(people: Cast) -> None:
    ticket = ticket_of(people)
    with pytest.raises(HandoffRefused, match="at least one"):
        swarm_on(ticket, people, teams=[], people=[])
    with pytest.raises(HandoffRefused, match="in no team"):
        swarm_on(ticket, people, people=[people.root])
    with pytest.raises(HandoffRefused, match="cannot work"):
        swarm_on(ticket, people, people=[people.ada])
    with pytest.raises(NotAllowed):
        escalation.call_swarm(ticket, purpose="?", teams=[team(2)], by=by(people.ada))
    swarm_on(ticket, people)
    with pytest.raises(HandoffRefused, match="already"):
        swarm_on(ticket, people)
    actions.release(ticket, by=by(people.mika, 2))
    Swarm.objects.update(ended_at=START)
    with pytest.raises(HandoffRefused, match="Take #"):
        swarm_on(ticket, people)
