"""A ticket's clocks start, pause, go on and end with what happens to it."""

from datetime import UTC, datetime, timedelta

import pytest

from handrail.base.by import By
from handrail.desk.models import Team
from handrail.escalation import actions as escalation
from handrail.promises.models import Promise
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.promises.scene import HOUR, START, Scene, clock, due, lines, office, policy

pytestmark = pytest.mark.django_db
PACKAGE = escalation.Package(wanted="Look into it", tried="All of the article")


def test_a_new_ticket_is_promised_in_one_line_of_the_log() -> None:
    policy(first_response=60, resolution=480, time_in_tier=300)
    ticket = Scene().open()
    (promised,) = lines(ticket, "ticket.promised")
    assert [(c.kind, c.due_at - START) for c in promised.clocks] == [
        ("first_response", HOUR), ("resolution", 8 * HOUR), ("time_in_tier", 5 * HOUR)
    ]  # fmt: skip
    assert due(ticket) == START + HOUR == clock(ticket, "first_response").due_at


def test_the_standard_policy_is_there_on_an_empty_desk() -> None:
    ticket = Scene().open(impact=1, urgency=1)
    assert due(ticket) == START + HOUR
    assert clock(ticket, "resolution").due_at == START + 8 * HOUR


def test_the_reply_of_a_person_keeps_the_first_response() -> None:
    policy(first_response=60, resolution=480)
    scene = Scene()
    ticket = scene.open()
    actions.notify(ticket, text="It has reached us", about="received", by=By.system(scene.at))
    assert clock(ticket, "first_response").state == "running"
    scene.later(minutes=20)
    scene.reply(ticket, "keep")
    kept = clock(ticket, "first_response")
    assert (kept.state, kept.used_seconds, kept.ended_at) == ("kept", 1200, scene.at)
    assert due(ticket) == START + 8 * HOUR
    assert lines(ticket, "promise.kept")[0].used == 1200


def test_a_late_reply_broke_the_promise_whether_or_not_a_sweep_saw_it() -> None:
    policy(first_response=60)
    scene = Scene()
    ticket = scene.open()
    scene.later(minutes=61)
    scene.reply(ticket)
    late = clock(ticket, "first_response")
    assert (late.state, late.used_seconds, late.broken_at) == ("broken", 3660, scene.at)
    assert lines(ticket, "promise.broken")[0].ended
    assert scene.sweep() == 0


def test_a_reply_in_the_very_last_moment_is_in_time() -> None:
    policy(first_response=60)
    scene = Scene()
    ticket = scene.open()
    scene.later(minutes=60)
    scene.reply(ticket)
    assert clock(ticket, "first_response").state == "kept"


def test_the_customers_further_words_start_the_next_response_once() -> None:
    policy(next_response=120, resolution=960)
    scene = Scene()
    ticket = scene.open()
    scene.reply(ticket)
    asked = scene.later(minutes=30)
    scene.hear(ticket)
    scene.later(minutes=10)
    scene.hear(ticket)
    assert (clock(ticket, "next_response").due_at, due(ticket)) == (asked + 2 * HOUR,) * 2
    scene.later(minutes=5)
    scene.reply(ticket)
    assert clock(ticket, "next_response").state == "kept"
    assert Promise.objects.filter(ticket=ticket, kind="next_response").count() == 1


@pytest.mark.parametrize("on", ["customer", "third_party", "until"])
def test_a_declared_wait_pauses_the_resolution_and_never_the_first_response(on: str) -> None:
    policy(calendar=office(), first_response=60, resolution=480)
    scene = Scene()
    ticket = scene.open()
    paused = scene.later(minutes=30)
    until = scene.at + 30 * HOUR if on == "until" else None
    actions.wait(ticket, on=on, until=until, by=scene.mika())
    standing = clock(ticket, "resolution")
    assert (standing.state, standing.due_at, standing.paused_at) == ("paused", None, paused)
    assert due(ticket) == START + HOUR
    scene.later(hours=23, minutes=30)
    actions.resume(ticket, by=scene.mika())
    going = clock(ticket, "resolution")
    # Half an hour of Monday is used; it went on at nine on Tuesday with seven and a half to go.
    assert (going.state, going.due_at) == ("running", datetime(2026, 11, 24, 16, 30, tzinfo=UTC))


