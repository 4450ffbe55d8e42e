"""Whatever the rules say, every chain ends: positions grow along it, and a rule runs once for an act."""

import os
import random
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from handrail.automation import rules
from handrail.automation.models import Run, Trigger
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.automation.scene import MONDAY, Scene, hours, runs, sweep, tag, work_off
from truth import same_as_log

pytestmark = pytest.mark.django_db
KINDS = ["ticket.opened", "ticket.changed", "ticket.noted", "ticket.waits", "ticket.resumed",
         "ticket.solved", "ticket.customer_wrote", "ticket.assigned", "ticket.released",
         "handoff.offered", "ticket.moved"]  # fmt: skip
DEEDS: list[dict[str, Any]] = [
    tag("a"), tag("b"), {"do": "remove_tags", "tags": ["a"]}, {"do": "remove_tags", "tags": ["b"]},
    {"do": "set_urgency", "urgency": 1}, {"do": "set_urgency", "urgency": 3},
    {"do": "note", "text": "again"}, {"do": "wait", "on": "customer"}, {"do": "release"},
    {"do": "wait", "on": "until", "minutes": 5}, {"do": "escalate", "wanted": "please"},
    {"do": "reply", "text": "again"}, {"do": "solve"},
]  # fmt: skip
KINDS_OF_ONE = st.lists(st.sampled_from(KINDS), min_size=3, max_size=8, unique=True)
RULES = st.lists(
    st.tuples(
        KINDS_OF_ONE.map(lambda kinds: sorted({*kinds, "ticket.opened"})),
        st.lists(st.sampled_from(DEEDS), min_size=1, max_size=3),
        st.integers(0, 5),
    ),
    min_size=2, max_size=7,
)  # fmt: skip
ACTS = st.lists(st.sampled_from(["hear", "note", "change", "reply", "hour"]), max_size=4)
EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
MOST_JOBS = 400


class Undone(Exception):
    """Takes an example's rows back."""


def act(scene: Scene, ticket: Ticket, what: str, number: int) -> None:
    """One thing a person or the clock does, where it fits the ticket as it stands."""
    mika, at = scene.people.mika, MONDAY + hours(number)
    by = By.person(mika, at)
    try:
        match what:
            case "hear":
                actions.hear(ticket, author=scene.people.ada, text="more", channel="email",
                             by=By.person(scene.people.ada, at))  # fmt: skip
            case "note":
                actions.note(ticket, author=mika, text="n", by=by)
            case "change":
                actions.change(ticket, facts={"tags": [f"t{number}"]}, by=by)
            case "reply":
                actions.reply(ticket, author=mika, text="r", then="wait", by=by)
            case "hour":
                actions.resume(ticket, by=By.system(at))
    except actions.Refused:
        pass


def rings() -> list[str]:
    """What the oracle finds by walking every run back through its causes, line by line."""
    found = []
    every = {line.pk: line for line in EventRecord.objects.all()}
    for line in every.values():
        positions, back = [], line
        while True:
            if back.kind == "automation.began":
                positions.append(back.payload["position"])
            if back.cause is None:
                break
            back = every[back.cause]
        if positions != sorted(set(positions), reverse=True):
            found.append(f"{line.kind} #{line.pk} follows from positions {positions[::-1]}")
    return found


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_rules=RULES, acts=ACTS)
def test_any_rules_over_any_events_end(given_rules: Any, acts: list[str]) -> None:
    with pytest.raises(Undone), transaction.atomic():
        scene = Scene()
        for kinds, deeds, position in given_rules:
            scene.trigger(kinds, *deeds, position=position)
        ticket = scene.ask()
        assert work_off(MOST_JOBS) < MOST_JOBS
        for number, what in enumerate(acts, start=1):
            act(scene, ticket, what, number)
            assert work_off(MOST_JOBS) < MOST_JOBS
        assert not rings()
        origins = Counter((run.key.partition("<")[2], run.rule) for run in Run.objects.all())
        assert not [key for key, count in origins.items() if count > 1]
        acted = EventRecord.objects.filter(ticket_id=ticket.pk, actor="person").count()
        assert len(runs()) <= len(given_rules) * (acted + len(acts))
        event(f"{min(len(runs()), 8)} runs, 8 meaning more")
        same_as_log(ticket.pk)
        raise Undone


