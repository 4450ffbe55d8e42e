"""Invariant 1 over a whole desk in motion: whatever happens, somebody is responsible for each ticket.

Random people do every verb there is, administrators change rules and people under them, time passes
with and without sweeps, jobs wait, run, run twice or die over any statement. After each step the
tables are asked, in SQL of the test's own, whether anybody was dropped.

A bounded number of steps; `DESK_STEPS=5000` makes it a full run, `DESK_SEED=7` another one. A story that
ends badly is told as it was; `DESK_SHRINK=1` looks for its shortest form, which takes minutes.
"""

import logging
import os
import random
from collections.abc import Callable, Sequence
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, currently_in_test_context, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from flows.desk_in_motion import Desk, Ears
from flows.desk_oracle import Oracle
from flows.desk_settings import PEOPLE, SETTINGS, prepare
from flows.desk_verbs import ESCALATION_VERBS, TICKET_VERBS, Verb, open_one
from flows.desk_worker import Sweep, Worker
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db
# Moves of one story, and the steps these usually come to: a busy spell is ten of them.
MOVES_OF_A_STORY, STEPS_OF_A_STORY = 20, 75
STEPS = int(os.environ.get("DESK_STEPS", "800"))
SEED = int(os.environ.get("DESK_SEED", "0"))
SHRINKS = "DESK_SHRINK" in os.environ
LUCK = st.integers(0, 10**4)
# Before which statement the process dies; mostly it does not.
DEATHS = [None] * 7 + [2, 6, 12, 20, 35, 60]
DEATH = st.sampled_from(DEATHS)
# What makes most of the days of a desk.
HEART = ["take", "next", "assign", "reply and wait", "customer writes", "wait on third party"]
WHILES = [1, 7, 30, 61, 200, 600, 24 * 60, 5 * 24 * 60]
MINUTES = st.sampled_from(WHILES)
JOBS = ["work", "work", "forget", "leave", "all"]
SPELL = 10


