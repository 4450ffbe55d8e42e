"""Everything people do at a desk. A further verb is a further line in one of these tables."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from flows.desk_in_motion import Desk
from handrail.escalation import actions as escalation
from handrail.escalation.models import Consult, Handoff, Incident, Swarm
from handrail.flow.opening import open_request
from handrail.people.models import Person
from handrail.routing.pulling import next_ticket
from handrail.tickets import actions
from handrail.tickets.models import Message, Ticket

Verb = Callable[[Desk, Ticket, Person, int], object]
TEXTS = ("My invoice is wrong", "It is cold", "The server is down, all of us wait", "Login fails")


def open_one(desk: Desk, luck: int) -> Ticket:
    """A request of somebody's, with or without a category."""
    asker = desk.customer(luck)
    category = desk.categories[luck % len(desk.categories)] if luck % 2 else None
    return open_request(
        requester=asker, subject=TEXTS[luck % 4], text=TEXTS[luck % 4], channel="email",
        category=category, impact=1 + luck % 3, urgency=1 + luck // 3 % 3, by=desk.by(asker),
    )  # fmt: skip


def _hear(desk: Desk, ticket: Ticket, who: Person, luck: int) -> object:
    author = ticket.requester
    return actions.hear(ticket, author=author, text="Still", channel="email", by=desk.by(author))


def _customer_solves(desk: Desk, ticket: Ticket, who: Person, luck: int) -> object:
    return actions.solve(ticket, by=desk.by(ticket.requester), by_customer=True)


def _reply(then: str) -> Verb:
    return lambda desk, ticket, who, luck: actions.reply(
        ticket, author=who, text="Hm", then=then, by=desk.by(who)
    )


def _wait(on: str) -> Verb:
    def wait(desk: Desk, ticket: Ticket, who: Person, luck: int) -> object:
        until = desk.at + timedelta(minutes=1 + luck * 7) if on == "until" else None
        return actions.wait(ticket, on=on, until=until, by=desk.by(who))

    return wait


def _another(desk: Desk, ticket: Ticket, luck: int) -> Ticket:
    others = Ticket.objects.exclude(pk=ticket.pk).order_by("pk")
    found = list(others.filter(requester=ticket.requester_id) if luck % 4 else others)
    if not found:
        raise actions.Refused("there is no other ticket")
    return found[luck % len(found)]


def _split(desk: Desk, ticket: Ticket, who: Person, luck: int) -> object:
    said = list(ticket.messages.filter(direction=Message.Direction.IN).order_by("pk"))
    if not said:
        raise actions.Refused("nothing was said")
    return actions.split(
        ticket, message=said[luck % len(said)], subject="And this", by=desk.by(who)
    )


TICKET_VERBS: Mapping[str, Verb] = {
    "take": lambda d, t, w, n: actions.take(t, person=w, by=d.by(w)),
    "next": lambda d, t, w, n: next_ticket(w, now=d.at),
    "assign": lambda d, t, w, n: actions.assign(t, to=d.who(n), by=d.by(w)),
    "release": lambda d, t, w, n: actions.release(t, by=d.by(w)),
    "reply and wait": _reply("wait"),
    "reply and keep": _reply("keep"),
    "reply and solve": _reply("solve"),
    "note": lambda d, t, w, n: actions.note(t, author=w, text="Seen", by=d.by(w)),
    "customer writes": _hear,
    "customer writes again": _hear,
    "customer solves": _customer_solves,
    "wait on customer": _wait("customer"),
    "wait on third party": _wait("third_party"),
    "wait until": _wait("until"),
    "resume": lambda d, t, w, n: actions.resume(t, by=d.by(w)),
    "solve": lambda d, t, w, n: actions.solve(t, by=d.by(w)),
    "close": lambda d, t, w, n: actions.close(t, by=d.by(w)),
    "reopen": lambda d, t, w, n: actions.reopen(t, by=d.by(w)),
    "spam": lambda d, t, w, n: actions.mark_spam(t, by=d.by(w)),
    "no spam": lambda d, t, w, n: actions.clear_spam(t, by=d.by(w)),
    "move": lambda d, t, w, n: actions.move(t, to=d.team(n), by=d.by(w)),
    "merge": lambda d, t, w, n: actions.merge(t, into=_another(d, t, n), by=d.by(w)),
    "split": _split,
    "link": lambda d, t, w, n: actions.link(
        t, to=_another(d, t, n), kind=("parent", "related")[n % 2], by=d.by(w)
    ),
    "watch": lambda d, t, w, n: actions.watch(t, person=d.who(n), by=d.by(w)),
    "urgency": lambda d, t, w, n: actions.change(t, facts={"urgency": 1 + n % 3}, by=d.by(w)),
    "impact": lambda d, t, w, n: actions.change(t, facts={"impact": 1 + n % 3}, by=d.by(w)),
    "category": lambda d, t, w, n: actions.change(
        t, facts={"category": d.categories[n % len(d.categories)]}, by=d.by(w)
    ),
}


