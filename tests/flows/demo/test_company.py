"""The made-up company is one that the real verbs could have made."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models, transaction
from pytest_django import DjangoDbBlocker

from handrail.base.by import By
from handrail.base.events import KINDS
from handrail.base.models import EventRecord
from handrail.base.reading import of_subject, of_ticket
from handrail.console.demo.customers import ADA
from handrail.console.demo.opening import address
from handrail.console.demo.seeding import seed
from handrail.desk.hours import seconds_open
from handrail.desk.models import Team, Tier
from handrail.escalation import actions as escalation
from handrail.escalation.events import fold_consult, fold_handoff
from handrail.escalation.models import Consult, Handoff, Stint
from handrail.flow.models import Delivery
from handrail.insight.queries import figures
from handrail.insight.rules import last_days
from handrail.insight.scopes import of_tier
from handrail.people.models import Person, Role
from handrail.tickets import actions as tickets
from handrail.tickets.folding import fold
from handrail.tickets.models import Message, Ticket
from rooms.insight import naive

# A Monday before anybody is at work, so that the weekend's tickets wait.
MOMENT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


class UndoneError(Exception):
    """Ends a transaction without a trace."""


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """One company for all these tests, checked against every deferred constraint."""
    with django_db_blocker.unblock(), suppress(UndoneError), transaction.atomic():
        assert seed(now=MOMENT)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield MOMENT
        raise UndoneError


@pytest.fixture
def alive(company: datetime) -> Iterator[datetime]:
    """The company, and whatever a test does to it is undone."""
    with suppress(UndoneError), transaction.atomic():
        yield company
        raise UndoneError


def facts(row: models.Model, leave: frozenset[str]) -> dict[str, object]:
    fields = row._meta.concrete_fields
    return {f.attname: getattr(row, f.attname) for f in fields if f.attname not in leave}


def folded(ticket: Ticket, log: list[EventRecord]) -> Ticket:
    again = Ticket(id=ticket.pk, token=ticket.token)
    for line in log:
        if line.noun == "ticket" and line.subject_id == ticket.pk:
            fold(again, line.event, line.at, line.person_id)
    return again


def test_the_log_is_the_truth(company: datetime) -> None:
    log: dict[int | None, list[EventRecord]] = {}
    for line in EventRecord.objects.order_by("id"):
        log.setdefault(line.ticket_id, []).append(line)
    for ticket in Ticket.objects.all():
        assert facts(folded(ticket, log[ticket.pk]), Ticket.NOT_FOLDED) == facts(
            ticket, Ticket.NOT_FOLDED
        )


def test_a_row_that_the_log_does_not_tell_is_noticed(company: datetime) -> None:
    """The negative control of the test above."""
    ticket = Ticket.objects.filter(turn="closed")[0]
    short = of_ticket(ticket.pk)[:-1]
    assert facts(folded(ticket, short), Ticket.NOT_FOLDED) != facts(ticket, Ticket.NOT_FOLDED)


@pytest.mark.parametrize(
    ("noun", "model", "step"),
    [("handoff", Handoff, fold_handoff), ("consult", Consult, fold_consult)],
)
def test_handoffs_and_consults_follow_from_the_log(
    company: datetime, noun: str, model: type[models.Model], step: object
) -> None:
    for row in model._default_manager.order_by("id"):
        again = model(id=row.pk)
        for line in of_subject(noun, row.pk):
            step(again, line.event, line.at, line.person_id)  # type: ignore[operator]
        assert facts(again, frozenset()) == facts(row, frozenset())


def test_stints_follow_from_the_log(company: datetime) -> None:
    calendars = {team.pk: team.calendar for team in Team.objects.select_related("calendar")}

    def clock(team: int, start: datetime, end: datetime) -> int:
        return seconds_open(calendars[team], start, end)

    reading = naive.Reading(list(EventRecord.objects.order_by("id")), clock)
    told = sorted(
        (t.ticket, t.start, t.tier, t.team, t.agent or 0, t.end or company, t.outcome, t.seconds,
         t.waiting, t.waiting_since or company)
        for t in reading.turns
    )  # fmt: skip
    kept = sorted(
        (s.ticket_id, s.started_at, s.tier_id, s.team_id, s.agent_id or 0, s.ended_at or company,
         s.outcome, s.business_seconds, s.waiting_seconds, s.waiting_since or company)
        for s in Stint.objects.filter(kind="owning")
    )  # fmt: skip
    assert told == kept


def test_every_line_is_a_known_event_in_order_of_time(company: datetime) -> None:
    earlier = datetime(2000, 1, 1, tzinfo=UTC)
    causes = set(EventRecord.objects.values_list("id", flat=True))
    for line in EventRecord.objects.order_by("id"):
        assert earlier <= line.at <= company
        assert type(line.event) is KINDS[line.kind]
        assert line.cause is None or (line.cause < line.pk and line.cause in causes)
        earlier = line.at


def test_messages_are_those_the_log_speaks_of(company: datetime) -> None:
    kinds = ("ticket.customer_wrote", "ticket.replied", "ticket.notified")
    spoken = {
        line.payload["message"]: line.at for line in EventRecord.objects.filter(kind__in=kinds)
    }
    assert spoken == dict(Message.objects.values_list("pk", "at"))
    sent = set(Message.objects.filter(direction="out").values_list("pk", flat=True))
    assert set(Delivery.objects.filter(state="sent").values_list("message_id", flat=True)) == sent


def test_the_company_is_as_large_as_it_says(company: datetime) -> None:
    assert 1500 <= Ticket.objects.count() <= 2500
    assert 200 <= Person.objects.filter(role=Role.CUSTOMER).count() <= 300
    assert Person.objects.filter(memberships__isnull=False).count() >= 12
    for kind in ("handoff.returned", "handoff.expired", "ticket.merged", "ticket.spam_marked",
                 "ticket.sent_down", "ticket.waits", "consult.answered", "ticket.pulled_in",
                 "handoff.recalled", "ticket.noted"):  # fmt: skip
        assert EventRecord.objects.filter(kind=kind).exists(), kind
    assert Ticket.objects.filter(reopened__gt=0).count() > 50


def test_agents_answer_when_their_team_is_at_work(company: datetime) -> None:
    calendars = {team.pk: team.calendar for team in Team.objects.select_related("calendar")}
    replies = EventRecord.objects.filter(kind="ticket.replied", at__lt=company - timedelta(days=6))
    at_work = [
        seconds_open(calendars[r.team_id or 0], r.at, r.at + timedelta(seconds=1)) for r in replies
    ]
    assert all(at_work)
    assert len(at_work) > 1000


def test_a_second_time_nothing_happens(company: datetime) -> None:
    before = EventRecord.objects.count()
    assert not seed(now=company)
    assert EventRecord.objects.count() == before


def test_the_same_company_comes_every_time(company: datetime) -> None:
    """Words are as they were when this line was written; a change of the dice shows here."""
    subjects = Ticket.objects.order_by("id").values_list("subject", flat=True)
    assert len(set(subjects)) > 100
    ada = Person.objects.get(email=ADA.address)
    assert Ticket.objects.visible_to(ada).filter(requester=ada, turn="customer").exists()


def test_visitors_find_an_offer_and_can_accept_it(alive: datetime) -> None:
    jo = Person.objects.get(email=address("jo"))
    offer = Handoff.objects.get(
        state="offered", to_team__slug="tier-2", from_agent__name="Mika Salonen"
    )
    escalation.accept(offer, agent=jo, by=By.person(jo, alive))
    ticket = Ticket.objects.visible_to(jo).get(pk=offer.ticket_id)
    assert (ticket.owner, ticket.team.slug) == (jo, "tier-2")


def test_the_desk_goes_on_from_where_the_story_ends(alive: datetime) -> None:
    mika, ada = Person.objects.get(email=address("mika")), Person.objects.get(email=ADA.address)
    last = Ticket.objects.latest("pk").pk
    by = By.person(mika, alive)
    new = tickets.open_ticket(requester=ada, subject="More", text="More", channel="form", by=by)
    assert new.pk == last + 1
    tickets.take(new, person=mika, by=by)


def test_the_figures_are_believable(company: datetime) -> None:
    first = figures(of_tier(Tier.objects.get(level=1)), last_days(28, now=company, zone="UTC"),
                    now=company).values  # fmt: skip
    assert 0.4 < (first["first_contact"] or 0) < 0.8
    assert 0.08 < (first["escalation"] or 0) < 0.35
    assert 0.03 < (first["returned_from"] or 0) < 0.3
    assert 0.03 < (first["reopened"] or 0) < 0.2
    assert (first["backlog"] or 0) > 20
