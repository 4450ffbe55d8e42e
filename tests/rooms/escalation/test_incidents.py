"""Major incidents: one parent, many tickets, one word to all of them exactly once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.desk.models import Category, Team
from handrail.escalation import actions as escalation
from handrail.escalation.actions import telling
from handrail.escalation.models import Affected, Handoff, Incident, Notice, Update
from handrail.escalation.rules import HandoffRefused
from handrail.flow.opening import open_request
from handrail.jobs import sweeps
from handrail.people.models import Person
from handrail.people.rules import NotAllowed
from handrail.tickets import actions
from handrail.tickets.models import Message, Ticket
from truth import same_as_log

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CALLS = {"any": [{"fact": "text", "how": "contains", "value": ["no calls", "dead line"]}]}


@pytest.fixture
def people() -> Cast:
    return cast()


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def by(person: Person, minutes: int = 0) -> By:
    return By.person(person, at(minutes))


def team(level: int) -> Team:
    return Team.objects.get(slug=f"tier-{level}")


def request(asker: Person, text: str = "No calls come through", minutes: int = 0) -> Ticket:
    return open_request(
        requester=asker, subject="Telephone", text=text, channel="email", by=by(asker, minutes)
    )


def declare(people: Cast, parent: Ticket, **facts: Any) -> Incident:
    return escalation.declare(
        parent, title="No calls", by=by(people.lea, 1),
        **{"manager": people.lea, "conditions": CALLS, **facts},
    )  # fmt: skip


def speak(incident: Incident, people: Cast, minutes: int, stage: str = "identified") -> Update:
    return escalation.speak(
        incident, stage=stage, text=f"Word at {minutes}", by=by(people.lea, minutes)
    )


def words_to(ticket: Ticket) -> list[str]:
    out = ticket.messages.filter(direction=Message.Direction.OUT).order_by("pk")
    return list(out.values_list("text", flat=True))


def test_a_declared_major_goes_straight_to_the_team_that_mends_it(people: Cast) -> None:
    parent = request(people.ada)
    incident = declare(people, parent, to=team(3))
    parent.refresh_from_db()
    offer = Handoff.objects.get(ticket=parent)
    assert offer.to_team == team(3) and "No calls" in offer.wanted
    assert parent.priority == 1 and incident.next_update_at == at(61)
    assert Affected.objects.get().ticket == parent
    same_as_log(parent.pk)


def test_new_tickets_that_fit_become_part_hear_the_latest_word_and_wait(people: Cast) -> None:
    incident = declare(people, request(people.ada))
    telling.tell_all(speak(incident, people, 5).pk, now=at(5))
    ben = request(people.ben, minutes=6)
    other = request(people.cy, text="My invoice is wrong", minutes=6)
    assert words_to(ben) == ["Word at 5"] and ben.turn == "third_party"
    assert words_to(other) == [] and other.state == "open"
    assert EventRecord.objects.filter(kind="ticket.attached", ticket_id=ben.pk).count() == 1
    same_as_log(ben.pk)


def test_a_ticket_that_is_corrected_to_fit_becomes_part(people: Cast) -> None:
    phones = Category.objects.create(name="Phones", path="Phones")
    fits = {"all": [{"fact": "category", "how": "is", "value": phones.pk}]}
    incident = declare(people, request(people.ada), conditions=fits)
    cy = request(people.cy)
    actions.change(cy, facts={"category": phones}, by=by(people.mika, 4))
    assert Affected.objects.filter(incident=incident, ticket=cy, by_rule=True).exists()
    escalation.detach(cy, of=incident, by=by(people.mika, 5))
    actions.change(cy, facts={"urgency": 1}, by=by(people.mika, 6))
    assert not Affected.objects.filter(ticket=cy, is_open=True).exists()
    cy.refresh_from_db()
    assert cy.state == "open"
    same_as_log(cy.pk)


def test_without_conditions_only_people_attach(people: Cast) -> None:
    incident = declare(people, request(people.ada), conditions={})
    ben = request(people.ben)
    assert ben.state == "open"
    escalation.attach(ben, to=incident, by=by(people.mika, 2))
    escalation.attach(ben, to=incident, by=by(people.mika, 3))
    assert EventRecord.objects.filter(kind="ticket.attached", ticket_id=ben.pk).count() == 1


def test_an_update_reaches_each_once_however_often_it_is_told(people: Cast) -> None:
    parent = request(people.ada)
    incident = declare(people, parent)
    parts = [parent, *(request(people.ben, minutes=2) for _ in range(5))]
    update = speak(incident, people, 10)
    assert ProcrastinateJob.objects.filter(task_name=telling.JOB).count() == 1
    assert telling.tell_all(update.pk, now=at(10)) == 6
    assert telling.tell_all(update.pk, now=at(11)) == 0
    assert all(words_to(ticket) == ["Word at 10"] for ticket in parts)


def test_who_fails_keeps_nobody_waiting_and_is_told_later(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = declare(people, request(people.ada))
    parts = [request(people.ben, minutes=2) for _ in range(3)]
    update = speak(incident, people, 10)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.ticket_id = {parts[1].pk} THEN RAISE EXCEPTION 'no'; END IF; "
            "RETURN NEW; END $$; CREATE TRIGGER refuse BEFORE INSERT ON escalation_notice "
            "FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    assert telling.tell_all(update.pk, now=at(10)) == 3
    update.refresh_from_db()
    assert update.told_at is None and words_to(parts[1]) == []
    ProcrastinateJob.objects.filter(task_name=telling.JOB).update(status="failed")
    assert sweeps.tell_what_was_forgotten(at(13)) == 1
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON escalation_notice")
    assert telling.tell_all(update.pk, now=at(13)) == 1
    assert all(words_to(ticket) == ["Word at 10"] for ticket in parts)


def test_the_last_word_solves_what_it_answers_and_nothing_else(people: Cast) -> None:
    parent = request(people.ada)
    incident = declare(people, parent)
    quiet, asking, done = (request(people.ben, minutes=2) for _ in range(3))
    actions.hear(asking, author=people.ben, text="And my invoice?", channel="email",
                 by=by(people.ben, 5))  # fmt: skip
    actions.solve(done, by=by(people.mika, 6))
    telling.tell_all(speak(incident, people, 30, "resolved").pk, now=at(30))
    for ticket in (parent, quiet, asking, done):
        ticket.refresh_from_db()
        same_as_log(ticket.pk)
    assert (parent.turn, quiet.turn, asking.turn) == ("solved", "solved", "first_reply")
    assert words_to(asking) == ["Word at 30"] and words_to(done) == []
    solved = EventRecord.objects.get(kind="ticket.solved", ticket_id=quiet.pk)
    assert solved.payload["first_contact"] is False
    incident.refresh_from_db()
    assert incident.is_over and not Affected.objects.filter(is_open=True).exists()
    assert request(people.cy, minutes=40).state == "open"


def test_a_merged_ticket_is_told_where_it_lives_on(people: Cast) -> None:
    incident = declare(people, request(people.cy))
    part = request(people.ben, minutes=2)
    home = request(people.ben, text="Something else", minutes=2)
    actions.merge(part, into=home, by=by(people.mika, 3))
    telling.tell_all(speak(incident, people, 10).pk, now=at(10))
    assert words_to(home) == ["Word at 10"]


def test_silence_reminds_the_manager_then_the_leads(people: Cast) -> None:
    parent = request(people.ada)
    incident = declare(people, parent, manager=people.mika, to=team(2), every_minutes=30)
    actions_of = EventRecord.objects.filter(kind="incident.overdue").order_by("pk")
    escalation.accept(Handoff.objects.get(), agent=people.jo, by=by(people.jo, 2))
    assert sweeps.remind_of_incidents(at(30)) == 0
    assert sweeps.remind_of_incidents(at(31)) == 1
    assert sweeps.remind_of_incidents(at(46)) == 1
    told = [event.payload["people"] for event in actions_of]
    assert told == [[people.mika.pk], sorted([people.mika.pk, people.lea.pk])]
    speak(incident, people, 47)
    assert sweeps.remind_of_incidents(at(60)) == 0
    same_as_log(parent.pk)


REFUSED: list[tuple[str, Callable[[Cast, Ticket], object]]] = [
    ("every five minutes", lambda c, t: declare(c, t, every_minutes=1)),
    ("cannot manage", lambda c, t: declare(c, t, manager=c.ada)),
    ("cannot be read", lambda c, t: declare(c, t, conditions={"nonsense": 1})),
    ("already done", lambda c, t: declare(c, actions.solve(t, by=by(c.mika)))),
    ("part of “No calls”", lambda c, t: (declare(c, t), declare(c, t))),
    ("what customers shall read", lambda c, t: escalation.speak(
        declare(c, t), stage="identified", text=" ", by=by(c.lea, 2))),
    ("stage is one of", lambda c, t: escalation.speak(
        declare(c, t), stage="gone", text="x", by=by(c.lea, 2))),
    ("incident's own", lambda c, t: escalation.detach(t, of=declare(c, t), by=by(c.mika))),
]  # fmt: skip


@pytest.mark.parametrize(("why", "attempt"), REFUSED)
def test_what_makes_no_sense_is_refused(
    people: Cast, why: str, attempt: Callable[[Cast, Ticket], object]
) -> None:
    ticket = request(people.ada)
    with pytest.raises(HandoffRefused, match=why):
        attempt(people, ticket)


def test_only_leads_declare_and_only_its_manager_or_a_lead_speaks(people: Cast) -> None:
    parent = request(people.ada)
    with pytest.raises(NotAllowed):
        escalation.declare(parent, title="x", manager=people.mika, by=by(people.mika))
    incident = declare(people, parent, manager=people.mika)
    escalation.speak(incident, stage="identified", text="So", by=by(people.mika, 3))
    with pytest.raises(NotAllowed):
        escalation.speak(incident, stage="identified", text="So", by=by(people.jo, 3))
    assert Notice.objects.count() == 0
