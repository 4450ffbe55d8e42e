"""One clock at a time: how it ends, how it goes on, and what the log is told of it."""

import logging
from datetime import datetime

from handrail.base.by import By
from handrail.base.store import record
from handrail.desk.business_time import NeverOpen
from handrail.promises import rules
from handrail.promises.book import Book, PolicyPage
from handrail.promises.events import Broken, Clock, Kept, fold_promise, read_waits, written
from handrail.promises.models import Promise
from handrail.promises.rules import Reckoning, Terms
from handrail.tickets.models import Ticket

logger = logging.getLogger(__name__)


def end(row: Promise, how: str, known: Book, by: By) -> bool:
    """End a clock as kept, broken or cancelled; True when an event of its own tells so.

    What is late was broken, whatever ends it, and whether or not a sweep has seen it.
    """
    used = seconds_used(row, known, by.at)
    if row.state != "broken" and (how == "broken" or is_late(row, by.at)):
        broken = Broken(
            ticket=row.ticket_id, clock=row.kind, due_at=row.due_at or by.at, used=used, ended=True,
            policy=row.policy_id,
        )  # fmt: skip
        record(row, broken, fold=fold_promise, by=by)
        return True
    if row.state != "broken" and how == "kept":
        kept = Kept(
            ticket=row.ticket_id, clock=row.kind, used=used, target=row.target_seconds,
            policy=row.policy_id,
        )  # fmt: skip
        record(row, kept, fold=fold_promise, by=by)
        return True
    row.used_seconds = used
    close(row, "broken" if row.state == "broken" else "cancelled", by.at)
    return False


def close(row: Promise, state: str, at: datetime) -> None:
    """Nobody waits for this one any more."""
    row.state, row.next_at, row.paused_at, row.ended_at = state, None, None, at


def is_late(row: Promise, at: datetime) -> bool:
    """Whether a clock that runs has run out, seen by a sweep or not."""
    return row.state == "running" and row.due_at is not None and row.due_at < at


def seconds_used(row: Promise, known: Book, at: datetime) -> int:
    """Open seconds used so far, by the terms the promise was given under."""
    terms = terms_of(row, known)
    pauses = rules.pauses_of(terms, read_waits(row.waits), at)
    return terms.hours.seconds_used(row.started_at, at, pauses)


def terms_of(row: Promise, known: Book) -> Terms:
    """The terms a promise was given under; of a policy that is gone only the target is left."""
    page = known.page(row.policy_id)
    hours = known.hours(page, row.kind, row.team_id)
    if page is None:
        return Terms(row.policy_id or 0, row.target_seconds, hours)
    pausing, levels = page.pausing(row.kind), page.levels_of(row.kind)
    return Terms(page.pk, row.target_seconds, hours, pausing, levels)


def go_on(
    row: Promise, known: Book, policy: PolicyPage | None, ticket: Ticket, at: datetime
) -> None:
    """Work a clock out anew, from its start and its waits, by what the policy says now.

    Without a policy that promises it any more it is cancelled. Broken stays broken: no later
    change of priority or policy takes back that somebody waited too long.
    """
    on = rules.waits_on(ticket.state, ticket.turn)
    stops = on if on == rules.DONE or row.kind in rules.PAUSABLE else None
    row.waits = written(rules.with_wait(read_waits(row.waits), stops, at))
    if row.state == "broken":
        return
    terms = known.terms(policy, row.kind, ticket.priority, row.team_id) if policy else None
    standing = _standing(row, terms, at) if terms else None
    if terms is None or standing is None:
        close(row, "cancelled", at)
        return
    row.policy_id, row.target_seconds, row.warned = terms.policy, terms.seconds, standing.warned
    row.state, row.due_at, row.next_at = standing.state, standing.due_at, standing.next_at
    row.paused_at, row.used_seconds = standing.paused_at, standing.used


def _standing(row: Promise, terms: Terms, at: datetime) -> Reckoning | None:
    same = (row.policy_id, row.target_seconds) == (terms.policy, terms.seconds)
    waits = read_waits(row.waits)
    try:
        return rules.reckon(terms, row.started_at, waits, at, row.warned, keep_warned=same)
    except NeverOpen as error:
        logger.error("#%s gets no promise of %s: %s", row.ticket_id, row.kind, error)
        return None


def told(row: Promise, was: datetime | None) -> Clock:
    """The clock as the log keeps it."""
    return Clock(
        promise=row.pk, kind=row.kind, state=row.state, started_at=row.started_at,
        target=row.target_seconds, policy=row.policy_id, about=row.about, team=row.team_id,
        due_at=row.due_at, next_at=row.next_at, paused_at=row.paused_at, ended_at=row.ended_at,
        broken_at=row.broken_at, waits=read_waits(row.waits), used=row.used_seconds,
        warned=row.warned, was=was if was != row.due_at else None,
    )  # fmt: skip
