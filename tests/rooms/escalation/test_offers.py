"""An offer of a handoff from its making to its end: who may answer it, what the clock does, who hears."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.desk.models import Team, Tier
from handrail.escalation import actions as escalation
from handrail.escalation.models import Handoff, Stint
from handrail.jobs import sweeps
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Message, Ticket
from truth import same_as_log

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PACKAGE = escalation.Package(wanted="Find the broken valve", tried="The article on valves")


@dataclass
class Desk:
    """A ticket of Ada's that Mika of the first tier has taken."""

    people: Cast
    ticket: Ticket

    def offer(self, *, to: Team | None = None, by: Person | None = None) -> Handoff:
        return escalation.escalate(
            self.ticket, package=PACKAGE, to=to, by=By.person(by or self.people.mika, START)
        )

    def now(self) -> Ticket:
        return Ticket.objects.get(pk=self.ticket.pk)

    def notices(self) -> int:
        specialist = Message.objects.filter(ticket=self.ticket, text__contains="specialist")
        return specialist.count()


@pytest.fixture
def desk() -> Desk:
    people = cast()
    ticket = actions.open_ticket(
        requester=people.ada, subject="Cold", text="It is cold", channel="email",
        by=By.person(people.ada, START),
    )  # fmt: skip
    actions.take(ticket, person=people.mika, by=By.person(people.mika, START))
    return Desk(people, ticket)


def press(who: Person, handoff: Handoff, button: str, **fields: str) -> Client:
    """Somebody presses a button of the ticket's page."""
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/work/tickets/{handoff.ticket_id}/handoffs/{handoff.pk}/{button}", fields)
    handoff.refresh_from_db()
    return client


def log_of(ticket: Ticket, kind: str) -> int:
    return EventRecord.objects.filter(ticket_id=ticket.pk, kind=kind).count()


def responsible(ticket: Ticket) -> tuple[str, int | None]:
    """Whose turn it is, by the one open owning stint."""
    stint = Stint.objects.get(ticket=ticket, kind="owning", ended_at=None)
    return stint.team.slug, stint.agent_id


