"""Answering an offer: accepted, returned, recalled, or left until it expires."""

from datetime import datetime

from django.db import transaction

from handrail.base.by import By
from handrail.base.languages import later
from handrail.base.store import record
from handrail.base.text import clean
from handrail.desk import queries as desk
from handrail.desk.models import Membership
from handrail.escalation import rules
from handrail.escalation.events import Accepted, Expired, Offered, Recalled, Returned, fold_handoff
from handrail.escalation.models import Handoff
from handrail.escalation.rules import HandoffRefused
from handrail.people.models import Person, Presence
from handrail.people.rules import require
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import locked
from handrail.tickets.models import Ticket

STATES = {
    "accepted": later("accepted"), "returned": later("returned"), "recalled": later("recalled"),
    "expired": later("expired"),
}  # fmt: skip


def _locked(handoff: Handoff) -> tuple[Handoff, Ticket]:
    """Ticket first, then handoff: the order every verb keeps, so that none waits in a ring."""
    ticket = locked(handoff.ticket)
    fresh = Handoff.objects.select_for_update(of=("self",)).select_related(
        "to_team__tier", "from_team__tier", "to_agent", "from_agent"
    )
    return fresh.get(pk=handoff.pk), ticket


def _must_be_offered(handoff: Handoff) -> None:
    if handoff.state != Handoff.State.OFFERED:
        state = STATES.get(handoff.state, handoff.state)
        if not handoff.decided_by_id:
            raise HandoffRefused("This handoff was already %(state)s.", state=state)
        raise HandoffRefused(
            "This handoff was already %(state)s by %(who)s.", state=state, who=handoff.decided_by
        )


def _may_decide(handoff: Handoff, by: By) -> None:
    if by.actor == "system" or by.person_id is None:
        return
    team, person = handoff.to_team_id, by.person_id
    leads = [team, handoff.from_team_id] if handoff.for_lead else [team]
    allowed = rules.may_decide(
        role=by.role, named=handoff.to_agent_id == person, is_member=desk.is_member(person, team),
        acceptance="lead" if handoff.for_lead else handoff.to_team.tier.acceptance,
        is_lead=any(desk.is_lead_of(person, led) for led in leads),
    )  # fmt: skip
    if not allowed:
        if handoff.for_lead:
            raise HandoffRefused("It went to and fro too often. A lead of either team decides now.")
        raise HandoffRefused(
            "Only %(to_team)s can answer this handoff, by its tier's rule.", to_team=handoff.to_team
        )


@transaction.atomic
def accept(handoff: Handoff, *, agent: Person, by: By) -> Handoff:
    """Take over: team, tier and owner change in this one act. Accepting one's own again is harmless.

    Raises HandoffRefused when somebody else has decided, or may decide and you may not.
    """
    require(by, "accept")
    handoff, ticket = _locked(handoff)
    if handoff.state == Handoff.State.ACCEPTED and handoff.to_agent_id == agent.pk:
        return handoff
    _must_be_offered(handoff)
    _may_decide(handoff, by)
    take_over(handoff, ticket, agent=agent, by=by)
    return handoff


def take_over(handoff: Handoff, ticket: Ticket, *, agent: Person | None, by: By) -> None:
    """The change of responsibility itself; both rows are locked."""
    event = Accepted(agent=agent.pk if agent else None)
    done = record(handoff, event, fold=fold_handoff, by=by)
    why = rules.outcome(ticket.tier.level, handoff.to_team.tier.level)
    mover = By(actor="system", at=by.at, person_id=by.person_id, cause=done.id)
    if ticket.state == "waiting" and ticket.turn == "until":
        tickets.resume(ticket, by=mover)
    tickets.move(ticket, to=handoff.to_team, owner=agent, why=why, handoff=handoff.pk, by=mover)


