"""Invariants 1 and 2 under random verbs: somebody is always responsible, and the log is the truth."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import Cast, cast
from handrail.base.by import By
from handrail.desk.models import Team
from handrail.escalation import actions as escalation
from handrail.escalation.models import Handoff, Stint
from handrail.people.models import Person
from handrail.people.rules import NotAllowed
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from truth import same_as_log

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAID_NO = (actions.Refused, escalation.HandoffRefused, NotAllowed)
PACKAGE = escalation.Package(wanted="Look into it", tried="All of the article")


class Story:
    """One ticket, its cast, and a clock that each verb moves on by some minutes."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.people, self.at = dice, cast(), START
        ada = self.people.ada
        self.ticket = actions.open_ticket(
            requester=ada,
            subject="Cold",
            text="It is cold",
            channel="email",
            by=By.person(ada, self.at),
        )

    def verb(self, number: int) -> None:
        """Somebody tries something; a polite no is an answer too."""
        self.at += timedelta(minutes=self.dice.randint(1, 50))
        who = self.dice.choice(
            [self.people.mika, self.people.jo, self.people.ines, self.people.lea]
        )
        try:
            with transaction.atomic():
                VERBS[number % len(VERBS)](self, who, By.person(who, self.at))
        except SAID_NO:
            pass

    def team(self) -> Team:
        return self.dice.choice(list(Team.objects.select_related("tier").order_by("pk")))

    def handoff(self) -> Handoff:
        found = Handoff.objects.filter(ticket=self.ticket).order_by("-pk").first()
        if found is None:
            raise actions.Refused("there is no handoff")
        return found


def _hear(story: Story, who: Person, by: By) -> None:
    ada = story.people.ada
    actions.hear(
        story.ticket, author=ada, text="Still cold", channel="email", by=By.person(ada, by.at)
    )


def _reply(then: str) -> Callable[[Story, Person, By], None]:
    return lambda s, who, by: _ignore(
        actions.reply(s.ticket, author=who, text="Hm", then=then, by=by)
    )


def _ignore(_: object) -> None:
    return None


def _expire(story: Story, who: Person, by: By) -> None:
    story.at += timedelta(hours=2)
    escalation.expire(story.handoff(), now=story.at, by=By.system(story.at))


def _send_down(story: Story, who: Person, by: By) -> None:
    escalation.send_down(story.ticket, to=story.team(), answer="So", lesson="Look first", by=by)


def _look(story: Story, who: Person, by: By) -> None:
    story.at += timedelta(hours=2)
    actions.look_again(story.ticket, now=story.at, by=By.system(story.at))


def _snooze(story: Story, who: Person, by: By) -> None:
    actions.wait(story.ticket, on="until", until=by.at + timedelta(hours=1), by=by)


VERBS: list[Callable[[Story, Person, By], object]] = [
    lambda s, who, by: actions.take(s.ticket, person=who, by=by),
    lambda s, who, by: actions.assign(s.ticket, to=who, by=by),
    lambda s, who, by: actions.release(s.ticket, by=by),
    _reply("wait"), _reply("keep"), _reply("solve"), _hear, _snooze, _look, _expire, _send_down,
    lambda s, who, by: actions.note(s.ticket, author=who, text="Seen", by=by),
    lambda s, who, by: actions.wait(s.ticket, on="third_party", by=by),
    lambda s, who, by: actions.resume(s.ticket, by=by),
    lambda s, who, by: actions.solve(s.ticket, by=by),
    lambda s, who, by: actions.reopen(s.ticket, by=by),
    lambda s, who, by: actions.close(s.ticket, by=by),
    lambda s, who, by: actions.mark_spam(s.ticket, by=by),
    lambda s, who, by: actions.clear_spam(s.ticket, by=by),
    lambda s, who, by: actions.move(s.ticket, to=s.team(), by=by),
    lambda s, who, by: actions.change(s.ticket, facts={"impact": s.dice.randint(1, 3)}, by=by),
    lambda s, who, by: escalation.escalate(s.ticket, package=PACKAGE, by=by),
    lambda s, who, by: escalation.escalate(s.ticket, package=PACKAGE, to=s.team(), by=by),
    lambda s, who, by: escalation.accept(s.handoff(), agent=who, by=by),
    lambda s, who, by: escalation.return_(s.handoff(), missing="The log", by=by),
    lambda s, who, by: escalation.recall(s.handoff(), by=by),
    lambda s, who, by: escalation.pull_in(s.ticket, helper=s.people.ines, by=by),
    lambda s, who, by: escalation.leave(s.ticket, helper=s.people.ines, by=by),
    lambda s, who, by: escalation.consult(s.ticket, to=s.team(), question="Why?", by=by),
]  # fmt: skip


def nobody_is_dropped(number: int) -> None:
    """Invariant 1, by its own words."""
    ticket = Ticket.objects.get(pk=number)
    owning = list(Stint.objects.filter(ticket=number, kind="owning", ended_at=None))
    if ticket.is_done:
        assert owning == []
        return
    assert [(s.team_id, s.agent_id) for s in owning] == [(ticket.team_id, ticket.owner_id)]
    assert ticket.owner_id is not None or ticket.attention_at is not None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), verbs=st.lists(st.integers(0, 10**4), min_size=10, max_size=40))
def test_somebody_is_responsible_after_every_verb_and_the_log_says_so(
    seed: int, verbs: list[int]
) -> None:
    with transaction.atomic():
        story = Story(random.Random(seed))
        for number in verbs:
            story.verb(number)
            nobody_is_dropped(story.ticket.pk)
            same_as_log(story.ticket.pk)
        transaction.set_rollback(True)


@pytest.fixture
def everybody() -> Cast:
    return cast()


@pytest.fixture
def ticket(everybody: Cast) -> Ticket:
    by = By.person(everybody.ada, START)
    return actions.open_ticket(
        requester=everybody.ada, subject="Cold", text="Cold", channel="email", by=by
    )


def immediately() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_control_a_ticket_whose_stint_just_ends_is_refused_by_the_database(ticket: Ticket) -> None:
    with pytest.raises(IntegrityError, match="nobody is responsible"), transaction.atomic():
        Stint.objects.filter(ticket=ticket).update(ended_at=START, outcome="lost")
        immediately()


def test_control_a_second_owner_at_once_is_refused_by_the_database(ticket: Ticket) -> None:
    again = Stint(ticket=ticket, tier_id=ticket.tier_id, team_id=ticket.team_id, started_at=START)
    with pytest.raises(IntegrityError, match="one_open_owning_stint"), transaction.atomic():
        again.save()


def test_control_neither_owner_nor_clock_is_refused_by_the_database(ticket: Ticket) -> None:
    with pytest.raises(IntegrityError, match="owner_or_clock"), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(attention_at=None)


def test_control_a_row_changed_behind_the_logs_back_is_seen(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(urgency=1)
    with pytest.raises(AssertionError):
        same_as_log(ticket.pk)


def test_a_wait_that_ends_early_takes_its_clock_along(everybody: Cast, ticket: Ticket) -> None:
    mika = By.person(everybody.mika, START)
    actions.wait(ticket, on="until", until=START + timedelta(days=3000), by=mika)
    later = START + timedelta(minutes=5)
    actions.hear(ticket, author=everybody.ada, text="Well?", channel="email",
                 by=By.person(everybody.ada, later))  # fmt: skip
    ticket.refresh_from_db()
    assert ticket.attention_at == later + timedelta(hours=1)
    same_as_log(ticket.pk)
