"""Negative controls: a desk that lets somebody fall is found out by what looks after each step."""

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, connection

from flows.test_no_customer_falls_through import DeskInMotion
from handrail.base.by import By
from handrail.base.store import bind
from handrail.escalation import stints
from handrail.escalation.models import Stint
from handrail.flow.events import Alerted
from handrail.flow.reactions import REACTIONS
from handrail.jobs import sweeps
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db
Story = Callable[[DeskInMotion], None]
A_DAY = 24 * 60


@pytest.fixture
def machine() -> Iterator[DeskInMotion]:
    made = DeskInMotion()
    yield made
    made.teardown()


def _time_passes(machine: DeskInMotion) -> None:
    machine.time_passes(2 * A_DAY)


def _owner_is_shut_out(machine: DeskInMotion) -> None:
    machine.somebody_works("take", ticket=1, who=0, luck=0, dies=None)
    machine.somebody_comes_or_goes("is shut out", luck=0, dies=None)


def _offer_is_left(machine: DeskInMotion) -> None:
    machine.somebody_hands_over("escalate", ticket=1, who=0, luck=1, dies=None)
    _time_passes(machine)


def _time_rule_is_on(machine: DeskInMotion) -> None:
    machine.an_administrator_changes("time rule on or off", luck=1, dies=None)
    _time_passes(machine)


def _a_request_comes(machine: DeskInMotion) -> None:
    machine.somebody_asks(luck=3, dies=None)


STORIES: list[tuple[Callable[..., int], Story, str]] = [
    (sweeps.give_attention, _time_passes, "was due for a look"),
    (sweeps.return_from_absent, _owner_is_shut_out, "owned by somebody absent"),
    (sweeps.expire_offers, _offer_is_left, "has an offer that ran out"),
    (sweeps.promises_due, _time_passes, "has a promise nobody looked at"),
    (sweeps.run_time_rules, _time_rule_is_on, "has a time rule that did not run"),
]


@pytest.mark.parametrize(("clock", "story", "fault"), STORIES)
def test_a_clock_that_nobody_reads(
    machine: DeskInMotion, clock: Callable[..., int], story: Story, fault: str
) -> None:
    machine.begin(luck=0)
    machine.worker.clocks.remove(clock)
    with pytest.raises(AssertionError, match=fault):
        story(machine)


@pytest.mark.parametrize("story", [story for _, story, _ in STORIES])
def test_with_every_clock_the_same_stories_end_well(machine: DeskInMotion, story: Story) -> None:
    machine.begin(luck=0)
    story(machine)


def drop_the_trigger() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ticket_has_a_stint ON tickets_ticket")
        cursor.execute("DROP TRIGGER stint_ends_into_another ON escalation_stint")


def lose_the_stint() -> None:
    number = Ticket.objects.active().order_by("pk").values_list("pk", flat=True)[0]
    Stint.objects.filter(ticket=number).update(ended_at="2026-11-23T10:00Z", outcome="lost")


def test_a_lost_stint_is_refused_by_the_database_and_without_it_seen(machine: DeskInMotion) -> None:
    machine.begin(luck=0)
    with pytest.raises(IntegrityError, match="nobody is responsible"):
        machine._act("loses a stint", lose_the_stint)
    drop_the_trigger()
    with pytest.raises(AssertionError, match="open owning stint"):
        machine._act("loses a stint", lose_the_stint)


@pytest.fixture
def no_beginnings() -> Iterator[None]:
    """The product without the reaction that begins stints."""
    bind({kind: [r for r in story if r is not stints.begin] for kind, story in REACTIONS.items()})
    yield
    bind(REACTIONS)


def test_without_its_reaction_no_request_comes_in(
    machine: DeskInMotion, no_beginnings: None
) -> None:
    with pytest.raises(IntegrityError, match="nobody is responsible"):
        _a_request_comes(machine)
    drop_the_trigger()
    with pytest.raises(AssertionError, match="open owning stint"):
        _a_request_comes(machine)


def test_what_is_done_twice(machine: DeskInMotion) -> None:
    machine.begin(luck=0)
    at = machine.desk.at
    alert = Alerted(promise=1, clock="resolution", percent=100, due_at=at)
    ticket = locked(Ticket.objects.active()[0])
    machine._act("warns", lambda: happen(ticket, alert, By.system(at)))
    with pytest.raises(AssertionError, match="was alerted of twice"):
        machine._act("warns", lambda: happen(ticket, alert, By.system(at)))


def test_what_happens_behind_the_logs_back(machine: DeskInMotion) -> None:
    machine.begin(luck=0)
    Ticket.objects.update(preview="Something else")
    with pytest.raises(AssertionError):
        machine.somebody_works("note", ticket=1, who=0, luck=0, dies=None)


def test_a_fault_that_the_program_caught_and_wrote_down(machine: DeskInMotion) -> None:
    machine.begin(luck=0)
    sweeps.logger.error("something failed")
    with pytest.raises(AssertionError, match="something failed"):
        machine.time_passes(1)