def _package(luck: int) -> escalation.Package:
    return escalation.Package(wanted="Look", tried="All", found="This" if luck % 2 else "")


def _handoff(ticket: Ticket, luck: int) -> Handoff:
    """The ticket's own handoff, or else one that waits for an answer somewhere."""
    own = Handoff.objects.filter(ticket=ticket).order_by("-pk").first()
    waiting = list(Handoff.objects.filter(state="offered").order_by("pk"))
    if waiting and (own is None or luck % 4):
        return waiting[luck % len(waiting)]
    if own is None:
        raise actions.Refused("there is no handoff")
    return own


def _answer(desk: Desk, ticket: Ticket, who: Person, luck: int) -> object:
    every = list(Consult.objects.order_by("pk"))
    waiting = [asked for asked in every if asked.answered_at is None]
    some = waiting if waiting and luck % 4 else every
    if not some:
        raise actions.Refused("there is no question")
    asked = some[luck % len(some)]
    return escalation.answer(asked, text="So", by=desk.by(who))


def _swarm(ticket: Ticket) -> Swarm:
    found = ticket.swarms.order_by("-pk").first()
    if found is None:
        raise actions.Refused("there is no swarm")
    return found


def _incident(luck: int) -> Incident:
    found = list(Incident.objects.order_by("pk"))
    if not found:
        raise actions.Refused("there is no incident")
    return found[-1 - (luck % 4 == 0 and len(found) > 1)]


def _declare(desk: Desk, ticket: Ticket, who: Person, luck: int) -> object:
    down = {"any": [{"fact": "subject", "how": "contains", "value": ["server is down"]}]}
    return escalation.declare(
        ticket, title="All down", manager=desk.who(luck), by=desk.by(who), holds=bool(luck % 2),
        conditions=down, to=desk.team(luck) if luck % 3 else None, every_minutes=30,
    )  # fmt: skip


def _rate(desk: Desk, ticket: Ticket, who: Person, luck: int) -> object:
    rating = ("good", "bad")[luck % 2]
    return actions.rate(ticket, rating=rating, by=desk.by(ticket.requester))


STAGES = ("investigating", "identified", "monitoring", "resolved")
ESCALATION_VERBS: Mapping[str, Verb] = {
    "escalate": lambda d, t, w, n: escalation.escalate(t, package=_package(n), by=d.by(w)),
    "escalate to a team": lambda d, t, w, n: escalation.escalate(
        t, package=_package(n), to=d.team(n), by=d.by(w)
    ),
    "escalate to somebody": lambda d, t, w, n: escalation.escalate(
        t, package=_package(n), agent=d.who(n), by=d.by(w)
    ),
    "accept": lambda d, t, w, n: escalation.accept(_handoff(t, n), agent=w, by=d.by(w)),
    "accept for all": lambda d, t, w, n: escalation.accept(
        _handoff(t, n), agent=d.who(n), by=d.by(d.root)
    ),
    "return": lambda d, t, w, n: escalation.return_(_handoff(t, n), missing="Log", by=d.by(w)),
    "recall": lambda d, t, w, n: escalation.recall(_handoff(t, n), by=d.by(w)),
    "send down": lambda d, t, w, n: escalation.send_down(
        t, to=d.team(n), answer="So", lesson="Look first", by=d.by(w)
    ),
    "pull in": lambda d, t, w, n: escalation.pull_in(t, helper=d.who(n), by=d.by(w)),
    "leave": lambda d, t, w, n: escalation.leave(t, helper=d.who(n), by=d.by(w)),
    "consult": lambda d, t, w, n: escalation.consult(
        t, to=d.team(n), question="Why?", by=d.by(w)
    ),
    "answer": _answer,
    "raise to lead": lambda d, t, w, n: escalation.raise_to_lead(t, reason="Look", by=d.by(w)),
    "call a swarm": lambda d, t, w, n: escalation.call_swarm(
        t, purpose="Why?", teams=[d.team(n)], minutes=30 + n % 200, by=d.by(w)
    ),
    "join a swarm": lambda d, t, w, n: escalation.join_swarm(_swarm(t), person=w, by=d.by(w)),
    "leave a swarm": lambda d, t, w, n: escalation.leave_swarm(_swarm(t), person=w, by=d.by(w)),
    "end a swarm": lambda d, t, w, n: escalation.end_swarm(_swarm(t), found="So", by=d.by(w)),
    "declare": _declare,
    "attach": lambda d, t, w, n: escalation.attach(t, to=_incident(n), by=d.by(w)),
    "detach": lambda d, t, w, n: escalation.detach(t, of=_incident(n), by=d.by(w)),
    "speak": lambda d, t, w, n: escalation.speak(
        _incident(n), stage=STAGES[n % 4], text="A word", by=d.by(w)
    ),
    "rate": _rate,
}  # fmt: skip