def test_a_policy_says_what_pauses() -> None:
    made = policy(resolution=480)
    made.pauses = {"customer": ["resolution"]}
    made.save()
    scene = Scene()
    ticket = scene.open()
    actions.wait(ticket, on="third_party", by=scene.mika())
    assert clock(ticket, "resolution").state == "running"
    actions.wait(ticket, on="customer", by=scene.mika())
    assert clock(ticket, "resolution").state == "paused"


def test_a_clock_that_has_run_out_cannot_be_paused_away() -> None:
    policy(resolution=60)
    scene = Scene()
    ticket = scene.open()
    scene.later(minutes=61)
    actions.wait(ticket, on="customer", by=scene.mika())
    assert clock(ticket, "resolution").state == "running"
    assert scene.sweep() == 1
    assert clock(ticket, "resolution").state == "broken"


def test_solved_keeps_it_and_opened_again_lets_the_same_promise_go_on() -> None:
    policy(resolution=480)
    scene = Scene()
    ticket = scene.open()
    scene.later(hours=2)
    actions.solve(ticket, by=scene.mika())
    kept = clock(ticket, "resolution")
    assert (kept.state, kept.used_seconds, due(ticket)) == ("kept", 7200, None)
    scene.later(hours=24)
    actions.reopen(ticket, by=scene.mika())
    again = clock(ticket, "resolution")
    assert (again.pk, again.state, again.due_at) == (kept.pk, "running", scene.at + 6 * HOUR)
    scene.later(hours=1)
    actions.solve(ticket, by=scene.mika())
    assert clock(ticket, "resolution").used_seconds == 3 * 3600


def test_the_customer_opens_it_again_with_a_word() -> None:
    policy(resolution=480, next_response=60)
    scene = Scene()
    ticket = scene.open()
    scene.reply(ticket, "solve")
    scene.later(hours=1)
    scene.hear(ticket)
    assert clock(ticket, "resolution").state == "running"
    assert clock(ticket, "next_response").due_at == scene.at + HOUR == due(ticket)


def test_spam_and_merging_cancel_and_clearing_brings_back() -> None:
    policy(first_response=60, resolution=480)
    scene = Scene()
    ticket = scene.open()
    actions.mark_spam(ticket, by=scene.mika())
    assert (clock(ticket, "first_response").state, due(ticket)) == ("cancelled", None)
    scene.later(minutes=30)
    actions.clear_spam(ticket, by=scene.mika())
    assert due(ticket) == scene.at + HOUR
    actions.merge(ticket, into=scene.open(), by=scene.mika())
    assert clock(ticket, "resolution").state == "cancelled"


