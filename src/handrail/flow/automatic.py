"""Mail that no person wrote: reports that ours came back, and away notes. Nothing of it is ever answered."""

from datetime import datetime

from handrail.base.by import By
from handrail.base.text import fold_case, preview
from handrail.flow import kept
from handrail.flow.events import AutoAnswered, Bounced
from handrail.flow.incoming import BounceReport, Incoming, Outcome
from handrail.flow.outbox.suppressing import works_again
from handrail.flow.threads import may_join
from handrail.people.models import Identity, Person
from handrail.people.queries import by_address
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import Ticket


def bounced(incoming: Incoming, bounce: BounceReport, thread: Ticket | None, by: By) -> Outcome:
    """Tell the ticket whose message came back, and mark the address if it is gone. Never an answer."""
    if thread is not None:
        if not bounce.temporary:
            _mark(bounce.recipient, thread, at=incoming.at)
        event = Bounced(
            recipient=bounce.recipient, status=bounce.status, temporary=bounce.temporary
        )
        happen(locked(thread), event, by)
    return Outcome(kind="bounce", ticket_id=thread.pk if thread else None)


def _mark(recipient: str, ticket: Ticket, *, at: datetime) -> None:
    """Only somebody this ticket writes to: a report is a mail like any other, and anybody can send one."""
    known = Identity.objects.filter(value=fold_case(recipient)).values_list("person", flat=True)
    written_to = {ticket.requester_id, *ticket.watchers.values_list("person", flat=True)}
    Person.objects.filter(pk__in=written_to & set(known)).update(bounced_at=at)


def heard_from(sender: Person, *, by: By) -> None:
    """Whose mail came back and who writes now has an address that works again."""
    if sender.bounced_at is None:
        return
    sender.bounced_at = None
    works_again(sender, by=By.system(by.at))


def auto_answered(incoming: Incoming, thread: Ticket | None, by: By) -> Outcome:
    """An out-of-office is written down where it belongs; it wakes nobody and is never answered."""
    known = by_address(incoming.sender_address)
    is_stranger = known is None or thread is None or not may_join(known, thread)
    if thread is None or is_stranger or incoming.denied_by:
        return Outcome(kind="auto_reply", reason=kept.NO_TICKET[:])
    event = AutoAnswered(sender=incoming.sender_address, preview=preview(incoming.text))
    happen(locked(thread), event, by)
    return Outcome(kind="auto_reply", ticket_id=thread.pk)
