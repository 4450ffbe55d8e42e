"""Offering a ticket to another team, upward with a package or downward with a lesson."""

from datetime import timedelta

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.base.text import clean
from handrail.desk.models import Team, Tier
from handrail.desk.shape import shape
from handrail.escalation import rules
from handrail.escalation.actions.deciding import take_over
from handrail.escalation.events import Offered, SentDown, fold_handoff
from handrail.escalation.models import Handoff
from handrail.escalation.paths import way_up
from handrail.escalation.rules import HandoffRefused, Package
from handrail.people.models import Person
from handrail.people.rules import require
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import TeamAccess, Ticket


@transaction.atomic
def escalate(
    ticket: Ticket, *, package: Package, by: By, to: Team | None = None, agent: Person | None = None
) -> Handoff:
    """Offer the ticket to a team, by default the next tier's; until it accepts, we stay responsible.

    The team may read the ticket from this moment. Where its tier accepts at once, it owns it too.
    Raises HandoffRefused for a thin package, an open offer, or no tier above.
    """
    require(by, "escalate")
    rules.check_package(package)
    ticket = locked(ticket)
    tickets_must_be_open(ticket)
    path = way_up(ticket, to, at=by.at)
    to = to or (path.team if path else shape().team_above(ticket.team))
    if to is None:
        raise HandoffRefused("There is no tier above. Choose a team to hand over to.")
    if to.pk == ticket.team_id:
        raise HandoffRefused("#%(number)s is already with %(to)s.", number=ticket.pk, to=to)
    if path is not None and by.actor != "system":
        rules.check_required(package, path.requires)
    to_and_fro = returns_between(ticket, to) >= to.tier.most_returns
    handoff = offer(
        ticket, to=to, package=package, by=by, agent=None if to_and_fro else agent,
        for_lead=to_and_fro,
    )  # fmt: skip
    if to.tier.acceptance == Tier.Acceptance.AUTO and not to_and_fro:
        take_over(handoff, ticket, agent=agent, by=by)
    return handoff


def returns_between(ticket: Ticket, to: Team) -> int:
    """How often this ticket has already come back on the way between its team and that one."""
    ends = [ticket.team_id, to.pk]
    back = ticket.handoffs.filter(state=Handoff.State.RETURNED)
    return back.filter(from_team__in=ends, to_team__in=ends).count()


def tickets_must_be_open(ticket: Ticket) -> None:
    """Refuse a ticket that is done or already on offer."""
    if ticket.is_done:
        raise HandoffRefused("#%(number)s is already done. Reopen it first.", number=ticket.pk)
    on_offer = ticket.handoffs.filter(state=Handoff.State.OFFERED).select_related("to_team").first()
    if on_offer:
        raise HandoffRefused(
            "#%(number)s is already offered to %(to_team)s. Recall that first.",
            number=ticket.pk,
            to_team=on_offer.to_team,
        )


def offer(
    ticket: Ticket, *, to: Team, package: Package, by: By, agent: Person | None = None,
    climbed: int = 0, for_lead: bool = False,
) -> Handoff:  # fmt: skip
    """Put the handoff on the table and start its clock; the ticket is locked."""
    TeamAccess.objects.get_or_create(ticket=ticket, team=to)
    handoff = Handoff(to_team=to)
    event = Offered(
        ticket=ticket.pk, from_team=ticket.team_id, to_team=to.pk, climbed=climbed,
        for_lead=for_lead,
        from_level=ticket.tier.level, to_level=to.tier.level, from_agent=ticket.owner_id,
        to_agent=agent.pk if agent else None, wanted=clean(package.wanted),
        tried=clean(package.tried), found=clean(package.found), needed=clean(package.needed),
        by_when=package.by_when, expires_at=by.at + timedelta(minutes=to.tier.offer_minutes),
    )  # fmt: skip
    record(handoff, event, fold=fold_handoff, by=by)
    return handoff


@transaction.atomic
def send_down(ticket: Ticket, *, to: Team, answer: str, lesson: str, by: By) -> Ticket:
    """Give the ticket to a lower tier, with the answer and what there is to learn from it."""
    require(by, "send_down")
    ticket = locked(ticket)
    tickets_must_be_open(ticket)
    if to.tier.level >= ticket.tier.level:
        raise HandoffRefused(
            "%(to)s is not below %(team)s. Escalate instead.", to=to, team=ticket.team
        )
    if not answer.strip() or not lesson.strip():
        raise HandoffRefused(
            "Say what the answer is, and what the tier below should learn from it."
        )
    happen(ticket, SentDown(to_team=to.pk, answer=clean(answer), lesson=clean(lesson)), by)
    return tickets.move(ticket, to=to, by=by, why="sent_down")
