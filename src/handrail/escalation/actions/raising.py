"""Asking a team's leads to look: escalation along the hierarchy, not along the tiers."""

from django.db import transaction

from handrail.base.by import By
from handrail.base.text import clean
from handrail.desk.models import Membership
from handrail.escalation.events import RaisedToLead
from handrail.escalation.rules import HandoffRefused
from handrail.people.models import Person
from handrail.people.rules import require
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import Ticket


@transaction.atomic
def raise_to_lead(ticket: Ticket, *, reason: str, by: By) -> list[Person]:
    """Let the leads of the ticket's team know, and follow it from now on. Who they are.

    Raises HandoffRefused without a reason, without a lead, or for a ticket that is done.
    """
    require(by, "escalate")
    if not reason.strip():
        raise HandoffRefused("Say why the lead should look.")
    ticket = locked(ticket)
    if ticket.is_done:
        raise HandoffRefused("#%(number)s is already done. Reopen it first.", number=ticket.pk)
    led = Membership.objects.filter(team=ticket.team_id, is_lead=True, person__is_active=True)
    leads = [one.person for one in led.select_related("person").order_by("id")]
    if not leads:
        raise HandoffRefused(
            "%(team)s has no lead. Hand the ticket over instead.", team=ticket.team
        )
    for lead in leads:
        tickets.watch(ticket, person=lead, by=by)
    ticket = locked(ticket)
    event = RaisedToLead(leads=[lead.pk for lead in leads], reason=clean(reason, most=20_000))
    happen(ticket, event, by)
    return leads