def ring(scene: Scene) -> None:
    """Two rules of which each undoes the other, for ever."""
    has = {"all": [{"fact": "tags", "how": "contains", "value": "a"}]}
    lacks = {"all": [{"fact": "tags", "how": "lacks", "value": "a"}]}
    scene.trigger(["ticket.opened", "ticket.changed"], tag("a"), conditions=lacks, position=1)
    remove = {"do": "remove_tags", "tags": ["a"]}
    scene.trigger("ticket.changed", remove, conditions=has, position=2)


def test_a_ring_of_two_goes_round_once(scene: Scene) -> None:
    ring(scene)
    scene.ask()
    assert work_off(MOST_JOBS) < MOST_JOBS
    assert len(runs()) == 2 and not rings()


def test_without_the_guards_the_oracle_sees_the_ring(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: no order, and no two origins alike."""
    numbers = iter(range(10_000))
    monkeypatch.setattr(rules, "may_start", lambda listed, floor: list(listed))
    monkeypatch.setattr(rules, "run_key", lambda rule, ticket, origin: f"{rule}{next(numbers)}")
    ring(scene)
    scene.ask()
    assert work_off(30) == 30, "it never ends"
    assert rings()


def test_without_the_order_alone_the_oracle_sees_it_too(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "may_start", lambda listed, floor: list(listed))
    scene.trigger("ticket.changed", tag("late"), position=1)
    scene.trigger("ticket.opened", tag("first"), position=2)
    scene.ask()
    work_off()
    assert rings()


def test_without_the_guards_random_rules_go_round(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same oracle over random rules without the guards: it must find rings."""
    numbers = iter(range(100_000))
    monkeypatch.setattr(rules, "may_start", lambda listed, floor: list(listed))
    monkeypatch.setattr(rules, "run_key", lambda rule, ticket, origin: f"{rule}{next(numbers)}")
    luck = random.Random(3)
    for number in range(6):
        kinds = sorted({"ticket.opened", *luck.sample(KINDS, 4)})
        scene.trigger(kinds, *luck.sample(DEEDS, 3), position=luck.randint(0, 5), name=f"R{number}")
    scene.ask()
    work_off(60)
    assert rings()


def test_a_ring_through_time_ends_as_well(scene: Scene) -> None:
    """A rule that makes a ticket wait, started by the end of that very wait."""
    scene.trigger(["ticket.opened", "ticket.resumed"], {"do": "wait", "on": "until", "minutes": 60})
    ticket = scene.ask()
    work_off()
    for day in range(1, 6):
        actions.resume(ticket, by=By.system(MONDAY + hours(24 * day)))
        work_off()
    assert len(runs()) <= 2


def test_a_time_rule_that_winds_its_own_clock_runs_once_for_an_act(scene: Scene) -> None:
    scene.time_rule({"do": "note", "text": "Still nothing"}, since="changed")
    ticket = scene.ask()
    for hour in range(1, 30):
        sweep(MONDAY + hours(1.1 * hour))
    assert ticket.notes.count() == 1
    actions.note(ticket, author=scene.people.mika, text="I look",
                 by=By.person(scene.people.mika, MONDAY + hours(40)))  # fmt: skip
    for hour in range(41, 60):
        sweep(MONDAY + hours(hour))
    assert ticket.notes.count() == 3


def test_what_time_rules_do_starts_the_triggers_behind_them(scene: Scene) -> None:
    scene.time_rule(tag("late"), since="opened", position=10)
    scene.trigger("ticket.changed", tag("seen"), position=100)
    scene.trigger("ticket.changed", tag("before"), position=5)
    ticket = scene.ask()
    sweep(MONDAY + hours(2))
    work_off()
    assert Ticket.objects.get(pk=ticket.pk).tags == ["late", "seen"]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_the_test_stands_where_triggers_can_be(scene: Scene) -> None:
    assert set(KINDS) <= set(rules.OCCASIONS)
    assert not Trigger.objects.filter(is_active=True).exists()
