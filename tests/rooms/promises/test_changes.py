"""Changes of priority, policy, calendar and plan: worked out anew, the old promise kept in the log."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from handrail.desk.models import Calendar, Category
from handrail.jobs import sweeps
from handrail.people.models import Organisation, Plan
from handrail.promises.book import book
from handrail.promises.models import Policy, Promise, Target
from handrail.promises.rules import BadPolicy
from handrail.tickets import actions
from rooms.promises.scene import HOUR, START, Scene, clock, due, lines, office, policy

pytestmark = pytest.mark.django_db


def test_another_priority_counts_from_the_beginning_and_the_log_has_both() -> None:
    made = policy(resolution_3=480, resolution_1=120)
    scene = Scene()
    ticket = scene.open()
    scene.later(hours=1)
    actions.change(ticket, facts={"impact": 1, "urgency": 1}, by=scene.mika())
    changed = lines(ticket, "ticket.promised")[-1].clocks[0]
    assert (changed.policy, changed.was, changed.due_at) == (
        made.pk,
        START + 8 * HOUR,
        START + 2 * HOUR,
    )
    assert clock(ticket, "resolution").due_at == due(ticket) == START + 2 * HOUR


def test_raised_past_its_end_it_breaks_at_the_next_sweep() -> None:
    policy(resolution_3=480, resolution_1=60)
    scene = Scene()
    ticket = scene.open()
    scene.later(hours=2)
    actions.change(ticket, facts={"impact": 1, "urgency": 1}, by=scene.mika())
    assert scene.sweep() == 1
    assert clock(ticket, "resolution").state == "broken"


def test_lowered_after_the_breach_it_stays_broken() -> None:
    policy(resolution_3=60, resolution_4=6000)
    scene = Scene()
    ticket = scene.open()
    scene.later(hours=2)
    scene.sweep()
    actions.change(ticket, facts={"impact": 3, "urgency": 3}, by=scene.mika())
    assert (clock(ticket, "resolution").state, due(ticket)) == ("broken", START + HOUR)


def test_lowered_before_the_breach_its_levels_lie_ahead_again() -> None:
    policy(resolution_3=100, resolution_4=1000)
    scene = Scene()
    ticket = scene.open()
    scene.later(minutes=80)
    scene.sweep()
    actions.change(ticket, facts={"impact": 3, "urgency": 3}, by=scene.mika())
    lower = clock(ticket, "resolution")
    assert (lower.warned, lower.next_at) == (0, START + timedelta(minutes=500))


def test_pauses_count_in_what_is_worked_out_anew() -> None:
    policy(resolution_3=480, resolution_1=120)
    scene = Scene()
    ticket = scene.open()
    scene.later(hours=1)
    actions.wait(ticket, on="customer", by=scene.mika())
    scene.later(hours=5)
    actions.change(ticket, facts={"impact": 1, "urgency": 1}, by=scene.mika())
    assert clock(ticket, "resolution").state == "paused"
    actions.resume(ticket, by=scene.mika())
    assert clock(ticket, "resolution").due_at == START + 7 * HOUR


def test_a_new_target_reaches_open_tickets_by_the_sweep_whoever_changed_it() -> None:
    made = policy(resolution=480)
    scene = Scene()
    ticket, done = scene.open(), scene.open()
    actions.solve(done, by=scene.mika())
    assert (sweeps.promises_anew(scene.at), sweeps.promises_anew(scene.at)) == (1, 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE promises_target SET minutes = 240 WHERE policy_id = %s", [made.pk])
    assert sweeps.promises_anew(scene.later(minutes=1)) == 1
    assert clock(ticket, "resolution").due_at == START + 4 * HOUR
    assert clock(done, "resolution").state == "kept"


def test_another_calendar_and_other_hours_of_it() -> None:
    calendar = office()
    made = policy(resolution=480)
    scene = Scene()
    ticket = scene.open()
    made.calendar = calendar
    made.save()
    scene.later(hours=1)
    sweeps.promises_anew(scene.at)
    # Eight hours end with the day; the last moment that is in time is the next day's first.
    assert clock(ticket, "resolution").due_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    calendar.days_off = ["2026-11-24", "2026-11-25"]
    calendar.save()
    sweeps.promises_anew(scene.at)
    assert clock(ticket, "resolution").due_at == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def test_a_new_policy_in_front_of_the_old_one_and_none_at_all() -> None:
    old = policy("Old", position=5, resolution=480)
    scene = Scene()
    ticket = scene.open()
    new = policy("New", position=1, resolution=60, first_response=30)
    sweeps.promises_anew(scene.at)
    assert (clock(ticket, "resolution").policy_id, due(ticket)) == (new.pk, START + HOUR / 2)
    new.delete()
    sweeps.promises_anew(scene.at)
    assert (clock(ticket, "resolution").policy_id, due(ticket)) == (old.pk, START + 8 * HOUR)
    assert clock(ticket, "first_response").state == "cancelled"
    Policy.objects.update(is_active=False)
    sweeps.promises_anew(scene.at)
    assert (clock(ticket, "resolution").state, due(ticket)) == ("cancelled", None)


def test_a_deleted_policy_is_survived_before_the_sweep_comes_too() -> None:
    made = policy(resolution=60)
    scene = Scene()
    ticket = scene.open()
    made.delete()
    scene.later(minutes=50)
    scene.sweep()
    standard = Policy.objects.get(name="Standard")
    assert clock(ticket, "resolution").policy_id == standard.pk


def test_a_policy_without_a_calendar_runs_around_the_clock() -> None:
    policy(resolution=24 * 60)
    scene = Scene()
    scene.at = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    assert due(scene.open()) == datetime(2026, 11, 28, 20, 0, tzinfo=UTC)


def test_a_target_longer_than_its_calendar_is_no_promise_and_opens_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rare = Calendar.objects.create(name="Rare", hours={"sun": [["09:00", "09:01"]]})
    policy(calendar=rare, resolution=60 * 60, first_response=1)
    ticket = Scene().open()
    assert clock(ticket, "first_response").state == "running"
    assert not Promise.objects.filter(ticket=ticket, kind="resolution").exists()
    assert "gets no promise of resolution" in caplog.text


def test_a_calendar_that_promises_hang_on_is_not_deleted() -> None:
    calendar = office()
    policy(calendar=calendar, resolution=60)
    with pytest.raises(IntegrityError), transaction.atomic():
        calendar.delete()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"warn_at": [50, 100]}, "At 100 % the promise is broken"),
        ({"pauses": {"customer": ["first_response"]}}, "“first_response” never pauses"),
        ({"pauses": {"weekend": ["resolution"]}}, "“weekend” is no wait"),
        (
            {"conditions": {"all": [{"fact": "owner", "how": "is", "value": 1}]}},
            "cannot hang on “owner”",
        ),
        ({"conditions": {"all": [{"fact": "moon", "how": "is", "value": 1}]}}, "no fact called"),
    ],
)
def test_a_policy_that_cannot_be_kept_is_refused(facts: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Policy(name="Bad", **facts).full_clean()
    with pytest.raises(BadPolicy, match=message):
        Policy.objects.create(name="Bad", **facts)


def test_targets_are_some_time_and_one_a_kind() -> None:
    made = policy(resolution=60)
    for facts in ({"kind": "resolution", "minutes": 5}, {"kind": "first_response", "minutes": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.create(policy=made, **facts)


def test_the_book_is_read_again_only_after_a_change() -> None:
    first = book()
    assert book() is first
    policy(resolution=60)
    assert book() is not first


def test_what_a_customer_bought_chooses_the_policy_and_buying_more_changes_it() -> None:
    gold = Plan.objects.create(name="Gold")
    better = policy("Gold", resolution=60)
    better.conditions = {"all": [{"fact": "plan", "how": "is", "value": gold.pk}]}
    better.save()
    policy("Others", position=2, resolution=480)
    scene = Scene()
    ticket = scene.open()
    assert due(ticket) == START + 8 * HOUR
    sweeps.promises_anew(scene.at)
    Organisation.objects.filter(people=scene.people.ada).update(plan=gold)
    assert sweeps.promises_anew(scene.at) == 1
    assert (clock(ticket, "resolution").policy_id, due(ticket)) == (better.pk, START + HOUR)


def test_channel_category_and_priority_choose_too() -> None:
    fault = Category.objects.get(name="Fault")
    urgent = policy("Urgent faults", resolution=30)
    urgent.conditions = {
        "all": [{"fact": "category", "how": "is", "value": fault.pk},
                {"fact": "priority", "how": "at_most", "value": 2}],
        "none": [{"fact": "channel", "how": "is", "value": "chat"}],
    }  # fmt: skip
    urgent.save()
    policy("Others", position=2, resolution=480)
    scene = Scene()
    ticket = scene.open()
    actions.change(ticket, facts={"category": fault.pk}, by=scene.mika())
    assert due(ticket) == START + 8 * HOUR
    actions.change(ticket, facts={"impact": 1}, by=scene.mika())
    assert (clock(ticket, "resolution").policy_id, due(ticket)) == (urgent.pk, START + HOUR / 2)


def test_conditions_broken_from_outside_fit_nobody(caplog: pytest.LogCaptureFixture) -> None:
    broken = policy("Broken", resolution=60)
    Policy.objects.filter(pk=broken.pk).update(conditions={"all": "everything"})
    ticket = Scene().open()
    assert clock(ticket, "resolution").policy_id == Policy.objects.get(name="Standard").pk
    assert "the policy Broken fits no ticket" in caplog.text
