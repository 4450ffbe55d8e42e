"""How promises follow a ticket: reactions to its events, in the same transaction.

Every event leads to the same few steps: end the clocks it ends, work the others out anew from their
start, their waits and the policy that fits now, start those that are missing, and tell
the log in one line what has changed.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from handrail.base.by import By
from handrail.base.store import Recorded
from handrail.promises import clocks, rules, starting
from handrail.promises.book import Book, book
from handrail.promises.choosing import choose
from handrail.promises.events import Promised
from handrail.promises.keeping import insert
from handrail.promises.models import Promise
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import CustomerWrote
from handrail.tickets.models import Ticket

# What makes a row different in a way worth telling; the time used follows from the rest.
TOLD = (
    "policy_id", "team_id", "state", "target_seconds", "waits", "due_at", "next_at", "paused_at",
    "ended_at", "warned",
)  # fmt: skip
BESIDE = {"handoff": "accept_handoff", "consult": "answer_consult"}
STARTS = ("handoff.offered", "consult.asked")


class Step(NamedTuple):
    """One event as the clocks see it; `about` is the handoff or the consult it is of."""

    ticket: Ticket
    event: str
    by: By
    known: Book
    about: int | None = None

    def ending(self, row: Promise) -> str:
        """How the event ends a clock; empty when it goes on."""
        if row.kind in BESIDE.values() and not self.ticket.is_done and row.about != self.about:
            return ""
        how = rules.ending(self.event, row.kind, done=self.ticket.is_done)
        elsewhere = row.kind == "time_in_tier" and row.about != self.ticket.tier_id
        return how or ("kept" if elsewhere else "")


def follow(done: Recorded) -> None:
    """The reaction to whatever happens to a ticket."""
    # The opening message came with the ticket, whose own event has started the clocks.
    if not (isinstance(done.event, CustomerWrote) and done.event.opening):
        _follow(Step(done.row, done.event.kind, _hand(done), book()))


def follow_beside(done: Recorded) -> None:
    """The reaction to what happens to a handoff or a consult: another team owes an answer, or gave it."""
    asked: Any = done.row
    noun = done.event.kind.partition(".")[0]
    step = Step(locked(asked.ticket), done.event.kind, _hand(done), book(), asked.pk)
    if done.event.kind in STARTS:
        _follow(step, lambda: [starting.beside(
            step.ticket, BESIDE[noun], asked.pk, asked.to_team_id, step.by.at
        )])  # fmt: skip
    else:
        _follow(step)


def reconsider(ticket: Ticket, *, by: By) -> None:
    """Work the promises out anew because a policy, a calendar or a plan has changed. Holds the lock."""
    _follow(Step(locked(ticket), "", by, book()))


def _hand(done: Recorded) -> By:
    return By(actor="system", at=done.by.at, cause=done.id)


def _follow(step: Step, brought: Callable[[], list[Promise]] = list) -> None:
    rows = _live(step)
    before = {row.pk: _told(row) for row in rows}
    was = {row.pk: row.due_at for row in rows}
    spoken = {row.pk for row in rows if _end(row, step)}
    going = [row for row in rows if row.ended_at is None]
    policy = choose(step.known, step.ticket, step.by.at)
    started = []
    if policy is not None:
        started = starting.missing(step.ticket, going, policy, step.event, step.by.at)
        started += [row for row in brought() if policy.seconds(row.kind, step.ticket.priority)]
    for row in [*going, *started]:
        if row.kind == "time_in_tier":
            row.team_id = step.ticket.team_id
        clocks.go_on(row, step.known, policy, step.ticket, step.by.at)
    started = [row for row in started if row.ended_at is None]
    changed = [row for row in rows if row.pk not in spoken and before[row.pk] != _told(row)]
    _keep(changed, started)
    _tell(step, [*rows, *started], [*changed, *started], was)


def _end(row: Promise, step: Step) -> bool:
    how = step.ending(row)
    return bool(how) and clocks.end(row, how, step.known, step.by)


def _live(step: Step) -> list[Promise]:
    """The clocks somebody still waits for; a new ticket has none."""
    if step.event == "ticket.opened":
        return []
    rows = list(Promise.objects.filter(ticket=step.ticket.pk, ended_at=None).order_by("id"))
    for row in rows:
        row.ticket = step.ticket
    return rows


def _told(row: Promise) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in TOLD)


def _keep(changed: Sequence[Promise], started: Sequence[Promise]) -> None:
    fresh = [row for row in started if row.pk is None]
    for row in [*changed, *(row for row in started if row.pk is not None)]:
        row.save()
    insert(fresh)


def _tell(
    step: Step, rows: Sequence[Promise], changed: Sequence[Promise], was: dict[int, datetime | None]
) -> None:
    live = [row for row in rows if row.ended_at is None]
    due_at = rules.deadline((row.kind, row.state, row.due_at) for row in live)
    if changed or due_at != step.ticket.due_at:
        lines = [clocks.told(row, was.get(row.pk)) for row in changed]
        happen(step.ticket, Promised(due_at=due_at, clocks=lines), step.by)
