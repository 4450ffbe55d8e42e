"""Invariants 2 and 6 under random verbs and sweeps: rows are the log's, and a count of minutes agrees."""

import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.base.by import By
from handrail.escalation import actions as escalation
from handrail.escalation.models import Handoff
from handrail.people.rules import NotAllowed
from handrail.promises.models import Consequence, Promise
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.promises.scene import START, WEEK, Scene, office, policy
from rules import minutes as naive
from rules.minutes import Plain
from truth import same_as_log

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("PROMISE_EXAMPLES", "8"))
SAID_NO = (actions.Refused, escalation.HandoffRefused, NotAllowed)
PACKAGE = escalation.Package(wanted="Look", tried="All")
HOURS = Plain(
    "UTC", {day: [(a, b) for a, b in spans] for day, spans in WEEK.items()}, frozenset(), {}
)


def _accept(scene: Scene, ticket: Ticket, by: By) -> None:
    found = Handoff.objects.filter(ticket=ticket, state="offered").first()
    if found is not None:
        escalation.accept(found, agent=scene.people.root, by=By.person(scene.people.root, scene.at))


VERBS: list[Callable[[Scene, Ticket, By], object]] = [
    lambda s, t, by: s.reply(t, "wait"),
    lambda s, t, by: s.reply(t, "keep"),
    lambda s, t, by: s.reply(t, "solve"),
    lambda s, t, by: s.hear(t),
    lambda s, t, by: s.hear(t),
    lambda s, t, by: actions.wait(t, on="third_party", by=by),
    lambda s, t, by: actions.resume(t, by=by),
    lambda s, t, by: actions.solve(t, by=by),
    lambda s, t, by: actions.reopen(t, by=by),
    lambda s, t, by: actions.take(t, person=s.people.mika, by=by),
    lambda s, t, by: actions.change(t, facts={"urgency": 1 + s.at.minute % 3}, by=by),
    lambda s, t, by: actions.mark_spam(t, by=by),
    lambda s, t, by: actions.clear_spam(t, by=by),
    lambda s, t, by: escalation.escalate(t, package=PACKAGE, by=by),
    _accept,
]


class Watch:
    """Somebody with a stopwatch who sees only the ticket's state, never its log."""

    def __init__(self) -> None:
        self.at, self.stands, self.used = START, False, 0

    def look(self, ticket: Ticket, at: datetime) -> None:
        """Count the minutes since the last look, if they counted, and see how it stands now."""
        if not self.stands:
            self.used += naive.used(HOURS, self.at, at, [])
        self.at = at
        self.stands = Ticket.objects.get(pk=ticket.pk).state != "open"


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), target=st.integers(30, 3000))
def test_a_stopwatch_and_the_log_agree_with_the_promise(seed: int, target: int) -> None:
    with transaction.atomic():
        _live(random.Random(seed), target, Watch())
        transaction.set_rollback(True)


class Deaf(Watch):
    """One who never hears that a ticket waits."""

    def look(self, ticket: Ticket, at: datetime) -> None:
        super().look(ticket, at)
        self.stands = False


def test_a_stopwatch_that_never_stands_still_is_found_out() -> None:
    """The negative control."""
    with pytest.raises(AssertionError):
        for seed in range(20):
            with transaction.atomic():
                _live(random.Random(seed), 600, Deaf())
                transaction.set_rollback(True)


def _live(dice: random.Random, target: int, watch: Watch) -> None:
    made = policy(calendar=office(), resolution=target, first_response=60, next_response=90,
                  time_in_tier=200, accept_handoff=30)  # fmt: skip
    for percent, deed in ((50, "notify_owner"), (90, "escalate"), (100, "reassign")):
        Consequence.objects.create(policy=made, at_percent=percent, action=deed)
    scene = Scene()
    ticket = scene.open()
    for _ in range(25):
        scene.later(minutes=dice.choice((1, 7, 40, 200, 900)))
        try:
            with transaction.atomic():
                dice.choice(VERBS)(scene, ticket, scene.mika())
        except SAID_NO:
            pass
        watch.look(ticket, scene.at)
        scene.sweep()
        same_as_log(ticket.pk)
        _agree(ticket, watch, target)


def _agree(ticket: Ticket, watch: Watch, target: int) -> None:
    row = Promise.objects.filter(ticket=ticket, kind="resolution").latest("id")
    if watch.used != target:
        assert (row.broken_at is not None) == (watch.used > target), row
    if row.state == "running" and row.due_at is not None:
        ahead = naive.due(HOURS, watch.at, target - watch.used, [], watch.at + timedelta(days=4))
        assert ahead is None or ahead == row.due_at
    elif row.broken_at is None:
        assert watch.stands, "a clock that does not run has a reason"
