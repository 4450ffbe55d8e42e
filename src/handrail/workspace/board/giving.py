"""To give a ticket to somebody else of its team, and to take that back."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.people.models import Person, Presence
from handrail.tickets import actions, rules
from handrail.tickets.actions.locking import locked
from handrail.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Given:
    """What was done, and whom the ticket had before."""

    words: str
    was: int | None
    owner: int | None

    @property
    def is_change(self) -> bool:
        """Whether there is anything to undo."""
        return self.was != self.owner


@transaction.atomic
def give(ticket: Ticket, *, to: Person | None, was: int | None, by: By) -> Given:
    """Make somebody the owner, or nobody, if the ticket is still whose it was on the screen.

    Raises Refused when it is not, when they are out of office (the desk would give it back to the
    queue at once), and for all that `assign` refuses.
    """
    ticket = locked(ticket)
    if ticket.owner_id != was:
        raise _meanwhile(ticket)
    if to is None:
        rules.require_active(ticket.state, ticket.pk)
        actions.release(ticket, by=by)
        words = _("#%(number)s is back in the queue of %(team)s.")
        return Given(words % {"number": ticket.pk, "team": ticket.team}, was, None)
    if to.presence == Presence.OUT and to.pk != was:
        raise actions.Refused(
            "%(who)s is out of office. Give #%(number)s to somebody who is there.",
            who=to, number=ticket.pk,
        )  # fmt: skip
    actions.assign(ticket, to=to, by=by)
    words = _("%(who)s has #%(number)s now.")
    return Given(words % {"who": to, "number": ticket.pk}, was, to.pk)


def _meanwhile(ticket: Ticket) -> actions.Refused:
    """Somebody was faster."""
    if ticket.owner is None:
        return actions.Refused(
            "Meanwhile nobody has #%(number)s any more. Look again, then decide.", number=ticket.pk
        )
    return actions.Refused(
        "Meanwhile %(who)s has #%(number)s. Look again, then decide.",
        who=ticket.owner, number=ticket.pk,
    )  # fmt: skip
