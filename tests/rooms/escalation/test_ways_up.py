"""The ways up: paths with what they ask for, the guard against to and fro, and asking a lead to look."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cast import Cast, cast
from handrail.base import settings_log
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.desk.models import Category, Team, Tier
from handrail.escalation import actions as escalation
from handrail.escalation.models import Handoff, Path
from handrail.escalation.rules import HandoffRefused, Package
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from truth import same_as_log

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THIN = Package(wanted="Find the valve", tried="The article")


@pytest.fixture
def people() -> Cast:
    return cast()


def team(level: int) -> Team:
    return Team.objects.get(slug=f"tier-{level}")


def ticket_of(people: Cast, **facts: Any) -> Ticket:
    ticket = actions.open_ticket(
        requester=people.ada, subject="Cold", text="It is cold", channel="email",
        by=By.person(people.ada, START), team=team(1), **facts,
    )  # fmt: skip
    return actions.take(ticket, person=people.mika, by=By.person(people.mika, START))


def path(**facts: Any) -> Path:
    row = Path(**{"name": f"way {Path.objects.count()}", "to_team": team(3), **facts})
    settings_log.keep(row, by=By.system(START))
    return row


def escalate(
    ticket: Ticket, people: Cast, package: Package = THIN, to: Team | None = None
) -> Handoff:
    return escalation.escalate(ticket, package=package, to=to, by=By.person(people.mika, START))


def test_without_a_path_the_next_tier_is_asked(people: Cast) -> None:
    assert escalate(ticket_of(people), people).to_team == team(2)


def test_the_first_path_that_fits_decides(people: Cast) -> None:
    heating = Category.objects.create(name="Heating", path="Heating")
    fits = {"all": [{"fact": "category", "how": "is", "value": heating.pk}]}
    path(position=20, to_team=team(2))
    path(position=10, conditions=fits)
    assert escalate(ticket_of(people, category=heating), people).to_team == team(3)
    assert escalate(ticket_of(people), people).to_team == team(2)


def test_a_path_names_all_that_is_missing_and_takes_what_is_whole(people: Cast) -> None:
    path(from_tier=Tier.objects.get(level=1), to_team=team(2), requires=["found", "by_when"])
    ticket = ticket_of(people)
    with pytest.raises(HandoffRefused, match="what was found, by when"):
        escalate(ticket, people)
    with pytest.raises(HandoffRefused, match="what was found"):
        escalate(ticket, people, to=team(2))
    assert not Handoff.objects.exists()
    whole = Package(wanted="Find it", tried="All", found="The valve is stuck", by_when=START)
    assert escalate(ticket, people, whole).state == "offered"


def test_a_path_that_leads_nowhere_or_down_is_refused(people: Cast) -> None:
    for facts, said in (
        ({"from_tier": Tier.objects.get(level=3), "to_team": team(2)}, "leads up"),
        ({"from_tier": Tier.objects.get(level=2), "to_team": team(2)}, "leads up"),
        ({"requires": ["mood"]}, "no part"),
        ({"conditions": {"all": [{"fact": "words", "how": "matches", "value": "("}]}}, "broken"),
    ):
        with pytest.raises(ValidationError, match=said):
            path(**facts)


def test_a_path_of_the_same_tier_is_passed_over_and_a_broken_one_survived(people: Cast) -> None:
    Path.objects.create(name="same", to_team=team(1), position=1)
    Path.objects.create(name="broken", to_team=team(3), position=2, conditions={"every": 1})
    assert escalate(ticket_of(people), people).to_team == team(2)


def to_and_fro(ticket: Ticket, people: Cast, times: int) -> None:
    for _ in range(times):
        offer = escalate(ticket, people)
        escalation.return_(offer, missing="The serial number", by=By.person(people.jo, START))


def test_after_so_many_returns_the_leads_decide(people: Cast) -> None:
    ticket = ticket_of(people)
    to_and_fro(ticket, people, 1)
    assert not escalate(ticket, people).for_lead
    escalation.return_(
        Handoff.objects.latest("id"), missing="It again", by=By.person(people.jo, START)
    )
    third = escalate(ticket, people)
    assert third.for_lead
    for verb in (
        lambda: escalation.accept(third, agent=people.jo, by=By.person(people.jo, START)),
        lambda: escalation.return_(third, missing="Once more", by=By.person(people.jo, START)),
    ):
        with pytest.raises(HandoffRefused, match="A lead of either team decides"):
            verb()
    escalation.accept(third, agent=people.lea, by=By.person(people.lea, START))
    assert Ticket.objects.get(pk=ticket.pk).owner == people.lea
    same_as_log(ticket.pk)


def test_a_tier_that_accepts_at_once_does_not_when_it_went_to_and_fro(people: Cast) -> None:
    ticket = ticket_of(people)
    to_and_fro(ticket, people, 2)
    Tier.objects.filter(level=2).update(acceptance="auto")
    assert escalate(ticket, people).state == "offered"


def test_a_lead_is_asked_to_look_and_follows(people: Cast) -> None:
    ticket = ticket_of(people)
    by = By.person(people.mika, START)
    with pytest.raises(HandoffRefused, match="no lead"):
        escalation.raise_to_lead(ticket, reason="They are angry", by=by)
    people.lea.memberships.update(team=team(1))
    with pytest.raises(HandoffRefused, match="Say why"):
        escalation.raise_to_lead(ticket, reason=" ", by=by)
    assert escalation.raise_to_lead(ticket, reason="They are angry", by=by) == [people.lea]
    told = EventRecord.objects.get(ticket_id=ticket.pk, kind="ticket.raised_to_lead")
    assert told.payload == {"leads": [people.lea.pk], "reason": "They are angry"}
    assert ticket.watchers.filter(person=people.lea).exists()
    assert Ticket.objects.get(pk=ticket.pk).owner == people.mika
    same_as_log(ticket.pk)
