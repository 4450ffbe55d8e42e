"""The pages of figures: who may open them, and what they say."""

import pytest
from django.test import Client

from handrail.base.clock import now
from handrail.desk.models import Membership, Team
from handrail.people.models import Person
from rooms.insight.history import World, accept, answer_and_solve, escalate, open_, return_, take

pytestmark = pytest.mark.django_db


def enter(client: Client, role: str, team: str = "") -> None:
    person = Person.objects.create_user(f"{role}@desk.example", name=role, role=role)
    if team:
        Membership.objects.create(team=Team.objects.get(slug=team), person=person)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def test_the_journey_shows_its_escalation_and_its_return(client: Client) -> None:
    world = World(now())
    for verb in (open_, take, escalate, return_, escalate, accept, answer_and_solve):
        world.do(verb, 0, 0)
    enter(client, "agent", "tier-1")
    page = client.get("/insight/tier/1/").content.decode()
    assert line(page, "escalation") == "100\N{NO-BREAK SPACE}%"
    assert line(page, "returned_from") == "50\N{NO-BREAK SPACE}%"
    page = client.get("/insight/team/tier-2/").content.decode()
    found = (line(page, "received"), line(page, "returned_to"), line(page, "solved"))
    assert found == ("1", "50\N{NO-BREAK SPACE}%", "1")


def line(page: str, key: str) -> str:
    """The value in one row of the table."""
    return page.partition(f'<tr id="{key}">')[2].partition('<td class="num">')[2].partition("<")[0]


@pytest.mark.parametrize("role", ["agent", "lead", "auditor", "admin"])
def test_those_who_may_read_figures_can(client: Client, role: str) -> None:
    enter(client, role)
    assert client.get("/insight/tier/1/").status_code == 200
    assert client.get("/insight/team/tier-3/?days=7").status_code == 200


@pytest.mark.parametrize(("role", "status"), [("light_agent", 403), ("customer", 404)])
def test_others_cannot(client: Client, role: str, status: int) -> None:
    enter(client, role)
    assert client.get("/insight/").status_code == status
    assert client.get("/insight/tier/1/").status_code == status
    assert client.get("/insight/team/tier-1/").status_code == status


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/insight/tier/1/").status_code == 302


def test_home_leads_to_ones_own_team(client: Client) -> None:
    enter(client, "agent", "tier-2")
    assert client.get("/insight/").headers["Location"] == "/insight/team/tier-2/"


def test_home_of_somebody_without_a_team_is_the_first_tier(client: Client) -> None:
    enter(client, "auditor")
    assert client.get("/insight/").headers["Location"] == "/insight/tier/1/"


@pytest.mark.parametrize("place", ["tier/9/", "team/nobody/"])
def test_what_is_not_there_is_not_found(client: Client, place: str) -> None:
    enter(client, "agent")
    assert client.get(f"/insight/{place}").status_code == 404


@pytest.mark.parametrize("days", ["", "0", "-1", "1e9", "seven", "36500"])
def test_a_period_nobody_offers_is_the_usual_one(client: Client, days: str) -> None:
    enter(client, "agent")
    page = client.get("/insight/tier/1/", {"days": days}).content.decode()
    assert "All figures of the last 28 days" in page


def test_the_drawing_has_a_table_of_the_same_days(client: Client) -> None:
    enter(client, "agent")
    page = client.get("/insight/tier/1/?days=7").content.decode()
    assert page.count("<rect") == 14
    assert page.partition("The days as a table")[2].partition("</table>")[0].count("<tr>") == 8
