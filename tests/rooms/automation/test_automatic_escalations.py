"""The rules that stand ready: each, once switched on, raises what would otherwise be forgotten."""

from datetime import timedelta

import pytest

from handrail.automation.models import TimeRule, Trigger
from handrail.base.by import By
from handrail.base.configuration import version
from handrail.desk.models import Team
from handrail.escalation import actions as escalation
from handrail.escalation.models import Handoff
from handrail.tickets import actions
from handrail.tickets.models import Note, Ticket
from rooms.automation.scene import MONDAY, Scene, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def switch_on(name: str) -> None:
    before = version()
    assert Trigger.objects.filter(name__startswith=name).update(is_active=True) == 1
    assert version() != before


def a_ticket(scene: Scene, to: int = 1) -> Ticket:
    ada = scene.people.ada
    return actions.open_ticket(
        requester=ada, subject="Cold", text="It is cold", channel="email", by=By.person(ada, MONDAY),
        team=Team.objects.get(slug=f"tier-{to}"),
    )  # fmt: skip


def notes_on(ticket: Ticket) -> str:
    return "\n".join(Note.objects.filter(ticket=ticket).values_list("text", flat=True))


def come_back(scene: Scene, ticket: Ticket, times: int) -> None:
    for turn in range(times):
        at = MONDAY + timedelta(hours=turn + 1)
        actions.solve(ticket, by=By.person(scene.people.mika, at))
        actions.hear(
            ticket, author=scene.people.ada, text="Still cold", channel="email",
            by=By.person(scene.people.ada, at + timedelta(minutes=5)),
        )  # fmt: skip
        work_off()


def test_nothing_is_on_from_the_start() -> None:
    assert Trigger.objects.exists() and TimeRule.objects.exists()
    assert not Trigger.objects.filter(is_active=True).exists()
    assert not TimeRule.objects.filter(is_active=True).exists()


def test_the_third_reopening_goes_up_and_the_second_does_not(scene: Scene) -> None:
    switch_on("Third reopening")
    ticket = a_ticket(scene)
    come_back(scene, ticket, 2)
    assert not Handoff.objects.filter(ticket=ticket).exists()
    come_back(scene, ticket, 1)
    offer = Handoff.objects.get(ticket=ticket)
    assert offer.to_team.slug == "tier-2" and "third time" in offer.wanted


def test_the_second_return_is_told_to_the_lead(scene: Scene) -> None:
    switch_on("Returned twice")
    ticket = a_ticket(scene, to=2)
    people = scene.people
    actions.take(ticket, person=people.jo, by=By.person(people.jo, MONDAY))
    for turn in (1, 2):
        offer = escalation.escalate(
            ticket, package=escalation.Package(wanted="Look", tried="All"),
            by=By.person(people.jo, MONDAY + timedelta(hours=turn)),
        )  # fmt: skip
        back = By.person(people.ines, MONDAY + timedelta(hours=turn, minutes=5))
        escalation.return_(offer, missing="The log", by=back)
        work_off()
        assert ("to and fro" in notes_on(ticket)) is (turn == 2)


def test_a_key_organisation_is_told_to_the_lead(scene: Scene) -> None:
    switch_on("Key organisation")
    firm = scene.people.ada.organisation
    assert firm is not None
    quiet = a_ticket(scene, to=2)
    work_off()
    firm.is_key = True
    firm.save()
    loud = a_ticket(scene, to=2)
    work_off()
    assert "key organisation" in notes_on(loud) and not notes_on(quiet)
