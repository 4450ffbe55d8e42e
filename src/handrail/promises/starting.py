"""Clocks that should run and do not yet: begun by an event, or found missing and begun late."""

from collections.abc import Sequence
from datetime import datetime

from handrail.promises import rules
from handrail.promises.book import PolicyPage
from handrail.promises.events import written
from handrail.promises.history import history
from handrail.promises.models import Promise
from handrail.tickets.models import Ticket

# Which event begins which clock in its own moment; any other missing clock is looked up in the log.
BEGUN_BY = frozenset({
    ("ticket.moved", "time_in_tier"), ("ticket.customer_wrote", "next_response"),
    ("ticket.reopened", "next_response"), ("ticket.spam_cleared", "next_response"),
})  # fmt: skip
# A ticket has one first response and one resolution, however often it is opened again.
ONCE_A_TICKET = ("first_response", "resolution")


def missing(
    ticket: Ticket, going: Sequence[Promise], policy: PolicyPage, event: str, at: datetime
) -> list[Promise]:
    """The clocks to start, not yet worked out."""
    run = {row.kind for row in going if row.ended_at is None}
    turn, replied = ticket.turn, ticket.first_replied_at is not None
    wanted = rules.wanted(state=ticket.state, turn=turn, replied=replied)
    kinds = [k for k in wanted if k not in run and policy.seconds(k, ticket.priority)]
    if event == "ticket.opened":
        return [_begun(ticket, kind, at) for kind in kinds]
    begun = [_begun(ticket, kind, at) for kind in kinds if (event, kind) in BEGUN_BY]
    late = [kind for kind in kinds if (event, kind) not in BEGUN_BY]
    return [*begun, *_late(ticket, late)] if late else begun


def _begun(ticket: Ticket, kind: str, at: datetime) -> Promise:
    row = Promise(ticket=ticket, kind=kind, started_at=at)
    if kind == "time_in_tier":
        row.about, row.team_id = ticket.tier_id, ticket.team_id
    return row


def _late(ticket: Ticket, kinds: Sequence[str]) -> list[Promise]:
    """What the log says should have begun earlier, or goes on after the ticket was opened again."""
    past, rows = history(ticket), _given_before(ticket, kinds)
    for kind in kinds:
        row = rows.get(kind) or _begun(ticket, kind, past.start_of(kind, ticket))
        row.waits = written(w for w in past.waits if w[2] is None or w[2] > row.started_at)
        rows[kind] = row
    return list(rows.values())


def _given_before(ticket: Ticket, kinds: Sequence[str]) -> dict[str, Promise]:
    once = [kind for kind in kinds if kind in ONCE_A_TICKET]
    given = Promise.objects.filter(ticket=ticket.pk, kind__in=once).order_by("id") if once else ()
    rows = {row.kind: row for row in given}
    for row in rows.values():
        row.ticket, row.ended_at = ticket, None
        row.state = "broken" if row.broken_at else "running"
    return rows


def beside(ticket: Ticket, kind: str, about: int, team: int, at: datetime) -> Promise:
    """The clock of a handoff or a consult, which another team owes an answer."""
    return Promise(ticket=ticket, kind=kind, about=about, team_id=team, started_at=at)
