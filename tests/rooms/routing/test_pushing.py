"""A team that gives its work out: to whom, when, and to whom not."""

from datetime import datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import Cast, cast
from handrail.base.by import By
from handrail.desk.models import Calendar, Category
from handrail.escalation.models import Stint
from handrail.jobs import sweeps
from handrail.people.actions import change_presence
from handrail.people.models import Person, PersonSkill, Presence, Skill
from handrail.people.rules import NotAllowed
from handrail.routing.giving import assign_all
from handrail.routing.models import ChannelCapacity, DutyShift, SkillNeed
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.routing.work import NINE, SYSTEM, agents, ask, minutes, pushes, team
from truth import same_as_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def owner(ticket: Ticket) -> Person | None:
    ticket.refresh_from_db()
    same_as_log(ticket.pk)
    return ticket.owner


def give(at: datetime = NINE) -> int:
    return assign_all(team(1).pk, now=at)


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="handrail.assign_waiting").count()


def test_a_new_ticket_of_such_a_team_has_a_job_and_then_an_owner(people: Cast) -> None:
    ask(people)
    assert (jobs(), give()) == (0, 0)
    pushes()
    ticket = ask(people)
    assert jobs() == 1
    assert give() == 2
    assert owner(ticket) == people.mika
    assert Stint.objects.get(ticket=ticket).agent == people.mika


def test_the_sweep_finds_what_a_lost_job_left(people: Cast) -> None:
    pushes()
    ticket = ask(people)
    assert sweeps.give_out_work(NINE) == 1
    assert owner(ticket) == people.mika


def test_whoever_is_away_busy_or_shut_out_gets_nothing(people: Cast) -> None:
    pushes()
    ticket = ask(people)
    for presence in ("busy", "away", "out"):
        Person.objects.filter(pk=people.mika.pk).update(presence=presence)
        assert give() == 0
    Person.objects.filter(pk=people.mika.pk).update(presence="online", is_active=False)
    assert give() == 0
    assert owner(ticket) is None


def test_light_agents_get_nothing(people: Cast) -> None:
    pushes()
    Person.objects.filter(pk=people.mika.pk).update(role="light_agent")
    ask(people)
    assert give() == 0


def test_nobody_gets_more_than_fits(people: Cast) -> None:
    pushes()
    Person.objects.filter(pk=people.mika.pk).update(capacity=3)
    for _ in range(5):
        ask(people)
    assert (give(), give()) == (3, 0)
    mine = Ticket.objects.filter(owner=people.mika).first()
    assert mine is not None
    before = jobs()
    actions.solve(mine, by=By.person(people.mika, NINE))
    assert jobs() == before + 1
    assert give() == 1


def test_a_channel_has_a_capacity_of_its_own(people: Cast) -> None:
    pushes()
    ChannelCapacity.objects.create(person=people.mika, channel="chat", most=2)
    chats = [ask(people, channel="chat") for _ in range(4)]
    mail = ask(people)
    assert give() == 3
    assert owner(mail) == people.mika
    assert [owner(chat) is not None for chat in chats] == [True, True, False, False]


def test_the_calendar_keeps_it_in_hours(people: Cast) -> None:
    which = pushes()
    which.calendar = Calendar.objects.create(name="Late", hours={"mon": [["10:00", "12:00"]]})
    which.save()
    ask(people)
    assert give() == 0
    assert give(NINE + minutes(61)) == 1


def test_with_a_roster_only_those_on_duty(people: Cast) -> None:
    which = pushes()
    (nora,) = agents("Nora")
    DutyShift.objects.create(team=which, person=nora, starts_at=NINE, ends_at=NINE + minutes(60))
    DutyShift.objects.create(
        team=which, person=people.mika, starts_at=NINE + minutes(60), ends_at=NINE + minutes(120)
    )
    first, second = ask(people), ask(people)
    assert give() == 2
    assert owner(first) == owner(second) == nora
    third = ask(people)
    give(NINE + minutes(61))
    assert owner(third) == people.mika


