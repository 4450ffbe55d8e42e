"""The verbs that time itself calls: warn, break, and work everything out anew."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.promises import clocks, following, rules
from handrail.promises.book import Book, book
from handrail.promises.events import Broken, Warned, fold_promise, read_waits
from handrail.promises.models import Promise
from handrail.promises.rules import BREACH
from handrail.tickets.models import Ticket

logger = logging.getLogger(__name__)


@transaction.atomic
def look_at(numbers: Sequence[int], *, now: datetime, by: By) -> int:
    """Look at promises whose moment has come; how many there was something to say about.

    The tickets are locked first, as every verb does; one that somebody else holds is left for the
    next round, so several workers share the work. One that fails does not stop the others.
    """
    wanted = Promise.objects.filter(pk__in=numbers).values("ticket")
    free = Ticket.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=wanted)
    tickets = {ticket.pk: ticket for ticket in free.order_by("pk")}
    known, told = book(), 0
    rows = Promise.objects.filter(pk__in=numbers, ticket__in=list(tickets)).order_by(
        "next_at", "id"
    )
    spoken_of = set[int]()
    for row in rows:
        row.ticket = tickets[row.ticket_id]
        if row.ticket_id in spoken_of:
            # What followed from the ticket's earlier promise may have moved this one.
            row.refresh_from_db()
        spoken_of.add(row.ticket_id)
        try:
            with transaction.atomic():
                told += _look(row, known, now, by)
        except Exception:
            logger.exception("promise %s could not be looked at", row.pk)
    return told


def _look(row: Promise, known: Book, now: datetime, by: By) -> bool:
    if row.state != Promise.State.RUNNING or row.next_at is None or row.next_at > now:
        return False
    if row.due_at is not None and row.due_at <= now:
        record(row, _broken(row, known, now), fold=fold_promise, by=by)
        return True
    warned = _warned(row, known, now)
    if warned is None:
        following.reconsider(row.ticket, by=by)
        return False
    record(row, warned, fold=fold_promise, by=by)
    return True


def _broken(row: Promise, known: Book, now: datetime) -> Broken:
    return Broken(
        ticket=row.ticket_id, clock=row.kind, due_at=row.due_at or now, policy=row.policy_id,
        used=clocks.seconds_used(row, known, now), follows=_follows(row, known, BREACH),
    )  # fmt: skip


def _warned(row: Promise, known: Book, now: datetime) -> Warned | None:
    """One warning for all levels a late sweep has missed; None when the policy has no such level now."""
    terms, waits = clocks.terms_of(row, known), read_waits(row.waits)
    pauses, due_at = rules.pauses_of(terms, waits, now), row.due_at or now
    reached = [
        level for level in terms.levels
        if terms.hours.due(row.started_at, terms.seconds * level // BREACH, pauses) <= now
    ]  # fmt: skip
    percent = max(reached, default=0)
    if percent <= row.warned:
        return None
    next_at = rules.level_at(terms, row.started_at, pauses, percent)
    return Warned(
        ticket=row.ticket_id, clock=row.kind, percent=percent, due_at=due_at,
        next_at=next_at or due_at, follows=_follows(row, known, percent), policy=row.policy_id,
    )  # fmt: skip


def _follows(row: Promise, known: Book, up_to: int) -> list[str]:
    page = known.page(row.policy_id)
    return page.follows(row.kind, above=row.warned, up_to=up_to) if page else []


@transaction.atomic
def reconsider(ticket: Ticket, *, by: By) -> None:
    """Work a ticket's promises out anew, by the policies, calendars and plans of this moment."""
    following.reconsider(ticket, by=by)
