"""A desk's whole configuration leaves as a file, comes in on another desk, and leaves as the same file."""

from typing import Any

import pytest

from cast import cast
from handrail.automation.models import CannedAnswer, Trigger
from handrail.base.by import By
from handrail.console.config import Plain, as_text
from handrail.desk.actions import place
from handrail.desk.models import Calendar, Category, CustomField, Team, Tier
from handrail.flow.catalogue import CATALOGUE, NAMES
from handrail.flow.configuration_file import exported, imported
from handrail.people.models import Plan, Skill
from handrail.promises.models import Policy, Target
from handrail.routing.models import Rule, SkillNeed

BY = By.system()
UPSIDE_DOWN = {"name": "C", "hours": {"mon": [["18:00", "09:00"]]}}
BROKEN = {"fact": "words", "how": "matches", "value": "(a"}
RULE = {"name": "T", "on": ["ticket.opened"], "actions": [{"do": "solve"}]}


def rich_desk() -> None:
    """Something of every kind, each referring to others."""
    cast()
    gold = Plan.objects.create(name="Gold", weight=10)
    office = Calendar.objects.create(
        name="Office", time_zone="Europe/Berlin", hours={"mon": [["09:00", "17:00"]]},
        days_off=["2026-12-24"], country="DE",
    )  # fmt: skip
    team = Team.objects.create(
        tier=Tier.objects.get(level=2), name="Network", slug="network", calendar=office
    )
    heating = place(Category(name="Heating", complexity=2))
    valve = place(Category(name="Valve", parent=heating, team=team))
    model = CustomField.objects.create(
        key="model", label="Model", kind="choice", options=["K1", "K2"]
    )
    model.categories.set([valve])
    policy = Policy.objects.create(
        name="Gold", position=5, calendar=office,
        conditions={"all": [{"fact": "plan", "how": "is", "value": gold.pk},
                            {"fact": "category", "how": "is", "value": [valve.pk, heating.pk]}]},
    )  # fmt: skip
    Target.objects.create(policy=policy, kind="first_response", priority=1, minutes=30)
    Trigger.objects.create(
        name="Network", on=["ticket.opened"], is_active=True,
        conditions={"any": [{"fact": "words", "how": "contains", "value": ["wifi", "no: 09:30"]}]},
        actions=[{"do": "move", "team": team.pk}, {"do": "add_tags", "tags": ["net"]}],
    )  # fmt: skip
    network = Skill.objects.create(name="Network skill")
    Rule.objects.create(
        name="Wifi", conditions={"all": [{"fact": "words", "how": "contains", "value": "wifi"}]},
        sets={"category": valve.pk, "team": team.pk, "skill": [network.pk, 2], "tags": ["net"]},
    )  # fmt: skip
    SkillNeed.objects.create(category=valve, skill=network, level=3)
    CannedAnswer.objects.create(name="Hello", text="Hello {{requester.first_name}},\n\nthank you.")


def as_read(text: str) -> Any:
    reader = Plain(text)
    try:
        return reader.get_single_data()
    finally:
        reader.dispose()


@pytest.mark.django_db
def test_a_file_makes_another_desk_the_same() -> None:
    bare = as_text(exported())
    rich_desk()
    whole = as_text(exported())
    assert "Heating / Valve" in whole and "team: network" in whole
    back = imported(as_read(bare), by=BY, prune=True)
    assert not back.faults and as_text(exported()) == bare
    forth = imported(as_read(whole), by=BY)
    assert not forth.faults and len(forth.changes) >= 9
    assert as_text(exported()) == whole
    assert imported(as_read(whole), by=BY).changes == []
    trigger, team = Trigger.objects.get(name="Network"), Team.objects.get(slug="network")
    assert trigger.actions[0] == {"do": "move", "team": team.pk}, "the numbers are this desk's own"


@pytest.mark.django_db
def test_a_trial_changes_nothing_and_says_what_would() -> None:
    before = as_text(exported())
    file = {"handrail": 1, "plans": [{"name": "Gold", "weight": 3}]}
    outcome = imported(file, by=BY, dry_run=True)
    assert outcome.changes == ["plan “Gold”: new"] and as_text(exported()) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "must begin with"),
        ([1], "must begin with"),
        ({"handrail": 2}, "must begin with"),
        ({"handrail": 1, "gadgets": []}, "gadgets: there is no such kind"),
        ({"handrail": 1, "plans": "Gold"}, "plans: this must be a list"),
        ({"handrail": 1, "plans": ["Gold"]}, "plans, entry 1: this must be a list of names"),
        ({"handrail": 1, "plans": [{"weight": 1}]}, "plans, entry 1: “name” is missing"),
        ({"handrail": 1, "plans": [{"name": "A", "colour": "red"}]}, "nothing called “colour”"),
        ({"handrail": 1, "plans": [{"name": "A", "weight": "heavy"}]}, "weight: “heavy” is no value"),
        ({"handrail": 1, "teams": [{"slug": "x", "name": "X", "tier": 9}]}, "no tier “9”"),
        ({"handrail": 1, "categories": [{"path": "A / B"}]}, "no category “A” above it"),
        ({"handrail": 1, "calendars": [UPSIDE_DOWN]}, "calendars, entry 1"),
        ({"handrail": 1, "triggers": [{**RULE, "actions": [{"do": "move", "team": "gone"}]}]},
         "no team “gone”"),
        ({"handrail": 1, "triggers": [{**RULE, "conditions": {"all": [BROKEN]}}]}, "broken"),
    ],
)  # fmt: skip
def test_a_bad_file_changes_nothing_and_says_where_it_is_bad(file: Any, said: str) -> None:
    before = as_text(exported())
    good = {"brands": [{"slug": "b", "name": "B", "address": "b@b.example"}]}
    if isinstance(file, dict):
        file = {**good, **file}
    outcome = imported(file, by=BY)
    assert any(said in fault for fault in outcome.faults), outcome.faults
    assert as_text(exported()) == before


@pytest.mark.django_db
def test_what_is_in_use_is_not_removed() -> None:
    outcome = imported({"handrail": 1, "tiers": []}, by=BY, prune=True)
    assert any("still in use" in fault for fault in outcome.faults)
    assert Tier.objects.count() == 3


def test_every_kind_has_a_name() -> None:
    for setting in CATALOGUE:
        assert setting.model in NAMES
        assert all(part.model in NAMES for part in setting.parts)