def test_a_handoff_gives_the_receiving_team_a_clock_by_its_own_hours() -> None:
    Team.objects.filter(slug="tier-2").update(calendar=office())
    policy(accept_handoff=60, time_in_tier=480)
    scene = Scene()
    ticket = scene.open()
    scene.later(hours=7, minutes=30)
    handoff = escalation.escalate(ticket, package=PACKAGE, by=scene.mika())
    offered = clock(ticket, "accept_handoff")
    assert (offered.about, offered.due_at) == (
        handoff.pk,
        datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    )
    assert due(ticket) is None
    scene.later(minutes=10)
    jo = scene.people.jo
    escalation.accept(handoff, agent=jo, by=By.person(jo, scene.at))
    assert clock(ticket, "accept_handoff").state == "kept"
    first, second = Promise.objects.filter(ticket=ticket, kind="time_in_tier").order_by("id")
    assert (first.state, first.used_seconds) == ("kept", 7 * 3600 + 2400)
    assert (second.state, second.team_id) == ("running", handoff.to_team_id)
    assert second.due_at == datetime(2026, 11, 24, 16, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "state"), [("return", "kept"), ("recall", "cancelled"), ("expire", "broken")]
)
def test_each_answer_to_a_handoff_ends_its_clock(answer: str, state: str) -> None:
    policy(accept_handoff=300)
    scene = Scene()
    ticket = scene.open()
    handoff = escalation.escalate(ticket, package=PACKAGE, by=scene.mika())
    scene.later(minutes=70)
    if answer == "return":
        escalation.return_(handoff, missing="Which?", by=By.person(scene.people.jo, scene.at))
    elif answer == "recall":
        escalation.recall(handoff, by=scene.mika())
    else:
        escalation.expire(handoff, now=scene.at, by=By.system(scene.at))
    clock(ticket, "accept_handoff")
    assert Promise.objects.get(kind="accept_handoff", about=handoff.pk).state == state


def test_a_consult_is_answered_in_time_and_two_do_not_mix() -> None:
    policy(answer_consult=240)
    scene = Scene()
    ticket = scene.open()
    two, three = Team.objects.get(slug="tier-2"), Team.objects.get(slug="tier-3")
    first = escalation.consult(ticket, to=two, question="Why?", by=scene.mika())
    second = escalation.consult(ticket, to=three, question="How?", by=scene.mika())
    scene.later(hours=1)
    escalation.answer(first, text="So", by=By.person(scene.people.jo, scene.at))
    clock(ticket, "answer_consult")
    states = {p.about: p.state for p in Promise.objects.filter(ticket=ticket)}
    assert states == {first.pk: "kept", second.pk: "running"}
    actions.solve(ticket, by=scene.mika())
    assert clock(ticket, "answer_consult").state == "cancelled"


def test_within_a_tier_the_clock_goes_on_by_the_next_teams_hours() -> None:
    one = Team.objects.get(slug="tier-1")
    office_team = Team.objects.create(
        tier=one.tier, name="Desk B", slug="desk-b", calendar=office()
    )
    policy(time_in_tier=12 * 60)
    scene = Scene()
    ticket = scene.open()
    started = clock(ticket, "time_in_tier")
    assert started.due_at == START + 12 * HOUR
    scene.later(hours=2)
    actions.move(ticket, to=office_team, by=scene.mika())
    moved = clock(ticket, "time_in_tier")
    assert (moved.pk, moved.due_at) == (started.pk, START + timedelta(days=1, hours=4))


def test_a_ticket_from_before_there_were_promises_gets_them_from_its_log() -> None:
    scene = Scene()
    ticket = scene.open()
    scene.later(hours=1)
    actions.wait(ticket, on="customer", by=scene.mika())
    scene.later(hours=3)
    actions.resume(ticket, by=scene.mika())
    Promise.objects.all().delete()
    Ticket.objects.filter(pk=ticket.pk).update(due_at=None)
    policy(resolution=480)
    scene.later(hours=1)
    actions.change(ticket, facts={"tags": ["old"]}, by=scene.mika())
    row = Promise.objects.get(ticket=ticket)
    assert (row.started_at, row.due_at) == (START, START + 11 * HOUR)


def test_nobody_is_asked_about_what_is_done_so_no_clock_runs_on_it() -> None:
    policy(answer_consult=60)
    scene = Scene()
    ticket = scene.open()
    actions.solve(ticket, by=scene.mika())
    with pytest.raises(escalation.HandoffRefused, match="already done"):
        escalation.consult(
            ticket, to=Team.objects.get(slug="tier-2"), question="Why?", by=scene.mika()
        )
    assert not Promise.objects.filter(ticket=ticket, ended_at=None).exists()
