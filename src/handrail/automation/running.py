"""Running a rule on a ticket: once for each origin, each deed by itself, all of it in the log."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Max
from procrastinate.contrib.django import app

from handrail.automation import rules
from handrail.automation.book import Rule, book
from handrail.automation.chain import behind
from handrail.automation.deeds.carrying import Hand, carry
from handrail.automation.deeds.kinds import AnyDeed
from handrail.automation.deeds.telling import Names, tell
from handrail.automation.events import Began, Ran, fold_run
from handrail.automation.models import Run
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.base.store import Recorded, record
from handrail.desk.shape import NoTeam
from handrail.escalation.rules import HandoffRefused
from handrail.people.rules import NotAllowed
from handrail.tickets.actions.locking import locked
from handrail.tickets.conditions import facts_of, fits
from handrail.tickets.models import Ticket
from handrail.tickets.rules import Refused

REFUSALS = (Refused, HandoffRefused, NotAllowed, NoTeam)
OUR_FAULT = "Something went wrong here. It is in the program's log."

logger = logging.getLogger(__name__)


def call(done: Recorded, triggers: Mapping[str, list[Rule]]) -> None:
    """Have a job run the triggers of this event, if there are any.

    A job, because nothing a rule does or fails to do may change or stop the act it follows.
    """
    happened = rules.occasion(done.event.kind, done.event.payload()) if triggers else ""
    if triggers.get(happened) and done.row.stands_at()[0] is not None:
        app.configure_task("handrail.automate").defer(event_id=done.id)


def follow(event_id: int, *, now: datetime) -> list[Run]:
    """Run what an event may start, in order; doing it again does nothing more."""
    line = EventRecord.objects.filter(pk=event_id).first()
    if line is None or line.ticket_id is None:
        return []
    started = book().triggers.get(rules.occasion(line.kind, line.payload), [])
    if not started:
        return []
    found = behind(event_id, line.ticket_id)
    by = By.system(now).because_of(event_id)
    runs = [
        start(rule, line.ticket_id, origin=found.origin, by=by)
        for rule in rules.may_start(started, found.floor)
    ]
    return [run for run in runs if run is not None]


@transaction.atomic
def start(rule: Rule, ticket_id: int, *, origin: str, by: By) -> Run | None:
    """Run one rule, if its conditions hold and it has not run for this origin."""
    ticket = locked(Ticket(pk=ticket_id))
    key = rules.run_key(rule.ref, ticket_id, origin)
    if Run.objects.filter(key=key).exists():
        return None
    if not fits(rule.conditions, facts_of(ticket, at=by.at)):
        return None
    return run(rule, ticket, key=key, by=by)


def run(rule: Rule, ticket: Ticket, *, key: str, by: By) -> Run:
    """Do all that a rule says on a locked ticket, and log what came of it."""
    kept = Run(ticket=ticket)
    began = Began(rule=rule.ref, name=rule.name, position=rule.position, ticket=ticket.pk, key=key)
    begun = record(kept, began, fold=fold_run, by=by)
    did, failed = carry_all(rule.deeds, ticket, Hand(begun.then))
    ran = Ran(rule=rule.ref, name=rule.name, did=did, failed=failed)
    record(kept, ran, fold=fold_run, by=begun.then)
    return kept


def carry_all(
    deeds: tuple[AnyDeed, ...], ticket: Ticket, hand: Hand
) -> tuple[list[str], list[str]]:
    """(what was done, what failed and why); one that fails leaves no trace and stops no other."""
    names = Names(deeds)
    did, failed = [], []
    mark = _newest(ticket)
    for deed in deeds:
        fault = _attempt(deed, locked(ticket), hand)
        if fault:
            failed.append(f"{tell(deed, names)[:]}: {fault}")
            continue
        now = _newest(ticket)
        if now != mark:
            did.append(tell(deed, names)[:])
        mark = now
    return did, failed


def _newest(ticket: Ticket) -> int:
    """The last event of a ticket: a deed that added none found everything as it wanted it."""
    of_ticket = EventRecord.objects.filter(ticket_id=ticket.pk)
    return of_ticket.aggregate(last=Max("id"))["last"] or 0


def _attempt(deed: AnyDeed, ticket: Ticket, hand: Hand) -> str:
    """Try one deed in a savepoint; why it failed, or nothing."""
    try:
        with transaction.atomic():
            carry(deed, ticket, hand)
    except REFUSALS as refusal:
        return refusal.english
    except OperationalError:
        # A deadlock or a lost database is nobody's answer: the whole job is done again.
        raise
    except Exception:
        logger.exception("the deed %r failed on #%s", deed, ticket.pk)
        return OUR_FAULT
    return ""
