"""Administrators shape the desk on screen: every kind, with clear refusals, a history and undo."""

from typing import Any

import pytest
from django.test import Client

from cast import Cast, cast
from handrail.automation.models import Trigger
from handrail.base.models import EventRecord
from handrail.desk.models import Calendar, Category, Membership, Team
from handrail.flow.catalogue import CATALOGUE
from handrail.people.models import Plan
from handrail.promises.models import Policy, Target
from handrail.routing.models import Rule

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
BASE = "/work/settings"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def root(people: Cast) -> Client:
    return signed_in(people.root)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def part(name: str, rows: list[dict[str, Any]], known: int = 0) -> dict[str, Any]:
    """The fields of a form's rows."""
    head = {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": known}
    return head | {f"{name}-{n}-{k}": v for n, row in enumerate(rows) for k, v in row.items()}


def test_nobody_but_administrators_finds_them(people: Cast) -> None:
    for person in (people.mika, people.lea, people.ada):
        client = signed_in(person)
        for path in ("/", "/history", "/teams/", "/teams/new", "/teams/1"):
            assert client.get(BASE + path).status_code == 404
        for path in ("/teams/1/removal", "/history/1/undo", "/triggers/1/switch"):
            assert client.post(BASE + path).status_code == 404
    assert Client().get(f"{BASE}/").status_code == 302


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.slug)
def test_every_kind_has_its_list_its_form_and_its_history(root: Client, kind: Any) -> None:
    assert kind.title in root.get(f"{BASE}/").content.decode()
    for path in (f"/{kind.slug}/", f"/{kind.slug}/new", f"/{kind.slug}/history"):
        assert root.get(BASE + path).status_code == 200
    row = kind.model.objects.first()
    if row is not None:
        assert root.get(f"{BASE}/{kind.slug}/{row.pk}").status_code == 200
        assert root.get(f"{BASE}/{kind.slug}/{row.pk}/history").status_code == 200
    assert root.get(f"{BASE}/{kind.slug}/999999").status_code == 404


def test_a_calendar_is_made_in_words_and_refused_in_words(root: Client) -> None:
    typed = {"name": "Office", "time_zone": "Europe/Berlin", "hours-mon": "9:00-12:00, 13:00-17:00",
             "days_off": "2026-12-24\n2026-12-31", "extra_days": "2026-12-27 09:00-12:00"}  # fmt: skip
    assert root.post(f"{BASE}/calendars/new", typed).status_code == 302
    made = Calendar.objects.get(name="Office")
    assert made.hours == {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}
    assert made.days_off == ["2026-12-24", "2026-12-31"]
    bad = root.post(
        f"{BASE}/calendars/new", {**typed, "name": "Other", "hours-mon": "nine to five"}
    )
    said = bad.content.decode()
    assert bad.status_code == 422 and "is no span of time" in said
    assert 'value="nine to five"' in said and 'value="Other"' in said, "nothing typed is lost"


def test_a_policy_with_conditions_and_targets(root: Client) -> None:
    gold = Plan.objects.create(name="Gold")
    typed = {
        "position": 5, "name": "Gold", "is_active": "on", "warn_at": "50,90",
        "conditions-0-join": "all", "conditions-0-fact": "plan", "conditions-0-how": "is",
        "conditions-0-value": "Gold", "pauses": ["customer:resolution"],
        **part("targets", [{"kind": "first_response", "priority": "1", "minutes": "30"}]),
        **part("consequences", [{"kind": "", "at_percent": "100", "action": "notify_lead"}]),
    }  # fmt: skip
    assert root.post(f"{BASE}/policies/new", typed).status_code == 302
    made = Policy.objects.get(name="Gold")
    assert made.conditions == {"all": [{"fact": "plan", "how": "is", "value": gold.pk}]}
    assert made.pauses == {"customer": ["resolution"]}
    assert Target.objects.get(policy=made).minutes == 30
    assert made.consequences.get().action == "notify_lead"
    page = root.get(f"{BASE}/policies/{made.pk}").content.decode()
    assert 'aria-label="With what, row 1" value="Gold"' in page
    bad = root.post(f"{BASE}/policies/new", {**typed, "name": "X", "conditions-0-value": "Silver"})
    assert bad.status_code == 422 and "There is no plan “Silver”." in bad.content.decode()


def test_a_triage_rule_in_words(root: Client) -> None:
    typed = {
        "name": "Refunds", "position": 10, "is_active": "on", "conditions-0-join": "all",
        "conditions-0-fact": "words", "conditions-0-how": "contains", "conditions-0-value": "refund",
        "sets-0-what": "category", "sets-0-value": "Billing", "sets-1-what": "urgency",
        "sets-1-value": "1", "sets-2-what": "tags", "sets-2-value": "money, back",
    }  # fmt: skip
    assert root.post(f"{BASE}/rules/new", typed).status_code == 302
    made = Rule.objects.get(name="Refunds")
    billing = Category.objects.get(path="Billing")
    assert made.sets == {"category": billing.pk, "urgency": 1, "tags": ["money", "back"]}
    page = root.get(f"{BASE}/rules/{made.pk}").content.decode()
    assert 'value="Billing"' in page and 'value="money, back"' in page
    bad = root.post(f"{BASE}/rules/new", {**typed, "name": "X", "sets-1-value": "9"})
    assert bad.status_code == 422