def test_skills_are_needed_and_expire(people: Cast) -> None:
    pushes()
    (nora,) = agents("Nora")
    skill, data = Skill.objects.create(name="SQL"), Category.objects.get(name="Data")
    SkillNeed.objects.create(category=data, skill=skill, level=2)
    proof = PersonSkill.objects.create(person=nora, skill=skill, level=2, expires_at=NINE)
    hard = ask(people, category=data, team=team(1))
    easy = ask(people, NINE + minutes(1))
    assert give() == 1
    assert owner(easy) is not None
    assert owner(hard) is None
    proof.expires_at = NINE + minutes(1)
    proof.save()
    assert give() == 1
    assert owner(hard) == nora


def test_best_skill_goes_to_whoever_is_best(people: Cast) -> None:
    pushes("best_skill")
    nora, olaf = agents("Nora", "Olaf")
    skill, data = Skill.objects.create(name="SQL"), Category.objects.get(name="Data")
    SkillNeed.objects.create(category=data, skill=skill, level=1)
    for who, level in ((people.mika, 1), (nora, 4), (olaf, 3)):
        PersonSkill.objects.create(person=who, skill=skill, level=level)
    tickets = [ask(people, category=data, team=team(1)) for _ in range(3)]
    give()
    assert {owner(ticket) for ticket in tickets} == {nora}


def test_in_turn(people: Cast) -> None:
    pushes("round_robin")
    nora, olaf = agents("Nora", "Olaf")
    for _ in range(2):
        tickets = [ask(people) for _ in range(3)]
        give()
        assert [owner(ticket) for ticket in tickets] == [people.mika, nora, olaf]


def test_sticky_goes_to_whoever_had_this_requester_last_else_to_the_least_loaded(
    people: Cast,
) -> None:
    pushes("sticky")
    (nora,) = agents("Nora")
    known = ask(people)
    actions.assign(known, to=nora, by=SYSTEM)
    again, stranger = ask(people), ask(people, requester=people.cy)
    give()
    assert owner(again) == nora
    assert owner(stranger) == people.mika
    change_presence(nora, Presence.AWAY, by=By.person(nora, NINE))
    third = ask(people)
    give()
    assert owner(third) == people.mika


def test_out_of_office_returns_open_work_and_waiting_work_when_it_comes_back(people: Cast) -> None:
    by = By.person(people.mika, NINE)
    open_one, waiting, done = ask(people), ask(people), ask(people)
    for ticket in (open_one, waiting, done):
        actions.take(ticket, person=people.mika, by=by)
    actions.wait(waiting, on="customer", by=by)
    actions.solve(done, by=by)
    change_presence(people.mika, Presence.OUT, by=by)
    assert owner(open_one) is None
    assert owner(waiting) == owner(done) == people.mika
    heard = {
        "text": "Here it is.",
        "channel": "email",
        "by": By.person(people.ada, NINE + minutes(5)),
    }
    actions.hear(waiting, author=people.ada, **heard)  # type: ignore[arg-type]
    actions.hear(done, author=people.ada, **heard)  # type: ignore[arg-type]
    assert owner(waiting) is None
    assert owner(done) is None
    assert waiting.attention_at is not None


def test_coming_back_looks_for_work(people: Cast) -> None:
    pushes()
    Person.objects.filter(pk=people.mika.pk).update(presence="away")
    ask(people)
    before = jobs()
    change_presence(people.mika, Presence.ONLINE, by=By.person(people.mika, NINE))
    assert jobs() == before + 1


def test_only_oneself_or_a_lead_changes_presence(people: Cast) -> None:
    change_presence(people.jo, Presence.BUSY, by=By.person(people.lea, NINE))
    people.jo.refresh_from_db()
    assert people.jo.presence == "busy"
    with pytest.raises(NotAllowed):
        change_presence(people.jo, Presence.OUT, by=By.person(people.mika, NINE))


def test_what_somebody_took_meanwhile_stays_theirs(people: Cast) -> None:
    pushes()
    (nora,) = agents("Nora")
    ticket = ask(people)
    actions.take(ticket, person=nora, by=By.person(nora, NINE))
    assert give() == 0
    assert owner(ticket) == nora