class DeskInMotion(RuleBasedStateMachine):
    """One story of one desk; all of it is taken back at the end."""

    clocks: ClassVar[Sequence[Sweep] | None] = None
    counts: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.ears = Ears()
        logging.getLogger("handrail").addHandler(self.ears)
        self.desk = Desk()
        self.worker = Worker(self.desk, self.ears, self.clocks)
        self.oracle = Oracle(self.desk, self.worker)
        self.steps = 0

    def teardown(self) -> None:
        logging.getLogger("handrail").removeHandler(self.ears)
        self._count("died", self.worker.deaths)
        self._count("jobs done", self.worker.done)
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    def _count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def _step(self, what: str) -> None:
        self.steps += 1
        self._count("steps")
        self._count(what)

    def _act(self, what: str, verb: Callable[[], object], dies: int | None = None) -> None:
        done = self.desk.act(verb, dies=dies)
        self._step(f"{what}: {'done' if done else 'no'}")
        if currently_in_test_context():
            note(f"# {self.desk.at:%d %H:%M} {what}: {'done' if done else self.desk.no}")
        self.oracle.look()

    def _verb(
        self, name: str, verb: Verb, ticket: int, who: int, luck: int, dies: int | None
    ) -> None:
        found = self.desk.ticket(ticket)
        if found is not None:
            somebody = self.desk.who(who)
            self._act(name, lambda: verb(self.desk, found, somebody, luck), dies)

    @initialize(luck=LUCK, number=st.integers(0, 2**32), length=st.integers(0, 6))
    def begin(self, luck: int, number: int = 0, length: int = 0) -> None:
        """A furnished desk with two requests on it, one on its way up, after some busy spells."""
        prepare(self.desk, luck)
        for one in (luck, luck + 1):
            self._act("open", lambda n=one: open_one(self.desk, n))
        self.somebody_hands_over("escalate", ticket=1, who=0, luck=luck, dies=None)
        for _ in range(length):
            self.a_busy_spell(number)

    @rule(luck=LUCK, dies=DEATH)
    def somebody_asks(self, luck: int, dies: int | None) -> None:
        if Ticket.objects.active().count() < 12:
            self._act("open", lambda: open_one(self.desk, luck), dies)

    @rule(name=st.sampled_from(list(TICKET_VERBS)), ticket=LUCK, who=LUCK, luck=LUCK, dies=DEATH)
    def somebody_works(self, name: str, ticket: int, who: int, luck: int, dies: int | None) -> None:
        self._verb(name, TICKET_VERBS[name], ticket, who, luck, dies)

    @rule(name=st.sampled_from(HEART), ticket=LUCK, who=LUCK, luck=LUCK, dies=DEATH)
    def an_agent_works(self, name: str, ticket: int, who: int, luck: int, dies: int | None) -> None:
        self._verb(name, TICKET_VERBS[name], ticket, who, luck, dies)

    @rule(
        name=st.sampled_from(list(ESCALATION_VERBS)), ticket=LUCK, who=LUCK, luck=LUCK, dies=DEATH
    )
    def somebody_hands_over(
        self, name: str, ticket: int, who: int, luck: int, dies: int | None
    ) -> None:
        self._verb(name, ESCALATION_VERBS[name], ticket, who, luck, dies)

    @rule(name=st.sampled_from(list(PEOPLE)), luck=LUCK, dies=DEATH)
    def somebody_comes_or_goes(self, name: str, luck: int, dies: int | None) -> None:
        self._act(name, lambda: PEOPLE[name](self.desk, luck), dies)

    @rule(name=st.sampled_from(list(SETTINGS)), luck=LUCK, dies=DEATH)
    def an_administrator_changes(self, name: str, luck: int, dies: int | None) -> None:
        self._act(name, lambda: SETTINGS[name](self.desk, luck), dies)

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.desk.later(minutes)
        self._step("time passes")
        self.worker.round(self.desk.at)
        self.oracle.look()
        self.oracle.look_after_a_round()

    @rule(minutes=MINUTES, dies=st.integers(1, 300))
    def time_passes_over_a_dying_worker(self, minutes: int, dies: int) -> None:
        self.desk.later(minutes)
        self._step("time passes")
        self._count("sweeps died", self.worker.round_that_dies(dies))
        self.worker.round(self.desk.at)
        self.oracle.look()
        self.oracle.look_after_a_round()

    @rule(how=st.sampled_from(JOBS), luck=LUCK, dies=DEATH)
    def jobs_are_done_or_not(self, how: str, luck: int, dies: int | None) -> None:
        self._step(f"jobs: {how}")
        match how:
            case "leave":
                self.worker.leave(luck)
            case "all":
                self.worker.work_off()
            case _:
                self.worker.work(1 + luck % 8, dies=dies, forgets=how == "forget")
        self.oracle.look()

    @rule(number=st.integers(0, 2**32))
    def a_busy_spell(self, number: int) -> None:
        """Ten steps at once, drawn evenly: stories go deeper than a search by single steps does."""
        dice = random.Random(f"{number} in story of {self.steps}")
        for _ in range(SPELL):
            self._anything(dice)

    def _anything(self, dice: random.Random) -> None:
        luck, dies = dice.randrange(10**4), dice.choice(DEATHS)
        some = {
            "ticket": dice.randrange(10**4),
            "who": dice.randrange(10**4),
            "luck": luck,
            "dies": dies,
        }
        steps: list[tuple[int, Callable[[], object]]] = [
            (2, lambda: self.somebody_asks(luck, dies)),
            (6, lambda: self.somebody_works(dice.choice(list(TICKET_VERBS)), **some)),
            (3, lambda: self.an_agent_works(dice.choice(HEART), **some)),
            (6, lambda: self.somebody_hands_over(dice.choice(list(ESCALATION_VERBS)), **some)),
            (2, lambda: self.somebody_comes_or_goes(dice.choice(list(PEOPLE)), luck, dies)),
            (2, lambda: self.an_administrator_changes(dice.choice(list(SETTINGS)), luck, dies)),
            (2, lambda: self.time_passes(dice.choice(WHILES))),
            (2, lambda: self.time_passes_over_a_dying_worker(dice.choice(WHILES), luck % 300)),
            (3, lambda: self.jobs_are_done_or_not(dice.choice(JOBS), luck, dies)),
        ]
        weights = [weight for weight, _ in steps]
        dice.choices(steps, weights)[0][1]()


def drive(machine: type[DeskInMotion], steps: int, number: int) -> None:
    """So many steps of stories that differ by their number."""
    phases = [Phase.generate, Phase.shrink] if SHRINKS else [Phase.generate]
    run = settings(
        max_examples=max(1, steps // STEPS_OF_A_STORY), stateful_step_count=MOVES_OF_A_STORY,
        deadline=None, database=None, phases=phases, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seed(number)(machine), settings=run)


def test_nobody_is_dropped_whatever_happens() -> None:
    DeskInMotion.counts.clear()
    drive(DeskInMotion, STEPS, SEED)
    print(dict(sorted(DeskInMotion.counts.items())))
    assert DeskInMotion.counts["steps"] > STEPS // 4
