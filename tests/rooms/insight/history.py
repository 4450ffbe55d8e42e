"""A desk on which anything may happen in any order: verbs driven by lists of small numbers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handrail.base.by import By
from handrail.desk.models import Calendar, Membership, Team, Tier
from handrail.escalation import actions as escalation
from handrail.escalation.models import Handoff
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket

DAYS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
PACKAGE = escalation.Package(wanted="Please look", tried="All that the book says")
REFUSALS = (tickets.Refused, escalation.HandoffRefused)
# verb, ticket, person, minutes that pass before it
Step = tuple[int, int, int, int]


@dataclass
class World:
    """Three tiers, two teams in the first, two agents each, one customer, and the time."""

    at: datetime
    agents: list[Person] = field(default_factory=list)
    made: list[Ticket] = field(default_factory=list)

    def __post_init__(self) -> None:
        calendar = Calendar.objects.create(name="nine to five", hours=DAYS)
        Team.objects.create(tier=Tier.objects.get(level=1), name="Second desk", slug="second")
        Team.objects.update(calendar=calendar)
        for team in Team.objects.order_by("id"):
            for number in (1, 2):
                mail = f"a{number}.{team.slug}@desk.example"
                agent = Person.objects.create_user(mail, name=mail, role="agent")
                Membership.objects.create(team=team, person=agent, is_lead=number == 2)
                self.agents.append(agent)
        self.customer = meet(address="ada@x.example", name="Ada")

    def play(self, steps: list[Step]) -> None:
        """Do them all; what the rules refuse does not happen."""
        for verb, ticket, agent, minutes in steps:
            self.at += timedelta(minutes=minutes)
            with suppress(*REFUSALS):
                self.do(VERBS[verb % len(VERBS)], ticket, agent)

    def do(self, verb: "Verb", ticket: int, agent: int) -> None:
        """One verb by one agent on one ticket."""
        who = self.agents[agent % len(self.agents)]
        if verb is open_ or not self.made:
            self.made.append(open_(self, who, None))
            return
        one = Ticket.objects.get(pk=self.made[ticket % len(self.made)].pk)
        verb(self, who, one)

    def by(self, who: Person) -> By:
        """This hand at this moment."""
        return By.person(who, self.at)


Verb = Callable[[World, Person, "Ticket | None"], object]


def open_(world: World, who: Person, _: Ticket | None) -> Ticket:
    teams = list(Team.objects.order_by("id"))
    return tickets.open_ticket(
        requester=world.customer, subject="Help", text="Help", channel="form",
        team=teams[len(world.made) % len(teams)], by=world.by(world.customer),
    )  # fmt: skip


def take(world: World, who: Person, ticket: Ticket) -> None:
    tickets.take(ticket, person=who, by=world.by(who))


def assign(world: World, who: Person, ticket: Ticket) -> None:
    tickets.assign(ticket, to=who, by=world.by(who))


def release(world: World, who: Person, ticket: Ticket) -> None:
    tickets.release(ticket, by=world.by(who))


def answer_and_wait(world: World, who: Person, ticket: Ticket) -> None:
    tickets.reply(ticket, author=who, text="What does it say?", by=world.by(who))


def answer_and_solve(world: World, who: Person, ticket: Ticket) -> None:
    tickets.reply(ticket, author=who, text="Do this.", then="solve", by=world.by(who))


def hear(world: World, who: Person, ticket: Ticket) -> None:
    tickets.hear(ticket, author=world.customer, text="And then?", channel="form",
                 by=world.by(world.customer))  # fmt: skip


def note(world: World, who: Person, ticket: Ticket) -> None:
    tickets.note(ticket, author=who, text="Hm.", by=world.by(who))


def escalate(world: World, who: Person, ticket: Ticket) -> None:
    escalation.escalate(ticket, package=PACKAGE, by=world.by(who))


def _offer(ticket: Ticket) -> Handoff | None:
    return ticket.handoffs.order_by("-id").first()


def _member(handoff: Handoff) -> Person:
    return handoff.to_team.memberships.order_by("id")[0].person


def accept(world: World, who: Person, ticket: Ticket) -> None:
    if handoff := _offer(ticket):
        agent = _member(handoff)
        escalation.accept(handoff, agent=agent, by=world.by(agent))


def return_(world: World, who: Person, ticket: Ticket) -> None:
    if handoff := _offer(ticket):
        escalation.return_(handoff, missing="The log", by=world.by(_member(handoff)))


def expire(world: World, who: Person, ticket: Ticket) -> None:
    if handoff := _offer(ticket):
        escalation.expire(handoff, now=world.at, by=By.system(world.at))


def send_down(world: World, who: Person, ticket: Ticket) -> None:
    below = Team.objects.get(slug="second")
    escalation.send_down(ticket, to=below, answer="So", lesson="Thus", by=world.by(who))


def move(world: World, who: Person, ticket: Ticket) -> None:
    tickets.move(ticket, to=Team.objects.get(slug="second"), by=world.by(who))


def wait(world: World, who: Person, ticket: Ticket) -> None:
    tickets.wait(ticket, on="third_party", by=world.by(who))


def resume(world: World, who: Person, ticket: Ticket) -> None:
    tickets.resume(ticket, by=world.by(who))


def rate(world: World, who: Person, ticket: Ticket) -> None:
    rating = "good" if who.pk % 2 else "bad"
    tickets.rate(ticket, rating=rating, by=world.by(world.customer))


def reopen(world: World, who: Person, ticket: Ticket) -> None:
    tickets.reopen(ticket, by=world.by(who))


def spam(world: World, who: Person, ticket: Ticket) -> None:
    tickets.mark_spam(ticket, by=world.by(who))


def clear(world: World, who: Person, ticket: Ticket) -> None:
    tickets.clear_spam(ticket, by=world.by(who))


def merge(world: World, who: Person, ticket: Ticket) -> None:
    tickets.merge(ticket, into=world.made[0], by=world.by(who))


VERBS: tuple[Verb, ...] = (  # type: ignore[assignment]
    open_, take, answer_and_solve, escalate, accept, return_, hear, answer_and_wait, reopen, assign,
    release, note, expire, send_down, move, wait, resume, spam, clear, merge,
    # Twice as likely, or little would ever climb.
    take, escalate, accept, accept, rate,
)  # fmt: skip
