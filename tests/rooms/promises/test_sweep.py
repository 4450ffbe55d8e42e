"""The real sweep: warns once a level, breaks once, does what follows, and shares the work."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from handrail.base.wire import parameters
from handrail.desk.models import Membership, Team
from handrail.escalation.models import Handoff
from handrail.jobs import sweeps
from handrail.people.models import Presence
from handrail.promises.models import Consequence, Policy, Promise
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.promises.scene import HOUR, START, Scene, clock, due, lines, office, policy

pytestmark = pytest.mark.django_db


def following(made: Policy, percent: int, *deeds: str) -> Policy:
    for deed in deeds:
        Consequence.objects.create(policy=made, at_percent=percent, action=deed)
    return made


def test_each_level_is_warned_of_once_and_the_breach_comes_once() -> None:
    policy(resolution=100)
    scene = Scene()
    ticket = scene.open()
    told = []
    for _ in range(12):
        scene.later(minutes=10)
        told.append((scene.sweep(), scene.sweep()))
    assert [pair[0] for pair in told] == [0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0]
    assert not any(pair[1] for pair in told)
    assert [w.percent for w in lines(ticket, "promise.warned")] == [50, 75, 90]
    (broken,) = lines(ticket, "promise.broken")
    assert (broken.used, broken.ended) == (6000, False)
    assert (clock(ticket, "resolution").state, due(ticket)) == (
        "broken",
        START + timedelta(minutes=100),
    )


def test_a_late_sweep_tells_of_all_levels_in_one_event() -> None:
    made = following(policy(resolution=100), 75, "notify_lead")
    following(made, 50, "notify_owner")
    scene = Scene()
    ticket = scene.open()
    scene.later(minutes=80)
    assert (scene.sweep(), scene.sweep()) == (1, 0)
    (warned,) = lines(ticket, "promise.warned")
    assert (warned.percent, warned.follows) == (75, ["notify_owner", "notify_lead"])
    assert warned.next_at == START + timedelta(minutes=90)


def test_levels_are_business_time() -> None:
    policy(calendar=office(), resolution=16 * 60)
    scene = Scene()
    ticket = scene.open()
    assert clock(ticket, "resolution").next_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_owner_and_lead_hear_of_it_on_the_ticket() -> None:
    following(policy(first_response=60), 100, "notify_owner", "notify_lead")
    scene = Scene()
    ticket = scene.open()
    Membership.objects.create(team=ticket.team, person=scene.people.lea, is_lead=True)
    actions.take(ticket, person=scene.people.mika, by=scene.mika())
    scene.later(hours=1)
    scene.sweep()
    (alert,) = lines(ticket, "ticket.alerted")
    assert alert.people == sorted([scene.people.mika.pk, scene.people.lea.pk])
    clock(ticket, "first_response")


def test_raised_once_and_the_new_promise_counts_from_the_beginning() -> None:
    following(policy(resolution_3=400, resolution_2=200, resolution_1=150), 50, "raise_priority")
    scene = Scene()
    ticket = scene.open()
    scene.later(minutes=200)
    scene.sweep()
    row = Ticket.objects.get(pk=ticket.pk)
    assert (row.urgency, row.priority) == (1, 2)
    raised = clock(ticket, "resolution")
    assert (raised.due_at, raised.warned) == (START + timedelta(minutes=200), 50)
    assert lines(ticket, "ticket.promised")[-1].clocks[0].was == START + timedelta(minutes=400)
    for _ in range(3):
        scene.later(minutes=1)
        scene.sweep()
    assert Ticket.objects.get(pk=ticket.pk).priority == 2, "a consequence does not feed itself"
    assert clock(ticket, "resolution").state == "broken"


def test_put_back_offered_upward_and_what_is_refused_is_said() -> None:
    following(policy(resolution=60), 100, "reassign", "escalate", "call_duty_lead")
    scene = Scene()
    ticket = scene.open()
    actions.take(ticket, person=scene.people.mika, by=scene.mika())
    scene.later(hours=2)
    scene.sweep()
    assert Ticket.objects.get(pk=ticket.pk).owner_id is None
    handoff = Handoff.objects.get(ticket=ticket)
    assert (handoff.to_team.slug, handoff.from_team_id) == ("tier-2", ticket.team_id)
    (alert,) = lines(ticket, "ticket.alerted")
    assert alert.refused == ["call_duty_lead: Front line has no lead. Make somebody its lead."]
    clock(ticket, "resolution")


def test_the_lead_who_is_there_gets_what_nobody_has() -> None:
    following(policy(resolution=60), 90, "call_duty_lead")
    scene = Scene()
    ticket, people = scene.open(), scene.people
    people.ines.presence = Presence.OUT
    people.ines.save()
    for person in (people.ines, people.lea):
        Membership.objects.create(team=ticket.team, person=person, is_lead=True)
    scene.later(minutes=55)
    scene.sweep()
    assert Ticket.objects.get(pk=ticket.pk).owner_id == people.lea.pk
    clock(ticket, "resolution")


def test_a_lead_who_is_out_of_office_hears_of_it_but_does_not_get_it() -> None:
    following(policy(resolution=60), 90, "call_duty_lead")
    scene = Scene()
    ticket, lea = scene.open(), scene.people.lea
    Membership.objects.create(team=ticket.team, person=lea, is_lead=True)
    lea.presence = Presence.OUT
    lea.save()
    scene.later(minutes=55)
    scene.sweep()
    assert Ticket.objects.get(pk=ticket.pk).owner_id is None
    assert lines(ticket, "ticket.alerted")[0].people == [lea.pk]


def test_one_that_cannot_be_looked_at_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy(resolution=60)
    scene = Scene()
    bad, good = scene.open(), scene.open()
    Promise.objects.filter(ticket=bad).update(waits="broken by hand")
    monkeypatch.setattr(sweeps, "TOGETHER", 1)
    scene.later(hours=2)
    assert scene.sweep() == 1
    assert Promise.objects.get(ticket=good).state == "broken"


def test_a_desk_without_leads_and_teams_without_people_is_survived() -> None:
    following(policy(first_response=60), 100, "notify_owner", "notify_lead")
    scene = Scene()
    ticket = scene.open()
    scene.later(hours=2)
    assert scene.sweep() == 1
    assert lines(ticket, "ticket.alerted")[0].people == []


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_holds_is_left_for_the_next_round() -> None:
    policy(first_response=60)
    scene = Scene()
    held, free = scene.open(), scene.open()
    scene.at = START + 2 * HOUR
    with psycopg.connect(**parameters()) as other:
        other.execute("SELECT id FROM tickets_ticket WHERE id = %s FOR UPDATE", [held.pk])
        assert scene.sweep() == 1
        other.rollback()
    assert Promise.objects.get(ticket=free).state == "broken"
    assert Promise.objects.get(ticket=held).state == "running"
    assert scene.sweep() == 1
    assert Team.objects.count() == 3
