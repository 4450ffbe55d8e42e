"""A trial says what a run would do, and does nothing."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.automation.models import TimeRule, Trigger
from handrail.automation.trying import newest, try_on_past
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.desk.models import Category, Team
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.automation.scene import MONDAY, Scene, hours, runs, tag, work_off

pytestmark = pytest.mark.django_db
PRINTER = {"all": [{"fact": "words", "how": "contains", "value": "printer"}]}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def draft(*actions: dict[str, Any], **facts: Any) -> Trigger:
    return Trigger(name="Draft", on=["ticket.opened"], actions=list(actions), **facts)


def test_it_lists_what_would_have_changed_and_changes_nothing(scene: Scene) -> None:
    first, _, third = scene.ask(), scene.ask("The door"), scene.ask(tags=["hardware"])
    actions.solve(third, by=By.person(scene.people.mika, MONDAY))
    second = Team.objects.get(slug="tier-2")
    before = EventRecord.objects.count()
    rule = draft(tag("Hardware"), {"do": "move", "team": second.pk}, {"do": "solve"},
                 conditions=PRINTER)  # fmt: skip
    found = try_on_past(rule, newest(Ticket.objects.all()), at=MONDAY)
    assert [(one.ticket, one.would, one.cannot) for one in found] == [
        (third.pk, [], ["moved to Diagnosis: it is already done"]),
        (first.pk, ["tagged Hardware", "moved to Diagnosis", "solved"], []),
    ]
    assert found[0].because[0].fact == "words"
    assert EventRecord.objects.count() == before and not runs()


def test_a_time_rule_is_tried_on_those_whose_time_is_up(scene: Scene) -> None:
    early, late = scene.ask(at=MONDAY - hours(3)), scene.ask(at=MONDAY)
    rule = TimeRule(name="Draft", after_minutes=60, since="opened", actions=[tag("late")])
    found = try_on_past(rule, newest(Ticket.objects.all()), at=MONDAY)
    assert [one.ticket for one in found] == [early.pk] and late.pk > early.pk


def test_many_tickets_take_few_queries(scene: Scene) -> None:
    rule = draft(tag("x"), {"do": "assign", "person": scene.people.mika.pk})

    def cost(most: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert (
                len(try_on_past(rule, newest(Ticket.objects.all(), most=most), at=MONDAY)) == most
            )
        return len([q for q in asked if "base_configuration" not in q["sql"]])

    for _ in range(30):
        scene.ask()
    assert cost(30) == cost(5) <= 5


DEEDS = [
    tag("a"), tag("a", "b"), {"do": "remove_tags", "tags": ["a"]}, {"do": "set_impact", "impact": 1},
    {"do": "set_urgency", "urgency": 2}, {"do": "release"}, {"do": "solve"},
    {"do": "wait", "on": "customer"}, {"do": "note", "text": "n"},
]  # fmt: skip


class Undone(Exception):
    """Takes an example's rows back."""


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    deeds=st.lists(st.sampled_from(DEEDS), min_size=1, max_size=6),
    tags=st.sets(st.sampled_from("ab")),
)
def test_what_a_trial_says_is_what_a_run_then_does(deeds: Any, tags: set[str]) -> None:

    with pytest.raises(Undone), transaction.atomic():
        scene = Scene()
        rule = scene.trigger("ticket.opened", *deeds)
        ticket = scene.ask(tags=sorted(tags))
        trial = try_on_past(rule, newest(Ticket.objects.filter(pk=ticket.pk)), at=MONDAY)
        work_off()
        run = runs()[0]
        assert trial[0].would == run.did
        assert len(trial[0].cannot) == len(run.failed)
        raise Undone


def test_a_category_is_named(scene: Scene) -> None:
    scene.ask()
    billing = Category.objects.get(name="Billing")
    found = try_on_past(draft({"do": "set_category", "category": billing.pk}),
                        newest(Ticket.objects.all()), at=MONDAY)  # fmt: skip
    assert found[0].would == ["category set to Billing"]
