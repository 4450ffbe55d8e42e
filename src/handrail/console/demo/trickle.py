"""Life in the demo: every half minute somebody writes, or a made-up colleague does something."""

import logging
import random
import uuid
from collections.abc import Callable
from datetime import datetime
from threading import Event

from django.db import DatabaseError, close_old_connections

from handrail.base.by import By
from handrail.base.clock import now as present
from handrail.console.demo import company, topics
from handrail.console.demo.opening import address
from handrail.console.demo.words import blanks, entitled
from handrail.escalation import actions as escalation
from handrail.escalation.models import Handoff
from handrail.flow.incoming import Incoming
from handrail.flow.intake import receive
from handrail.people.models import Person, Role
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket

SECONDS = (20, 40)
# Above this many open tickets nobody new writes; a demo left on must not drown.
MOST_OPEN = 160
# What the made-up colleagues leave for visitors to take.
LEFT_FOR_VISITORS = 10

log = logging.getLogger(__name__)


def run(stop: Event, rng: random.Random | None = None) -> None:
    """Go on until `stop` is set; a database that is away for a while is waited for."""
    rng = rng or random.Random()  # noqa: S311 - nobody's secret
    while not stop.wait(rng.uniform(*SECONDS)):
        close_old_connections()
        try:
            step(now=present(), rng=rng)
        except DatabaseError:
            log.warning("the demo's trickle missed a turn", exc_info=True)


def step(*, now: datetime, rng: random.Random) -> str:
    """One thing that happens; its name, or "nothing" when a visitor was faster."""
    acts: tuple[tuple[Act, int], ...] = (
        (write, 10), (answer_desk, 4), (pick_up, 4), (finish, 4), (hand_on, 2), (decide, 3),
    )  # fmt: skip
    act = rng.choices([act for act, _ in acts], [weight for _, weight in acts])[0]
    try:
        return act.__name__ if act(now, rng) else "nothing"
    except (tickets.Refused, escalation.HandoffRefused):
        return "nothing"


Act = Callable[[datetime, random.Random], bool]


def write(now: datetime, rng: random.Random) -> bool:
    """A customer asks something new, by mail."""
    if Ticket.objects.active().count() >= MOST_OPEN:
        return False
    customer = rng.choice(
        list(Person.objects.filter(role=Role.CUSTOMER, email__contains=".example"))
    )
    german = customer.language == "de"
    fitting = [topic for topic in topics.TOPICS if topic.german == german]
    topic = rng.choices(fitting, [topic.weight for topic in fitting])[0]
    words = blanks(rng, topic, customer.name)
    receive(_mail(customer, entitled(rng.choice(topic.subjects), words),
                  rng.choice(topic.asks).format(**words), now))  # fmt: skip
    return True


def _mail(customer: Person, subject: str, text: str, now: datetime, token: str = "") -> Incoming:
    return Incoming(
        channel="email", sender_address=customer.email or "", sender_name=customer.name,
        subject=subject, text=text, at=now, reply_token=token,
        external_id=f"<{uuid.uuid4()}@mail.example>",
    )  # fmt: skip


def answer_desk(now: datetime, rng: random.Random) -> bool:
    """A customer who was asked something answers."""
    asked = Ticket.objects.filter(turn="customer").select_related("requester")[:20]
    ticket = _one(list(asked), rng)
    if ticket is None:
        return False
    german = ticket.requester.language == "de"
    topic = rng.choice([topic for topic in topics.TOPICS if topic.german == german])
    receive(
        _mail(
            ticket.requester, f"Re: {ticket.subject}", rng.choice(topic.details), now, ticket.token
        )
    )
    return True


def _one(found: list[Ticket], rng: random.Random) -> Ticket | None:
    return rng.choice(found) if found else None


def _colleague(rng: random.Random) -> Person:
    """Somebody made up, whose seat no visitor takes."""
    logins = [who.login for who in company.COLLEAGUES if who.login not in company.VISITORS]
    return Person.objects.get(email=address(rng.choice(logins)))


def pick_up(now: datetime, rng: random.Random) -> bool:
    """A colleague takes what has waited longest in their team, and asks the first question."""
    colleague = _colleague(rng)
    waiting = Ticket.objects.visible_to(colleague).filter(
        owner=None, state="open", team__memberships__person=colleague
    )
    if waiting.count() <= LEFT_FOR_VISITORS:
        return False
    ticket = waiting.order_by("waiting_since")[0]
    by = By.person(colleague, now)
    tickets.take(ticket, person=colleague, by=by)
    tickets.reply(ticket, author=colleague, text=_question(ticket, rng), by=by)
    return True


def _question(ticket: Ticket, rng: random.Random) -> str:
    german = ticket.requester.language == "de"
    topic = rng.choice([topic for topic in topics.TOPICS if topic.german == german])
    words = blanks(rng, topic, ticket.requester.name)
    return rng.choice(topic.questions).format(**words)


def _own(colleague: Person) -> list[Ticket]:
    mine = Ticket.objects.visible_to(colleague).filter(owner=colleague, state="open")
    return list(mine.exclude(handoffs__state=Handoff.State.OFFERED)[:20])


def finish(now: datetime, rng: random.Random) -> bool:
    """A colleague solves one of their tickets."""
    colleague = _colleague(rng)
    ticket = _one(_own(colleague), rng)
    if ticket is None:
        return False
    text = "It is put right on our side. Please tell me if anything is still odd.\n\n{}"
    if ticket.requester.language == "de":
        text = "Wir haben es behoben. Bitte melden Sie sich, wenn noch etwas fehlt.\n\n{}"
    tickets.reply(ticket, author=colleague, text=text.format(colleague.name), then="solve",
                  by=By.person(colleague, now))  # fmt: skip
    return True


def hand_on(now: datetime, rng: random.Random) -> bool:
    """A colleague offers one of their tickets to the next tier."""
    colleague = _colleague(rng)
    ticket = _one(_own(colleague), rng)
    if ticket is None:
        return False
    package = escalation.Package(wanted=rng.choice(topics.WANTED), tried=rng.choice(topics.TRIED))
    escalation.escalate(ticket, package=package, by=By.person(colleague, now))
    return True


def decide(now: datetime, rng: random.Random) -> bool:
    """A colleague answers an offer to their team; one in five is returned."""
    colleague = _colleague(rng)
    offers = Handoff.objects.filter(
        state=Handoff.State.OFFERED, to_team__memberships__person=colleague, to_agent=None
    )
    # The newest stay, so that a visitor finds one to answer.
    handoff = offers.order_by("offered_at").first()
    if handoff is None or offers.count() < 2:
        return False
    by = By.person(colleague, now)
    if rng.random() < 0.2:
        escalation.return_(handoff, missing=rng.choice(topics.MISSING), by=by)
    else:
        escalation.accept(handoff, agent=colleague, by=by)
    return True
