"""Rules are tried before they are switched on; versions of the learned model are chosen by hand."""

from datetime import UTC, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.automation.models import Trigger
from handrail.base.models import EventRecord
from handrail.desk.models import Category
from handrail.routing.models import Rule, TriageModel

BASE = "/work/settings"
WORDS = {"name": "Lamps", "position": "10", "conditions-0-join": "all",
         "conditions-0-fact": "subject", "conditions-0-how": "contains",
         "conditions-0-value": "lamp", "try": "yes"}  # fmt: skip


def test_a_triage_rule_is_tried_as_typed_and_nothing_is_kept(desk, browse):
    Category.objects.create(name="Lighting", path="Lighting")
    lamp = desk.ask("A lamp")
    desk.ask("A chair")
    typed = {**WORDS, "sets-0-what": "category", "sets-0-value": "Lighting"}
    answer = browse(desk.root).post(f"{BASE}/rules/new", typed)
    assert answer.status_code == 200 and 'value="Lamps"' in answer.text
    assert f"#{lamp.pk} A lamp" in answer.text and "category: none → Lighting" in answer.text
    assert "A chair" not in answer.text
    assert not Rule.objects.filter(name="Lamps").exists()
    lamp.refresh_from_db()
    assert lamp.category is None


def test_a_trigger_is_tried_as_typed_and_nothing_is_done(desk, browse):
    lamp = desk.ask("A lamp")
    typed = {**WORDS, "on": ["ticket.replied"], "actions-0-do": "add_tags",
             "actions-0-value": "light"}  # fmt: skip
    answer = browse(desk.root).post(f"{BASE}/triggers/new", typed)
    assert answer.status_code == 200 and f"#{lamp.pk}" in answer.text and "light" in answer.text
    assert not Trigger.objects.filter(name="Lamps").exists()
    lamp.refresh_from_db()
    assert lamp.tags == []


def test_what_cannot_be_read_is_refused_before_it_is_tried(desk, browse):
    broken = {**WORDS, "conditions-0-how": "matches", "conditions-0-value": "(lamp"}
    answer = browse(desk.root).post(f"{BASE}/rules/new", broken)
    assert answer.status_code == 422 and "On past tickets" not in answer.text


def test_other_kinds_have_no_trial(desk, browse):
    assert "Try on past tickets" not in browse(desk.root).get(f"{BASE}/plans/new").text


@pytest.fixture
def versions(db: None) -> list[TriageModel]:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return [
        TriageModel.objects.create(
            version=number, file=f"{number}", trained_at=at, tickets=900, state=state,
            measures={"accuracy": 0.9, "sure": 0.8, "sure_and_right": None},
        )
        for number, state in ((1, "retired"), (2, "live"))
    ]  # fmt: skip


def test_an_administrator_lets_another_version_answer(desk, browse, versions):
    root = browse(desk.root)
    page = root.get(f"{BASE}/learned-model").text
    assert "90.0 %" in page and "Let version 1 answer" in page
    answer = root.post(f"{BASE}/learned-model/1/turn", follow=True)
    assert "Version 1 answers from now on." in answer.text
    states = dict(TriageModel.objects.values_list("version", "state"))
    assert states == {1: "live", 2: "rolled_back"}
    assert EventRecord.objects.get(kind="triage_model.chosen").payload == {"version": 1, "was": 2}
    assert "no version 9" in root.post(f"{BASE}/learned-model/9/turn", follow=True).text


def test_a_training_is_asked_for_once(desk, browse):
    root = browse(desk.root)
    for _ in range(2):
        assert root.post(f"{BASE}/learned-model/training", follow=True).status_code == 200
    assert ProcrastinateJob.objects.filter(task_name="handrail.retrain").count() == 1


def test_only_administrators_find_the_model(desk, browse, versions):
    assert browse(desk.lea).get(f"{BASE}/learned-model").status_code == 404
    assert browse(desk.lea).post(f"{BASE}/learned-model/1/turn").status_code == 404