def test_a_trigger_is_switched_moved_and_brought_back(root: Client) -> None:
    typed = {
        "name": "To the network team", "position": 50, "on": ["ticket.opened"],
        "conditions-0-join": "any", "conditions-0-fact": "words", "conditions-0-how": "contains",
        "conditions-0-value": "wifi, network", "actions-0-do": "move", "actions-0-value": "tier-2",
        "actions-1-do": "note", "actions-1-text": "Sent on by its words.",
    }  # fmt: skip
    assert root.post(f"{BASE}/triggers/new", typed).status_code == 302
    made = Trigger.objects.get(name="To the network team")
    team = Team.objects.get(slug="tier-2")
    assert made.actions == [
        {"do": "move", "team": team.pk},
        {"do": "note", "text": "Sent on by its words."},
    ]
    assert made.conditions["any"][0]["value"] == ["wifi", "network"]
    root.post(f"{BASE}/triggers/{made.pk}/switch")
    made.refresh_from_db()
    assert made.is_active
    broken = {**typed, "name": "B", "conditions-0-how": "matches", "conditions-0-value": "(a"}
    refused = root.post(f"{BASE}/triggers/new", broken)
    assert refused.status_code == 422 and "broken" in refused.content.decode()
    root.post(f"{BASE}/triggers/{made.pk}/removal")
    assert not Trigger.objects.filter(pk=made.pk).exists()
    page = root.get(f"{BASE}/history").content.decode()
    assert "To the network team: removed" in page and "Root" in page
    line = EventRecord.objects.filter(kind="setting.changed").latest("id")
    root.post(f"{BASE}/history/{line.pk}/undo")
    assert Trigger.objects.get(name="To the network team").pk == made.pk


def test_rules_change_places(root: Client) -> None:
    for name in ("one", "two", "three"):
        Policy.objects.create(name=name, position=10)
    last = Policy.objects.order_by("position", "pk").last()
    assert last is not None
    root.post(f"{BASE}/policies/{last.pk}/place/up")
    order = list(Policy.objects.order_by("position", "pk").values_list("pk", flat=True))
    assert order.index(last.pk) == len(order) - 2
    assert len(set(Policy.objects.values_list("position", flat=True))) == len(order)


def test_categories_stand_in_a_tree_and_teams_have_members(root: Client, people: Cast) -> None:
    root.post(f"{BASE}/categories/new", {"name": "Heating", "complexity": 1})
    above = Category.objects.get(path="Heating")
    root.post(f"{BASE}/categories/new", {"name": "Valve", "parent": above.pk, "complexity": 2})
    root.post(f"{BASE}/categories/{above.pk}", {"name": "Warmth", "complexity": 1})
    assert Category.objects.filter(path="Warmth / Valve").exists()
    round_ = root.post(f"{BASE}/categories/{above.pk}", {
        "name": "Warmth", "complexity": 1, "parent": Category.objects.get(name="Valve").pk,
    })  # fmt: skip
    assert round_.status_code == 422 and "below itself" in round_.content.decode()
    typed = {"name": "Network", "slug": "network", "tier": Team.objects.get(slug="tier-2").tier_id,
             "visibility": "open", **part("members", [{"person": people.jo.pk, "is_lead": "on"}])}  # fmt: skip
    assert root.post(f"{BASE}/teams/new", typed).status_code == 302
    assert Membership.objects.get(team__slug="network").is_lead


def test_what_is_in_use_stays_and_says_so(root: Client) -> None:
    team = Team.objects.get(slug="tier-1")
    tier = root.post(f"{BASE}/tiers/{team.tier_id}/removal", follow=True)
    assert "still in use" in tier.content.decode()
    assert Team.objects.filter(pk=team.pk).exists()


def test_the_history_names_fields_and_values_as_the_forms_do(root: Client) -> None:
    team = Team.objects.get(slug="tier-2")
    typed = {
        "tier": team.tier_id, "name": team.name, "slug": team.slug, "visibility": "private",
        "is_default": "on" if team.is_default else "",
        **part("members", []),
    }  # fmt: skip
    assert root.post(f"{BASE}/teams/{team.pk}", typed).status_code == 302
    page = root.get(f"{BASE}/teams/{team.pk}/history").content.decode()
    assert "<dt>Who may read its tickets</dt>" in page
    assert "Every agent may read its tickets → Only its members" in page


def test_a_list_heads_and_says_as_the_form_does(root: Client) -> None:
    Trigger.objects.create(name="Hello", on=["ticket.opened"], conditions={}, actions=[])
    page = root.get(f"{BASE}/triggers/").content.decode()
    assert '<th scope="col">What starts it</th>' in page and "<td>A ticket is opened</td>" in page


def test_pages_beside_the_catalogue_are_found_in_every_language(people: Cast) -> None:
    people.root.language = "de"
    people.root.save()
    page = signed_in(people.root).get(f"{BASE}/").content.decode()
    assert f"{BASE}/suppressed" in page and f"{BASE}/learned-model" in page