@transaction.atomic
def return_(handoff: Handoff, *, missing: str, by: By) -> Handoff:
    """Give it back, naming what is missing. On offer: the sender simply keeps it.

    After acceptance the ticket goes back to the sending team, and to its agent where one sent it.
    """
    require(by, "return")
    if not missing.strip():
        raise HandoffRefused("Say what is missing, so that the sender can complete it.")
    handoff, ticket = _locked(handoff)
    after_acceptance = handoff.state == Handoff.State.ACCEPTED
    if after_acceptance and (ticket.is_done or ticket.team_id != handoff.to_team_id):
        raise HandoffRefused(
            "#%(number)s has moved on since. It cannot be returned any more.", number=ticket.pk
        )
    if not after_acceptance:
        _must_be_offered(handoff)
    _may_decide(handoff, by)
    event = Returned(missing=clean(missing, most=20_000), after_acceptance=after_acceptance)
    done = record(handoff, event, fold=fold_handoff, by=by)
    if after_acceptance:
        back = By(actor="system", at=by.at, person_id=by.person_id, cause=done.id)
        tickets.move(ticket, to=handoff.from_team, owner=_sender(handoff), why="returned",
                     handoff=handoff.pk, by=back)  # fmt: skip
    return handoff


def _sender(handoff: Handoff) -> Person | None:
    agent = handoff.from_agent
    return agent if agent and agent.is_active else None


@transaction.atomic
def recall(handoff: Handoff, *, by: By) -> Handoff:
    """Take the offer back. Only the sending side can, and only before it was answered."""
    require(by, "recall")
    handoff, __ = _locked(handoff)
    if handoff.state == Handoff.State.RECALLED:
        return handoff
    _must_be_offered(handoff)
    sender = by.person_id is None or handoff.from_agent_id == by.person_id
    if not (
        sender or by.role == "admin" or desk.is_member(by.person_id or 0, handoff.from_team_id)
    ):
        raise HandoffRefused(
            "Only %(from_team)s can recall its offer.", from_team=handoff.from_team
        )
    record(handoff, Recalled(), fold=fold_handoff, by=by)
    return handoff


@transaction.atomic
def expire(handoff: Handoff, *, now: datetime, by: By) -> Handoff | None:
    """What the clock does with an offer that nobody answered: it climbs to the team's lead.

    A lead who does not answer either becomes responsible: somebody always is. Returns the new offer.
    """
    handoff, ticket = _locked(handoff)
    if handoff.state != Handoff.State.OFFERED or not handoff.expires_at or handoff.expires_at > now:
        return None
    lead = _lead_of(handoff.to_team_id)
    if lead is not None and handoff.climbed >= rules.CLIMBS:
        take_over(handoff, ticket, agent=lead, by=by)
        return None
    done = record(handoff, Expired(), fold=fold_handoff, by=by)
    again = Handoff(to_team=handoff.to_team)
    record(again, _climbed(handoff, lead, now), fold=fold_handoff, by=by.because_of(done.id))
    return again


def _lead_of(team_id: int) -> Person | None:
    """A lead who can become responsible; one who is out of office cannot."""
    led = Membership.objects.filter(team=team_id, is_lead=True, person__is_active=True)
    here = led.exclude(person__presence=Presence.OUT)
    first = here.select_related("person").order_by("id").first()
    return first.person if first else None


def _climbed(handoff: Handoff, lead: Person | None, now: datetime) -> Offered:
    wait = (handoff.expires_at or now) - handoff.offered_at
    return Offered(
        ticket=handoff.ticket_id, from_team=handoff.from_team_id, to_team=handoff.to_team_id,
        from_level=handoff.from_team.tier.level, to_level=handoff.to_team.tier.level,
        from_agent=handoff.from_agent_id, to_agent=lead.pk if lead else None,
        wanted=handoff.wanted, tried=handoff.tried, found=handoff.found, needed=handoff.needed,
        by_when=handoff.by_when, expires_at=now + wait, climbed=handoff.climbed + 1,
        for_lead=handoff.for_lead,
    )  # fmt: skip
