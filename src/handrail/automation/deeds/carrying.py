"""Carrying deeds out, through the verbs of the rooms and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handrail.automation.deeds import kinds as k
from handrail.automation.deeds.kinds import AnyDeed
from handrail.automation.filling import filled
from handrail.base.by import By
from handrail.base.languages import later
from handrail.base.limits import within
from handrail.desk.models import Membership
from handrail.desk.shape import shape
from handrail.escalation import actions as escalation
from handrail.escalation.packing import prefill
from handrail.people.models import Person
from handrail.tickets import actions as tickets
from handrail.tickets.models import Message, Ticket

# A rule that answers, met by a machine that answers back, must come to an end.
MOST_REPLIES_A_DAY = 5
UNTRIED = "Nothing is written down. The desk offers this by itself."


NOTHING_GOES_OUT = {
    "spam": later("#%(number)s is spam."),
    "merged": later("#%(number)s is merged."),
}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who carries a deed out: an agent under their own rights, or the desk by itself."""

    by: By
    agent: Person | None = None


def carry(deed: AnyDeed, ticket: Ticket, hand: Hand) -> None:
    """Do one thing. Raises what the verb raises when it does not fit the ticket."""
    CARRIED[type(deed)](deed, ticket, hand)


def say(text: str, ticket: Ticket, hand: Hand) -> None:
    """Write to the customer: the agent's own reply, or an automatic message."""
    words = filled(text, ticket, agent=hand.agent)
    if hand.agent is not None:
        tickets.reply(ticket, author=hand.agent, text=words, then="keep", by=hand.by)
        return
    _may_say(ticket, hand.by)
    tickets.notify(ticket, text=words, about="automation", by=hand.by)


def _may_say(ticket: Ticket, by: By) -> None:
    """No automatic message answers another, none goes out on what is spam, and not many a day."""
    last = ticket.messages.filter(direction=Message.Direction.IN).order_by("-id").first()
    if last is not None and last.is_automatic:
        raise tickets.Refused("The customer's last message was sent by a machine.")
    if ticket.turn in NOTHING_GOES_OUT:
        raise tickets.Refused(NOTHING_GOES_OUT[ticket.turn], number=ticket.pk)
    key = f"auto:{ticket.requester_id}"
    if not within(key, at=by.at, every=timedelta(days=1), most=MOST_REPLIES_A_DAY):
        raise tickets.Refused(
            "This customer got %(most)s automatic messages within a day.", most=MOST_REPLIES_A_DAY
        )


def _change(**facts: Any) -> Callable[[Any, Ticket, Hand], None]:
    """A deed that sets facts; each is read from the deed."""

    def act(deed: Any, ticket: Ticket, hand: Hand) -> None:
        values = {name: read(deed) for name, read in facts.items()}
        tickets.change(ticket, facts=values, by=hand.by)

    return act


def _field(deed: k.SetField, ticket: Ticket, hand: Hand) -> None:
    tickets.change(ticket, facts={f"field:{deed.key}": deed.value}, by=hand.by)


def _add_tags(deed: k.AddTags, ticket: Ticket, hand: Hand) -> None:
    tickets.change(ticket, facts={"tags": [*ticket.tags, *deed.tags]}, by=hand.by)


def _remove_tags(deed: k.RemoveTags, ticket: Ticket, hand: Hand) -> None:
    gone = {tag.lower() for tag in deed.tags}
    tickets.change(ticket, facts={"tags": [t for t in ticket.tags if t not in gone]}, by=hand.by)


def _move(deed: k.Move, ticket: Ticket, hand: Hand) -> None:
    tickets.move(ticket, to=shape().team(deed.team), by=hand.by)


def _person(pk: int) -> Person:
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        raise tickets.Refused("There is no person no. %(number)s any more.", number=pk)
    return person


def _assign(deed: k.Assign, ticket: Ticket, hand: Hand) -> None:
    tickets.assign(ticket, to=_person(deed.person), by=hand.by)


def _note(deed: k.Note, ticket: Ticket, hand: Hand) -> None:
    words = filled(deed.text, ticket, agent=hand.agent)
    tickets.note(ticket, author=hand.agent, text=words, by=hand.by)


def _tell_lead(deed: k.TellLead, ticket: Ticket, hand: Hand) -> None:
    led = Membership.objects.filter(team=ticket.team_id, is_lead=True, person__is_active=True)
    leads = [seat.person for seat in led.select_related("person").order_by("id")]
    if not leads:
        raise tickets.Refused("%(team)s has no lead. Make somebody its lead.", team=ticket.team)
    names = ", ".join(lead.name for lead in leads)
    words = filled(deed.text, ticket, agent=hand.agent)
    tickets.note(ticket, author=hand.agent, text=f"For {names}: {words}", by=hand.by)
    for lead in leads:
        tickets.watch(ticket, person=lead, by=hand.by)


def _escalate(deed: k.Escalate, ticket: Ticket, hand: Hand) -> None:
    known = prefill(ticket)
    package = escalation.Package(
        wanted=filled(deed.wanted, ticket, agent=hand.agent), tried=known.tried or UNTRIED,
        found=known.found, needed=known.needed,
    )  # fmt: skip
    to = shape().team(deed.team) if deed.team is not None else None
    escalation.escalate(ticket, to=to, package=package, by=hand.by)


def _wait(deed: k.Wait, ticket: Ticket, hand: Hand) -> None:
    until = hand.by.at + timedelta(minutes=deed.minutes or 0) if deed.on == "until" else None
    tickets.wait(ticket, on=deed.on, until=until, by=hand.by)


def _link(deed: k.LinkTo, ticket: Ticket, hand: Hand) -> None:
    other = Ticket.objects.filter(pk=deed.ticket)
    if hand.agent is not None:
        other = other.visible_to(hand.agent)
    to = other.first()
    if to is None:
        raise tickets.Refused("There is no ticket #%(number)s.", number=deed.ticket)
    tickets.link(ticket, to=to, kind=deed.kind, by=hand.by)


CARRIED: Mapping[type[Any], Callable[[Any, Ticket, Hand], object]] = {
    k.SetCategory: _change(category=lambda deed: deed.category),
    k.SetImpact: _change(impact=lambda deed: deed.impact),
    k.SetUrgency: _change(urgency=lambda deed: deed.urgency),
    k.SetField: _field,
    k.AddTags: _add_tags,
    k.RemoveTags: _remove_tags,
    k.Move: _move,
    k.Assign: _assign,
    k.Release: lambda d, t, h: tickets.release(t, by=h.by),
    k.Reply: lambda d, t, h: say(d.text, t, h),
    k.Note: _note,
    k.TellLead: _tell_lead,
    k.Escalate: _escalate,
    k.Wait: _wait,
    k.Solve: lambda d, t, h: tickets.solve(t, by=h.by),
    k.Watch: lambda d, t, h: tickets.watch(t, person=_person(d.person), by=h.by),
    k.LinkTo: _link,
}
