"""The lock every verb takes first."""

from handrail.base.by import By
from handrail.base.events import Event
from handrail.base.store import Recorded, record
from handrail.base.together import waits
from handrail.tickets.folding import fold
from handrail.tickets.models import Ticket


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now, ours until the transaction ends.

    The related rows come along unlocked: verbs need the team's tier in their events. One that was
    created in this transaction and still waits to be written is nobody else's anyway.
    """
    if waits(ticket):
        return ticket
    return (
        Ticket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("team__tier", "tier")
        .get(pk=ticket.pk)
    )


def happen(ticket: Ticket, event: Event, by: By) -> Recorded:
    """Record an event of a ticket."""
    return record(ticket, event, fold=fold, by=by)
