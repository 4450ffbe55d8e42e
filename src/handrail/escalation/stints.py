"""Drawing stints from a ticket's events, in the transaction that records them."""

from collections.abc import Callable
from datetime import datetime

from handrail.base.store import Recorded
from handrail.base.together import create
from handrail.desk.hours import seconds_open
from handrail.escalation.models import Stint
from handrail.tickets.events import CustomerWrote, Moved
from handrail.tickets.models import Ticket


def open_stint(ticket_id: int) -> Stint | None:
    """The owning stint that is open, if the ticket is not done."""
    return (
        Stint.objects.select_related("team__calendar")
        .filter(ticket=ticket_id, kind=Stint.Kind.OWNING, ended_at=None).first()
    )  # fmt: skip


def begin(done: Recorded) -> None:
    """A turn begins: the ticket was opened, reopened, or came from another team."""
    ticket: Ticket = done.row
    at = done.by.at
    create(Stint(
        ticket=ticket, tier_id=ticket.tier_id, team_id=ticket.team_id, agent_id=ticket.owner_id,
        started_at=at, accepted_at=at if ticket.owner_id else None,
    ))  # fmt: skip


def end(outcome: str) -> Callable[[Recorded], None]:
    """A reaction that ends the open turns with this outcome."""

    def reaction(done: Recorded) -> None:
        finish(done.row.pk, outcome, done.by.at)
        helpers = Stint.objects.filter(ticket=done.row.pk, ended_at=None)
        helpers.update(ended_at=done.by.at, outcome=outcome)

    return reaction


def finish(ticket_id: int, outcome: str, at: datetime) -> None:
    """End the owning stint and count its time."""
    stint = open_stint(ticket_id)
    if stint is None:
        return
    _stop_waiting(stint, at)
    stint.ended_at, stint.outcome = at, outcome
    stint.business_seconds = seconds_open(stint.team.calendar, stint.started_at, at)
    stint.save()


def change_agent(done: Recorded) -> None:
    """The first agent accepts the turn; a later one begins a turn of their own."""
    ticket: Ticket = done.row
    untouched = Stint.objects.filter(
        ticket=ticket.pk, kind=Stint.Kind.OWNING, ended_at=None, agent=None
    )
    if untouched.update(agent_id=ticket.owner_id, accepted_at=done.by.at):
        return
    finish(ticket.pk, "reassigned" if ticket.owner_id else "released", done.by.at)
    begin(done)
    _note_wait(ticket, done.by.at)


def change_team(done: Recorded) -> None:
    """The turn ends as the move says, and the next team's begins."""
    event = done.event
    if isinstance(event, Moved):
        finish(done.row.pk, event.why, done.by.at)
        begin(done)
        _note_wait(done.row, done.by.at)


def begin_again(done: Recorded) -> None:
    """A ticket that came back gives the last team a new turn."""
    if isinstance(done.event, CustomerWrote) and not done.event.reopens:
        stop_waiting(done)
        return
    begin(done)


def start_waiting(done: Recorded) -> None:
    """From now on the time is not the team's."""
    _note_wait(done.row, done.by.at)


def _note_wait(ticket: Ticket, at: datetime) -> None:
    if ticket.state == "waiting":
        waiting = Stint.objects.filter(ticket=ticket.pk, kind=Stint.Kind.OWNING, ended_at=None)
        waiting.filter(waiting_since=None).update(waiting_since=at)


def stop_waiting(done: Recorded) -> None:
    """The time is the team's again."""
    if done.before.get("state") == "waiting" and done.row.state != "waiting":
        stint = open_stint(done.row.pk)
        if stint is not None:
            _stop_waiting(stint, done.by.at)
            stint.save()


def _stop_waiting(stint: Stint, at: datetime) -> None:
    if stint.waiting_since is not None:
        stint.waiting_seconds += max(0, int((at - stint.waiting_since).total_seconds()))
        stint.waiting_since = None
