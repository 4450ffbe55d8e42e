"""Every figure equals a slow count over the log, whatever happened (invariant 2)."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.base.models import EventRecord
from handrail.desk.models import Team, Tier
from handrail.insight.queries import figures
from handrail.insight.rules import KPIS, Period
from handrail.insight.scopes import of_team, of_tier
from rooms.insight import naive
from rooms.insight.history import (
    VERBS,
    Step,
    World,
    accept,
    answer_and_solve,
    escalate,
    open_,
    reopen,
    return_,
    take,
)

# A Friday afternoon, so that random minutes cross evenings and a weekend.
START = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(st.integers(0, len(VERBS) - 1), st.integers(0, 3), st.integers(0, 7), st.integers(0, 240)),
    max_size=40,
)  # fmt: skip


class Undone(Exception):
    """Ends an example, so that the next begins on an empty desk."""


def lines() -> list[EventRecord]:
    return list(EventRecord.objects.order_by("id"))


def assert_all_equal(period: Period, now: datetime, log: list[EventRecord]) -> None:
    for tier in Tier.objects.all():
        wanted = naive.figures(log, tier=tier.pk, level=tier.level, period=period, now=now,
                               clock=naive.minutes_at_work)  # fmt: skip
        assert figures(of_tier(tier), period, now=now).values == pytest.approx(wanted)
    for team in Team.objects.all():
        wanted = naive.figures(log, team=team.pk, period=period, now=now,
                               clock=naive.minutes_at_work)  # fmt: skip
        assert figures(of_team(team), period, now=now).values == pytest.approx(wanted)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, skipped=st.integers(0, 2000), length=st.integers(1, 6000))
def test_any_history_is_counted_as_the_log_has_it(
    steps: list[Step], skipped: int, length: int
) -> None:
    with pytest.raises(Undone), transaction.atomic():
        world = World(START)
        world.play(steps)
        first = START + timedelta(minutes=skipped)
        period = Period(first, first + timedelta(minutes=length), "UTC")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert_all_equal(period, world.at, lines())
        raise Undone


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_long_histories_are_counted_in_every_zone(seed: int) -> None:
    dice = random.Random(seed)
    world = World(START)
    world.play([
        (dice.randrange(len(VERBS)), dice.randrange(4), dice.randrange(8), dice.randrange(90))
        for _ in range(200)
    ])  # fmt: skip
    log = lines()
    assert_all_equal(Period(START, world.at, "UTC"), world.at, log)
    middle = Period(START + timedelta(days=2), world.at - timedelta(days=1), "Europe/Berlin")
    assert_all_equal(middle, world.at, log)


def play(*verbs: object) -> World:
    world = World(START)
    for verb in verbs:
        world.at += timedelta(minutes=10)
        world.do(verb, 0, 0)  # type: ignore[arg-type]
    return world


JOURNEY = (open_, take, escalate, return_, escalate, accept, answer_and_solve)


@pytest.mark.django_db
def test_one_journey_shows_one_escalation_and_one_return() -> None:
    world = play(*JOURNEY)
    period = Period(START, world.at + timedelta(minutes=1), "UTC")
    lower = figures(of_tier(Tier.objects.get(level=1)), period, now=world.at).values
    upper = figures(of_tier(Tier.objects.get(level=2)), period, now=world.at).values
    assert (lower["opened"], lower["escalation"], lower["returned_from"]) == (1, 1.0, 0.5)
    assert (lower["in_tier"], lower["first_response"], lower["solved"]) == (50 * 60, 60 * 60, 0)
    assert (upper["received"], upper["returned_to"], upper["solved"]) == (1, 0.5, 1)
    assert (upper["first_contact"], upper["resolution"], upper["in_tier"]) == (0, 3600, 600)


@pytest.mark.django_db
def test_a_reopened_ticket_was_not_solved_at_first_contact() -> None:
    world = play(open_, take, answer_and_solve)
    period = Period(START, START + timedelta(days=1), "UTC")
    tier = of_tier(Tier.objects.get(level=1))
    assert figures(tier, period, now=world.at).values["first_contact"] == 1
    world.do(reopen, 0, 0)
    after = figures(tier, period, now=world.at).values
    assert (after["first_contact"], after["reopened"], after["backlog"]) == (0, 1, 1)


@pytest.mark.django_db
def test_a_log_with_a_line_missing_is_noticed() -> None:
    """The negative control: the comparison fails when the log does not tell it all."""
    world = play(*JOURNEY)
    period = Period(START, world.at + timedelta(minutes=1), "UTC")
    log = lines()
    assert_all_equal(period, world.at, log)
    for kind in ("handoff.returned", "ticket.solved", "ticket.moved", "ticket.replied"):
        with pytest.raises(AssertionError):
            assert_all_equal(period, world.at, [line for line in log if line.kind != kind])


@pytest.mark.django_db
def test_every_figure_has_a_meaning_and_a_value() -> None:
    world = play(*JOURNEY)
    found = figures(
        of_tier(Tier.objects.get(level=1)), Period(START, world.at, "UTC"), now=world.at
    )
    assert {kpi.key for kpi in KPIS} == set(found.values)
    assert all(kpi.meaning and kpi.source for kpi in KPIS)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(django_assert_num_queries: object) -> None:
    world = play(*JOURNEY)
    scope = of_tier(Tier.objects.get(level=1))
    for days in (1, 90):
        period = Period(START - timedelta(days=days), world.at, "UTC")
        with django_assert_num_queries(8):  # type: ignore[operator]
            figures(scope, period, now=world.at)
