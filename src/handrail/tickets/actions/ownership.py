"""Whose ticket it is."""

from datetime import datetime

from django.db import transaction

from handrail.base.by import By
from handrail.base.saying import said
from handrail.desk.models import Team
from handrail.people.models import Person
from handrail.people.rules import require
from handrail.tickets import rules
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import Assigned, LeftUnattended, Moved, Released, Taken
from handrail.tickets.folding import UNATTENDED_AFTER
from handrail.tickets.models import TeamAccess, Ticket


class AlreadyTaken(rules.Refused):
    """Somebody else was faster; `owner` is who."""

    def __init__(self, owner: Person | None, number: int) -> None:
        super().__init__(
            said("%(owner)s has already taken #%(number)s.", owner=owner, number=number)
        )
        self.owner = owner


@transaction.atomic
def take(ticket: Ticket, *, person: Person, by: By) -> Ticket:
    """Make an unowned ticket one's own. Taking what one has already changes nothing.

    Raises AlreadyTaken with the owner's name when somebody else has it.
    """
    require(by, "take")
    ticket = locked(ticket)
    rules.require_active(ticket.state, ticket.pk)
    if ticket.owner_id == person.pk:
        return ticket
    if ticket.owner_id is not None:
        raise AlreadyTaken(ticket.owner, ticket.pk)
    happen(ticket, Taken(owner=person.pk), by)
    return ticket


@transaction.atomic
def assign(ticket: Ticket, *, to: Person, by: By) -> Ticket:
    """Give the ticket to an agent of its team, whoever had it before."""
    require(by, "assign")
    ticket = locked(ticket)
    rules.require_active(ticket.state, ticket.pk)
    if ticket.owner_id == to.pk:
        return ticket
    if not (to.is_active and to.can("take")):
        raise rules.Refused("%(to)s cannot own tickets.", to=to)
    if not ticket.team.memberships.filter(person=to).exists():
        raise rules.Refused(
            "%(to)s is not in %(team)s. Hand the ticket over instead.", to=to, team=ticket.team
        )
    happen(ticket, Assigned(owner=to.pk, was=ticket.owner_id), by)
    return ticket


@transaction.atomic
def release(ticket: Ticket, *, by: By) -> Ticket:
    """Put the ticket back into its queue; a clock starts, so it is not forgotten."""
    require(by, "assign")
    ticket = locked(ticket)
    if ticket.owner_id is not None and not ticket.is_done:
        happen(ticket, Released(was=ticket.owner_id), by)
    return ticket


@transaction.atomic
def move(
    ticket: Ticket, *, to: Team, by: By, why: str = "moved", owner: Person | None = None,
    handoff: int | None = None,
) -> Ticket:  # fmt: skip
    """Give the ticket to another team, and with it the right to read it."""
    require(by, "move")
    ticket = locked(ticket)
    rules.require_active(ticket.state, ticket.pk)
    TeamAccess.objects.get_or_create(ticket=ticket, team=to)
    if ticket.team_id == to.pk and owner is None:
        return ticket
    event = Moved(
        tier=to.tier_id, team=to.pk, tier_level=to.tier.level, why=why, handoff=handoff,
        from_tier_level=ticket.tier.level, from_team=ticket.team_id,
        owner=owner.pk if owner else None,
    )  # fmt: skip
    happen(ticket, event, by)
    ticket.team, ticket.tier = to, to.tier
    return ticket


@transaction.atomic
def look_again(ticket: Ticket, *, now: datetime, by: By) -> Ticket:
    """What the clock does when it fires on a ticket that still nobody has; else nothing."""
    ticket = locked(ticket)
    due = ticket.attention_at is not None and ticket.attention_at <= now
    if due and ticket.wait_until is None:
        happen(ticket, LeftUnattended(next_look=now + UNATTENDED_AFTER), by)
    return ticket
