"""Time rules: due when they say, once for each turn, and the sweep reads only what is due."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from handrail.automation.models import Due, TimeRule, Winding
from handrail.automation.rules import ends_within
from handrail.base import settings_log
from handrail.base.by import By
from handrail.desk.models import Calendar, Team
from handrail.jobs import sweeps
from handrail.tickets import actions
from rooms.automation.scene import MONDAY, Scene, hours, runs, sweep, tag, tags_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_due_after_its_minutes_and_not_before(scene: Scene) -> None:
    scene.time_rule(tag("late"), after_minutes=90)
    ticket = scene.ask()
    assert sweep(MONDAY + hours(1.49)) == 0 and tags_of(ticket) == []
    sweep(MONDAY + hours(1.5))
    assert tags_of(ticket) == ["late"]
    sweep(MONDAY + hours(9))
    assert len(runs()) == 1


def test_a_new_turn_is_a_new_clock(scene: Scene) -> None:
    scene.time_rule({"do": "note", "text": "Waited long"}, since="turn")
    ticket, mika = scene.ask(), scene.people.mika
    actions.reply(ticket, author=mika, text="Hm", by=By.person(mika, MONDAY + hours(0.5)))
    assert Due.objects.get().due_at == MONDAY + hours(1.5)
    sweep(MONDAY + hours(1.2))
    assert not runs()
    sweep(MONDAY + hours(1.6))
    actions.hear(ticket, author=scene.people.ada, text="And?", channel="email",
                 by=By.person(scene.people.ada, MONDAY + hours(3)))  # fmt: skip
    sweep(MONDAY + hours(5))
    assert len(runs()) == 2


def test_only_open_hours_count_where_they_shall(scene: Scene) -> None:
    office = Calendar.objects.create(name="Office", hours={"mon": [["08:00", "10:00"]]})
    Team.objects.filter(slug="tier-1").update(calendar=office)
    scene.time_rule(tag("late"), after_minutes=90, business=True)
    scene.ask()
    assert Due.objects.get().due_at == MONDAY + timedelta(days=7) - hours(0.5)


def test_conditions_are_asked_when_it_is_due_and_again_when_something_happens(scene: Scene) -> None:
    vip = {"all": [{"fact": "tags", "how": "contains", "value": "vip"}]}
    scene.time_rule({"do": "note", "text": "VIP"}, conditions=vip, since="opened")
    ticket = scene.ask()
    sweep(MONDAY + hours(2))
    assert not runs() and not Due.objects.get().is_waiting
    facts = {"tags": ["vip"]}
    actions.change(ticket, facts=facts, by=By.person(scene.people.mika, MONDAY + hours(3)))
    sweep(MONDAY + hours(3.1))
    assert len(runs()) == 1


def test_a_ticket_that_is_done_has_only_the_clock_of_what_is_solved(scene: Scene) -> None:
    scene.time_rule(tag("open"), name="Open")
    scene.time_rule(tag("solved"), name="Solved", since="solved")
    ticket, by = scene.ask(), By.person(scene.people.mika, MONDAY)
    actions.solve(ticket, by=by)
    sweep(MONDAY + hours(2))
    assert tags_of(ticket) == ["solved"]


def test_switching_on_sets_the_clocks_of_the_tickets_there_are(scene: Scene) -> None:
    first, second, done = scene.ask(), scene.ask(), scene.ask()
    actions.solve(done, by=By.person(scene.people.mika, MONDAY))
    rule = scene.time_rule(tag("late"), since="opened")
    assert not Due.objects.exists()
    assert sweeps.wind_time_rules(MONDAY) == 2
    assert sweeps.wind_time_rules(MONDAY) == 0, "nothing is left to do"
    assert set(Due.objects.values_list("ticket", flat=True)) == {first.pk, second.pk}
    rule.after_minutes = 120
    settings_log.keep(rule, by=scene.root)
    sweeps.wind_time_rules(MONDAY)
    assert set(Due.objects.values_list("due_at", flat=True)) == {MONDAY + hours(2)}
    rule.is_active = False
    settings_log.keep(rule, by=scene.root)
    sweep(MONDAY + hours(3))
    sweeps.wind_time_rules(MONDAY)
    assert not runs() and not Winding.objects.exists()
    rule.is_active = True
    settings_log.keep(rule, by=scene.root)
    sweeps.wind_time_rules(MONDAY)
    sweep(MONDAY + hours(3))
    assert len(runs()) == 2


def test_the_sweep_reads_only_what_is_due(scene: Scene) -> None:
    """One clock that has ended among ten thousand that have not: one entry of the index is read."""
    scene.time_rule(tag("late"))
    ticket, far = scene.ask(), MONDAY + timedelta(days=300)
    others = TimeRule.objects.bulk_create(
        TimeRule(name=f"Other {n}", after_minutes=5) for n in range(10_000)
    )
    Due.objects.bulk_create(
        Due(rule=rule, ticket=ticket, since=MONDAY, due_at=far) for rule in others
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE automation_due")
    due = Due.objects.filter(is_waiting=True, due_at__lte=MONDAY + hours(2)).order_by("due_at")
    plan = due[:500].explain(analyze=True)
    assert "using rules_due" in plan and "rows=1 " in plan.split("using rules_due")[1]
    assert "Removed by Filter" not in plan
    assert sweep(MONDAY + hours(2)) == 1 and tags_of(ticket) == ["late"]
    assert Due.objects.filter(is_waiting=True).count() == 10_000


@given(seconds=st.integers(1, 10**6), opens=st.integers(0, 86_399), span=st.integers(1, 86_400))
def test_the_end_is_the_first_moment_at_which_enough_has_passed(
    seconds: int, opens: int, span: int
) -> None:
    """Against a calendar of one daily span, counted with plain arithmetic."""
    day = 86_400
    span = min(span, day - opens)

    def passed(at: int) -> int:
        days, rest = divmod(at, day)
        return days * span + min(max(rest - opens, 0), span)

    def seconds_open(start: object, end: object) -> int:
        return passed(int((end - MONDAY).total_seconds()))  # type: ignore[operator]

    found = ends_within(MONDAY, seconds, seconds_open)
    if found is None:
        assert seconds / span * day > 300 * day
        return
    at = int((found - MONDAY).total_seconds())
    assert passed(at) >= seconds > passed(at - 1)
