"""The next ticket is the right one, for this agent."""

import pytest

from cast import Cast, cast
from handrail.base.by import By
from handrail.desk.models import Category, Membership
from handrail.people.models import Organisation, PersonSkill, Plan, Skill
from handrail.people.rules import NotAllowed
from handrail.routing.models import ChannelCapacity, QueuePlace, SkillNeed
from handrail.routing.pulling import Full, next_ticket
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from handrail.tickets.rules import Refused
from rooms.routing.work import NINE, ask, minutes, team
from truth import same_as_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def due(ticket: Ticket, minutes_from_nine: float) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(due_at=NINE + minutes(minutes_from_nine))
    return ticket


def order(people: Cast) -> list[int]:
    """What Mika gets, one after another."""
    got = []
    while (ticket := next_ticket(people.mika, now=NINE + minutes(1))) is not None:
        got.append(ticket.pk)
    return got


def test_what_breaches_soonest_comes_first(people: Cast) -> None:
    late, soon = due(ask(people), 300), due(ask(people), 60)
    assert order(people) == [soon.pk, late.pk]


def test_taking_is_in_the_log(people: Cast) -> None:
    number = ask(people).pk
    assert order(people) == [number]
    same_as_log(number)


def test_priority_brings_forward_and_without_a_deadline_decides(people: Cast) -> None:
    low, high = ask(people), ask(people, impact=1, urgency=1)
    assert order(people) == [high.pk, low.pk]


def test_a_plan_brings_forward_and_its_change_at_once(people: Cast) -> None:
    plan = Plan.objects.create(name="Gold", weight=0)
    firm = Organisation.objects.create(name="Gold firm", plan=plan)
    people.cy.organisation = firm
    people.cy.save()
    first, gold = due(ask(people), 100), due(ask(people, requester=people.cy), 110)
    assert (
        QueuePlace.objects.get(ticket=first).serve_by < QueuePlace.objects.get(ticket=gold).serve_by
    )
    plan.weight = 2
    plan.save()
    assert order(people) == [gold.pk, first.pk]


def test_whoever_waits_comes_before_every_much_newer_one(people: Cast) -> None:
    low = ask(people, impact=3, urgency=3)
    newer = ask(people, NINE + minutes(72 * 60), impact=1, urgency=1)
    assert order(people) == [low.pk, newer.pk]


def test_the_place_follows_the_ticket(people: Cast) -> None:
    ticket = ask(people)
    by = By.person(people.mika, NINE)
    actions.take(ticket, person=people.mika, by=by)
    assert not QueuePlace.objects.exists()
    actions.release(ticket, by=by)
    assert QueuePlace.objects.get().team == team(1)
    actions.move(ticket, to=team(2), by=by)
    assert QueuePlace.objects.get().team == team(2)
    actions.wait(ticket, on="customer", by=by)
    assert not QueuePlace.objects.exists()
    actions.resume(ticket, by=by)
    assert QueuePlace.objects.exists()
    actions.solve(ticket, by=by)
    assert not QueuePlace.objects.exists()


def test_only_ones_own_teams(people: Cast) -> None:
    ask(people, team=team(2))
    assert next_ticket(people.mika, now=NINE) is None
    Membership.objects.create(team=team(2), person=people.mika)
    assert next_ticket(people.mika, now=NINE) is not None


def test_skills_of_the_category_and_above_count_and_expired_proof_does_not(people: Cast) -> None:
    root = Category.objects.get(name="Data")
    below = Category.objects.create(name="Deep", path="Data / Deep", parent=root)
    skill = Skill.objects.create(name="SQL")
    SkillNeed.objects.create(category=root, skill=skill, level=2)
    hard, easy = ask(people, category=below, team=team(1)), ask(people, NINE + minutes(1))
    assert order(people) == [easy.pk]
    proof = PersonSkill.objects.create(person=people.mika, skill=skill, level=1)
    assert order(people) == []
    proof.level, proof.expires_at = 3, NINE
    proof.save()
    assert order(people) == []
    proof.expires_at = NINE + minutes(60)
    proof.save()
    assert order(people) == [hard.pk]


def test_a_queue_full_of_what_one_cannot_do_hides_nothing(people: Cast) -> None:
    data = Category.objects.get(name="Data")
    SkillNeed.objects.create(category=data, skill=Skill.objects.create(name="SQL"), level=1)
    for _ in range(30):
        ask(people, category=data, team=team(1), impact=1, urgency=1)
    easy = ask(people)
    assert order(people) == [easy.pk]


def test_a_full_channel_is_passed_by(people: Cast) -> None:
    ChannelCapacity.objects.create(person=people.mika, channel="chat", most=1)
    first, _ = ask(people, channel="chat"), ask(people, channel="chat")
    mail = ask(people, NINE + minutes(5))
    assert order(people) == [first.pk, mail.pk]


def test_whoever_is_full_or_out_or_may_not_is_told(people: Cast) -> None:
    ask(people)
    people.mika.capacity = 0
    people.mika.save()
    with pytest.raises(Full, match="as many as you are set to have"):
        next_ticket(people.mika, now=NINE)
    people.jo.presence = "out"
    with pytest.raises(Refused, match="out of office"):
        next_ticket(people.jo, now=NINE)
    with pytest.raises(NotAllowed):
        next_ticket(people.ada, now=NINE)
