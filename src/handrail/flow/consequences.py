"""What follows when a promise comes near its end or is broken, as its policy says.

A consequence may raise, release or hand over a ticket, which moves its promises; but only a sweep
makes a promise warn or break, never a reaction, so no consequence can lead back to itself.
"""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When

from handrail.base.by import By
from handrail.base.store import Recorded
from handrail.desk.models import Membership
from handrail.escalation import actions as escalation
from handrail.escalation.packing import prefill
from handrail.flow.events import Alerted
from handrail.people.models import Person, Presence
from handrail.promises.events import Broken, Warned
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import Ticket

Late = Warned | Broken
CLOCKS = {
    "first_response": "the first response", "next_response": "the next response",
    "resolution": "the resolution", "accept_handoff": "accepting the handoff",
    "time_in_tier": "the time in this tier", "answer_consult": "answering the question",
}  # fmt: skip


def carry_out(done: Recorded) -> None:
    """Do all that follows, and leave one line on the ticket: who was told, what could not be done."""
    event = done.event
    if not isinstance(event, Late) or not event.follows or done.by.cause is not None:
        return
    by, told, refused = done.then, set[int](), list[str]()
    ticket = locked(done.row.ticket)
    for what in event.follows:
        if what in TELLING:
            told |= TELLING[what](ticket)
            continue
        try:
            with transaction.atomic():
                told |= DEEDS[what](ticket, event, by)
        except (tickets.Refused, escalation.HandoffRefused) as no:
            refused.append(f"{what}: {no.english}")
        ticket = locked(ticket)
    percent = event.percent if isinstance(event, Warned) else 100
    alert = Alerted(
        promise=done.row.pk, clock=event.clock, percent=percent, due_at=event.due_at,
        people=sorted(told), did=list(event.follows), refused=refused,
    )  # fmt: skip
    happen(ticket, alert, by)


def lead_on_duty(team_id: int) -> Person | None:
    """The lead to call: one who is there, before one who is not."""
    here = Case(When(person__presence=Presence.ONLINE, then=Value(0)), default=Value(1),
                output_field=IntegerField())  # fmt: skip
    led = Membership.objects.filter(team=team_id, is_lead=True, person__is_active=True)
    first = led.select_related("person").order_by(here, "id").first()
    return first.person if first else None


def _tell_owner(ticket: Ticket) -> set[int]:
    """Who has it; nobody has it: then whoever leads the team."""
    return {ticket.owner_id} if ticket.owner_id else _tell_lead(ticket)


def _tell_lead(ticket: Ticket) -> set[int]:
    return set(Membership.objects.filter(
        team=ticket.team_id, is_lead=True, person__is_active=True
    ).values_list("person", flat=True))  # fmt: skip


def _raise(ticket: Ticket, event: Late, by: By) -> set[int]:
    """One step more urgent; at the top, one step more impact; above that is nothing."""
    if ticket.urgency > 1:
        tickets.change(ticket, facts={"urgency": ticket.urgency - 1}, by=by)
    elif ticket.impact > 1:
        tickets.change(ticket, facts={"impact": ticket.impact - 1}, by=by)
    return set()


def _reassign(ticket: Ticket, event: Late, by: By) -> set[int]:
    tickets.release(ticket, by=by)
    return set()


def _escalate(ticket: Ticket, event: Late, by: By) -> set[int]:
    known = prefill(ticket)
    package = escalation.Package(
        wanted=f"Take over in time: {CLOCKS[event.clock]} was promised for "
        f"{event.due_at:%Y-%m-%d %H:%M} UTC.",
        tried=known.tried or "Nothing is written down. The desk offers this by itself.",
        found=known.found, needed=known.needed,
    )  # fmt: skip
    escalation.escalate(ticket, package=package, by=by)
    return set()


def _call_lead(ticket: Ticket, event: Late, by: By) -> set[int]:
    """The lead gets a ticket that nobody has, and hears of one that somebody has.

    A lead who is out of office only hears of it: they would be no owner.
    """
    lead = lead_on_duty(ticket.team_id)
    if lead is None:
        raise tickets.Refused("%(team)s has no lead. Make somebody its lead.", team=ticket.team)
    if ticket.owner_id is None and lead.presence != Presence.OUT:
        tickets.assign(ticket, to=lead, by=by)
    return {lead.pk}


TELLING: Mapping[str, Callable[[Ticket], set[int]]] = {
    "notify_owner": _tell_owner,
    "notify_lead": _tell_lead,
}
DEEDS: Mapping[str, Callable[[Ticket, Late, By], set[int]]] = {
    "raise_priority": _raise,
    "reassign": _reassign,
    "escalate": _escalate,
    "call_duty_lead": _call_lead,
}
