"""Settings that contradict, break or go round: each refused or survived, and said clearly."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cast import Cast, cast
from handrail.base.by import By
from handrail.desk.models import Calendar, Category, Team, Tier
from handrail.escalation.models import Path
from handrail.flow.opening import open_request
from handrail.promises.models import Policy, Promise
from handrail.routing.models import Rule
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db
BASE = "/work/settings"
FITS = {"all": [{"fact": "subject", "how": "contains", "value": "cold"}]}


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def root(people: Cast) -> Client:
    client = Client()
    client.force_login(people.root)
    return client


def ask(people: Cast) -> Ticket:
    return open_request(
        requester=people.ada, subject="It is cold", text="Help", channel="email",
        by=By.person(people.ada),
    )  # fmt: skip


def why(root: Client, ticket: Ticket) -> str:
    return root.get(f"/work/tickets/{ticket.pk}/triage").text


def refused(answer: Any, words: str) -> None:
    assert answer.status_code == 422 and words in answer.text, answer.text


def test_of_rules_that_contradict_the_first_decides_and_is_named(
    people: Cast, root: Client
) -> None:
    heat, cool = (Category.objects.create(name=n, path=n) for n in ("Heating", "Cooling"))
    Rule.objects.create(name="Second", position=20, conditions=FITS, sets={"category": cool.pk})
    Rule.objects.create(name="First", position=10, conditions=FITS, sets={"category": heat.pk})
    ticket = ask(people)
    assert ticket.category == heat
    assert "First" in why(root, ticket) and "Cooling" not in why(root, ticket)


def test_a_broken_pattern_is_refused_and_one_that_broke_later_is_passed_over(
    people: Cast, root: Client
) -> None:
    typed = {"name": "Broken", "position": "10", "is_active": "on",
             "conditions-0-join": "all", "conditions-0-fact": "subject",
             "conditions-0-how": "matches", "conditions-0-value": "(cold"}  # fmt: skip
    refused(root.post(f"{BASE}/rules/new", typed), "(cold")
    broken = {"all": [{"fact": "subject", "how": "matches", "value": "(cold"}]}
    Rule.objects.create(name="Broken", position=1, conditions=broken, sets={"impact": 1})
    ticket = ask(people)
    assert ticket.impact == 2 and "Broken" in why(root, ticket)


def test_a_policy_without_a_calendar_counts_around_the_clock(people: Cast, root: Client) -> None:
    Policy.objects.update(calendar=None)
    Team.objects.update(calendar=None)
    ticket = ask(people)
    first = Promise.objects.get(ticket=ticket, kind="first_response")
    assert (first.due_at - ticket.opened_at).total_seconds() == first.target_seconds
    assert root.get(f"{BASE}/policies/{Policy.objects.first().pk}").status_code == 200


def test_a_team_that_has_tickets_is_not_removed(people: Cast, root: Client) -> None:
    ticket = ask(people)
    answer = root.post(f"{BASE}/teams/{ticket.team_id}/removal", follow=True)
    assert "still in use" in answer.text and Team.objects.filter(pk=ticket.team_id).exists()


def test_a_calendar_that_is_never_open_is_refused(root: Client) -> None:
    typed = {"name": "Never", "time_zone": "UTC", "hours-mon": "09:00-09:00"}
    refused(root.post(f"{BASE}/calendars/new", typed), "09:00-09:00")
    with pytest.raises(ValidationError, match="no open minute"):
        Calendar(name="Shut", time_zone="UTC", hours={"mon": []}).full_clean()


@pytest.mark.parametrize("level", [1, 2])
def test_a_path_that_does_not_lead_up_is_refused(root: Client, level: int) -> None:
    tier = Tier.objects.get(level=2)
    down = Team.objects.get(slug=f"tier-{level}")
    typed = {"name": "Round", "position": "10", "from_tier": tier.pk, "to_team": down.pk}
    refused(root.post(f"{BASE}/paths/new", typed), "leads up")
    assert not Path.objects.exists()


def test_a_category_is_not_put_below_itself(root: Client) -> None:
    above = Category.objects.create(name="Above", path="Above")
    below = Category.objects.create(name="Below", path="Above / Below", parent=above)
    typed = {"name": "Above", "parent": below.pk, "complexity": "1"}
    answer = root.post(f"{BASE}/categories/{above.pk}", typed)
    assert answer.status_code == 422
    above.refresh_from_db()
    assert above.parent is None