@pytest.mark.parametrize(
    ("acceptance", "who", "may"),
    [
        ("agent", "jo", True), ("agent", "lea", True), ("agent", "root", True),
        ("agent", "mika", False), ("agent", "ines", False), ("lead", "jo", False),
        ("lead", "lea", True), ("lead", "root", True), ("lead", "mika", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("button", ["acceptance", "return"])
def test_only_those_whom_the_tiers_rule_names_decide(
    desk: Desk, acceptance: str, who: str, may: bool, button: str
) -> None:
    Tier.objects.filter(level=2).update(acceptance=acceptance)
    handoff = desk.offer()
    person = getattr(desk.people, who)
    press(person, handoff, button, missing="The serial number")
    decided = {"acceptance": "accepted", "return": "returned"}[button]
    assert handoff.state == (decided if may else "offered")
    taken = may and button == "acceptance"
    assert responsible(desk.ticket) == (
        ("tier-2", person.pk) if taken else ("tier-1", desk.people.mika.pk)
    )
    same_as_log(desk.ticket.pk)


def test_a_customer_decides_nothing_even_of_their_own_ticket(desk: Desk) -> None:
    handoff = desk.offer()
    press(desk.people.ada, handoff, "acceptance")
    assert handoff.state == "offered"


def test_a_tier_that_accepts_at_once_is_responsible_at_once(desk: Desk) -> None:
    Tier.objects.filter(level=2).update(acceptance="auto")
    handoff = desk.offer()
    assert handoff.state == "accepted"
    assert responsible(desk.ticket) == ("tier-2", None)
    assert desk.now().attention_at is not None
    assert desk.notices() == 1
    same_as_log(desk.ticket.pk)


def test_until_it_is_accepted_the_sender_stays_responsible(desk: Desk) -> None:
    desk.offer()
    assert responsible(desk.ticket) == ("tier-1", desk.people.mika.pk)
    assert desk.notices() == 0


def test_the_receiving_team_may_read_from_the_moment_of_the_offer(desk: Desk) -> None:
    Team.objects.update(visibility="private")
    seen = Ticket.objects.visible_to(desk.people.jo).filter(pk=desk.ticket.pk)
    assert not seen.exists()
    handoff = desk.offer()
    assert seen.exists()
    assert not Ticket.objects.visible_to(desk.people.ines).filter(pk=desk.ticket.pk).exists()
    press(desk.people.jo, handoff, "acceptance")
    assert handoff.state == "accepted"


def test_an_offer_nobody_answers_climbs_to_the_lead_and_then_is_the_leads(desk: Desk) -> None:
    handoff = desk.offer()
    assert sweeps.expire_offers(START + HOUR - timedelta(seconds=1)) == 0
    assert sweeps.expire_offers(START + HOUR) == 1
    handoff.refresh_from_db()
    again = Handoff.objects.get(ticket=desk.ticket, state="offered")
    assert (handoff.state, again.climbed, again.to_agent) == ("expired", 1, desk.people.lea)
    assert responsible(desk.ticket) == ("tier-1", desk.people.mika.pk)
    sweeps.expire_offers(START + HOUR)
    assert Handoff.objects.filter(ticket=desk.ticket).count() == 2
    sweeps.expire_offers(START + 2 * HOUR)
    assert responsible(desk.ticket) == ("tier-2", desk.people.lea.pk)
    assert not Handoff.objects.filter(state="offered").exists()
    assert desk.notices() == 1
    sweeps.expire_offers(START + 9 * HOUR)
    assert Handoff.objects.filter(ticket=desk.ticket).count() == 2
    same_as_log(desk.ticket.pk)


@pytest.mark.parametrize("facts", [{"presence": "out"}, {"is_active": False}])
def test_without_a_lead_the_offer_stays_on_the_table_and_the_sender_responsible(
    desk: Desk, facts: dict[str, object]
) -> None:
    Person.objects.filter(memberships__is_lead=True).update(**facts)
    desk.offer()
    for hours in range(1, 5):
        sweeps.expire_offers(START + hours * HOUR)
    assert Handoff.objects.filter(ticket=desk.ticket, state="offered").count() == 1
    assert responsible(desk.ticket) == ("tier-1", desk.people.mika.pk)


def test_the_customer_hears_once_a_climb(desk: Desk) -> None:
    press(desk.people.jo, desk.offer(), "acceptance")
    assert desk.notices() == 1
    beside = Team.objects.create(tier=Tier.objects.get(level=2), name="Beside", slug="beside")
    press(desk.people.root, desk.offer(to=beside, by=desk.people.jo), "acceptance")
    assert responsible(desk.ticket)[0] == "beside"
    assert desk.notices() == 1
    press(desk.people.ines, desk.offer(by=desk.people.root), "acceptance")
    assert desk.notices() == 2
    lower = By.person(desk.people.ines, START + HOUR)
    front = Team.objects.get(slug="tier-1")
    escalation.send_down(desk.ticket, to=front, answer="Bleed it", lesson="Look first", by=lower)
    assert desk.notices() == 2


def test_a_tier_that_keeps_quiet_tells_nobody(desk: Desk) -> None:
    Tier.objects.filter(level=2).update(tells_customer=False)
    press(desk.people.jo, desk.offer(), "acceptance")
    assert desk.notices() == 0


@pytest.mark.parametrize(
    ("who", "may"), [("mika", True), ("root", True), ("jo", False), ("ines", False)]
)
def test_only_the_sending_side_takes_an_offer_back(desk: Desk, who: str, may: bool) -> None:
    handoff = desk.offer()
    press(getattr(desk.people, who), handoff, "recall")
    assert handoff.state == ("recalled" if may else "offered")
    assert responsible(desk.ticket) == ("tier-1", desk.people.mika.pk)


def test_an_accepted_offer_is_not_taken_back(desk: Desk) -> None:
    handoff = desk.offer()
    press(desk.people.jo, handoff, "acceptance")
    press(desk.people.mika, handoff, "recall")
    assert handoff.state == "accepted"
    assert responsible(desk.ticket) == ("tier-2", desk.people.jo.pk)


@pytest.mark.parametrize(
    ("who", "button", "kind"),
    [
        ("jo", "acceptance", "accepted"),
        ("jo", "return", "returned"),
        ("mika", "recall", "recalled"),
    ],
)
def test_twice_is_once(desk: Desk, who: str, button: str, kind: str) -> None:
    handoff = desk.offer()
    for _ in range(2):
        press(getattr(desk.people, who), handoff, button, missing="The serial number")
    assert handoff.state == kind
    assert log_of(desk.ticket, f"handoff.{kind}") == 1
    assert log_of(desk.ticket, "ticket.moved") == (button == "acceptance")
    assert desk.notices() == (button == "acceptance")
    same_as_log(desk.ticket.pk)


def test_offered_twice_is_one_offer(desk: Desk) -> None:
    desk.offer()
    with pytest.raises(escalation.HandoffRefused, match="already offered"):
        desk.offer()
    assert log_of(desk.ticket, "handoff.offered") == 1


def test_a_word_that_is_no_button_does_nothing(desk: Desk) -> None:
    handoff = desk.offer()
    press(desk.people.mika, handoff, "nonsense")
    assert handoff.state == "offered"


@pytest.mark.parametrize("end", ["solve", "mark_spam", "merge", "move"])
def test_an_offer_ends_with_the_work_it_was_about(desk: Desk, end: str) -> None:
    handoff = desk.offer()
    by = By.person(desk.people.mika, START + timedelta(minutes=5))
    END[end](desk, by)
    handoff.refresh_from_db()
    assert handoff.state == "recalled"
    assert sweeps.expire_offers(START + 5 * HOUR) == 0
    assert desk.notices() == (end == "move"), "a move to a higher tier is told, an offer is not"
    same_as_log(desk.ticket.pk)


def _merge(desk: Desk, by: By) -> None:
    other = actions.open_ticket(
        requester=desk.people.ada, subject="Warm", text="Too warm", channel="email", by=by
    )
    actions.merge(desk.ticket, into=other, by=by)


END = {
    "solve": lambda desk, by: actions.solve(desk.ticket, by=by),
    "mark_spam": lambda desk, by: actions.mark_spam(desk.ticket, by=by),
    "merge": _merge,
    "move": lambda desk, by: actions.move(desk.ticket, to=Team.objects.get(slug="tier-3"), by=by),
}


def test_an_offer_that_ended_frees_the_way_for_the_next(desk: Desk) -> None:
    desk.offer()
    by = By.person(desk.people.mika, START + timedelta(minutes=5))
    actions.solve(desk.ticket, by=by)
    actions.reopen(desk.ticket, by=by)
    assert desk.offer().state == "offered"
