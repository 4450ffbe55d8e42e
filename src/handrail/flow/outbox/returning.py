"""What follows when a mail system sends a message of ours back."""

from django.core.exceptions import ValidationError

from handrail.base.by import By
from handrail.base.saying import said
from handrail.base.store import Recorded
from handrail.base.text import fold_case
from handrail.flow import kept
from handrail.flow.events import Bounced
from handrail.flow.models import Delivery
from handrail.flow.outbox.suppressing import Reason, suppress
from handrail.tickets.models import Ticket

# What stands in place of a status when a reader called our mail unwanted (RFC 5965).
COMPLAINT = "complaint"


def note_bounce(done: Recorded) -> None:
    """The delivery that came back says so; an address that is gone for good gets no more mail.

    Only an address that this ticket writes to: whoever can answer on a ticket could otherwise
    send a report about anybody and so cut them off.
    """
    event, ticket = done.event, done.row
    if not isinstance(event, Bounced):
        return
    if event.status == COMPLAINT:
        _note_complaint(ticket, event, done.then)
    if event.temporary:
        return
    if not event.recipient or fold_case(event.recipient) not in _written_to(ticket):
        return
    pattern = kept.RETURNED_AS if event.status else kept.RETURNED
    words = said(pattern, recipient=event.recipient, status=event.status)
    if delivery := _last_to(ticket, event.message):
        delivery.state, delivery.error = Delivery.State.BOUNCED, words[:]
        delivery.save(update_fields=["state", "error"])
    try:
        suppress(event.recipient, reason=Reason.BOUNCE, by=done.then, note=event.status)
    except ValidationError:
        # An address our own list cannot hold is none we could send to.
        return


def _note_complaint(ticket: Ticket, event: Bounced, by: By) -> None:
    """Providers seldom say who complained; it is clear where a ticket writes to one address only."""
    to = _written_to(ticket)
    named = to & {fold_case(event.recipient)} or to
    if len(named) == 1:
        suppress(named.pop(), reason=Reason.COMPLAINT, by=by)


def _written_to(ticket: Ticket) -> set[str]:
    watching = ticket.watchers.values_list("person__email", flat=True)
    return {fold_case(one) for one in (ticket.requester.email, *watching) if one}


def _last_to(ticket: Ticket, message: int | None) -> Delivery | None:
    """The delivery a report speaks of: the one it names, else the last that left."""
    sent = Delivery.objects.select_for_update().filter(
        message__ticket_id=ticket.pk, state=Delivery.State.SENT
    )
    return (sent.filter(message_id=message) if message else sent).order_by("-pk").first()
