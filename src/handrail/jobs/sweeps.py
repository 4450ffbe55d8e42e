"""What the clock does: sweeps over what is due, each reading a partial index and no more.

They compute from state and never from "tick N ran", so a late or a doubled tick changes
nothing; every action locks its row and looks again.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from handrail.automation import clocks, winding
from handrail.automation.models import Due
from handrail.base import partitions
from handrail.base.by import By
from handrail.base.clock import now
from handrail.escalation import actions as escalation
from handrail.escalation.incidents import tickets_of_incidents
from handrail.escalation.models import Handoff, Incident, Swarm, Update
from handrail.flow import absence, alerts, owners
from handrail.flow.models import Delivery
from handrail.flow.notices import digest
from handrail.flow.notices.telling import forget_notices
from handrail.flow.outbox import holding
from handrail.knowledge import actions as knowledge
from handrail.knowledge.models import OwnerNotice
from handrail.knowledge.queries import desk as knowledge_desk
from handrail.knowledge.search import clusters, index, meaning, shelves
from handrail.promises import actions as promises
from handrail.promises import queries as promised
from handrail.promises.settling import settle
from handrail.routing import training
from handrail.routing.book import policies
from handrail.routing.giving import assign_all
from handrail.routing.models import QueuePlace
from handrail.tickets import actions as tickets
from handrail.tickets import scanning
from handrail.tickets.models import Ticket

AT_ONCE = 500
# Promises looked at in one transaction: their tickets are locked for so long.
TOGETHER = 50
CLOSE_AFTER = timedelta(days=14)
# A queued message waits this long for its own job before the sweep makes it another.
FORGOTTEN_AFTER = timedelta(minutes=2)
# A mail to an owner may be tried this long by its own job.
OWNERS_FORGOTTEN_AFTER = timedelta(minutes=30)

logger = logging.getLogger(__name__)
T = TypeVar("T")


def expire_offers(at: datetime) -> int:
    """Offers of a handoff that nobody answered climb to the lead."""
    due = Handoff.objects.filter(state=Handoff.State.OFFERED, expires_at__lte=at)
    return _each(
        due.order_by("expires_at")[:AT_ONCE],
        lambda h: escalation.expire(h, now=at, by=By.system(at)),
    )


def give_attention(at: datetime) -> int:
    """Waits that have ended become the desk's turn; tickets that nobody has are looked at again."""
    due = Ticket.objects.filter(attention_at__lte=at).order_by("attention_at")[:AT_ONCE]
    return _each(due, lambda ticket: _attend(ticket, at))


def _attend(ticket: Ticket, at: datetime) -> None:
    if ticket.wait_until is not None and ticket.wait_until <= at:
        tickets.resume(ticket, by=By.system(at))
    else:
        tickets.look_again(ticket, now=at, by=By.system(at))


def return_from_absent(at: datetime) -> int:
    """Tickets whose owner is not there go back to their queue."""
    return _each(absence.left_behind(at), lambda ticket: absence.give_back(ticket, now=at))


def promises_due(at: datetime) -> int:
    """Promises that are due a warning, or broken. Pages through all that are due, once each."""
    told, mark = 0, None
    while page := promised.due(at, most=TOGETHER, behind=mark):
        told += promises.look_at([number for _, number in page], now=at, by=By.system(at))
        mark = page[-1]
    return told


def promises_anew(at: datetime) -> int:
    """Settings that promises hang on have changed: every open ticket is worked out anew."""
    return settle(now=at)


def close_solved(at: datetime) -> int:
    """Solved tickets that stayed solved are sealed."""
    due = Ticket.objects.filter(turn="solved", solved_at__lte=at - CLOSE_AFTER)
    return _each(due.order_by("solved_at")[:AT_ONCE], lambda t: tickets.close(t, by=By.system(at)))


def remember_deliveries(at: datetime) -> int:
    """Messages that are queued while no job will send them get one."""
    waiting = Delivery.objects.filter(
        state=Delivery.State.QUEUED, queued_at__lte=at - FORGOTTEN_AFTER
    )
    due = waiting.exclude(next_at__gt=at - FORGOTTEN_AFTER).order_by("next_at")[:AT_ONCE]
    return _each(due, _send_again)


def _send_again(delivery: Delivery) -> None:
    job = app.configure_task("handrail.deliver", queueing_lock=f"deliver {delivery.pk}")
    try:
        with transaction.atomic():
            job.defer(delivery_id=delivery.pk)
    except AlreadyEnqueued:
        logger.debug("delivery %s has its second job already", delivery.pk)


def release_held(at: datetime) -> int:
    """Answers whose moment of undo has passed are given."""
    return _each(holding.due(at), lambda number: holding.release(number, now=at))


def give_out_work(at: datetime) -> int:
    """What waits in a team that gives out its work, though its job got lost or nobody was there."""
    pushing = list(policies().push)
    waiting = [team for team in pushing if QueuePlace.objects.filter(team=team).exists()]
    return _each(waiting, lambda team: assign_all(team, now=at))


def learn_anew(at: datetime) -> int:
    """Once a day at most, and only when enough was solved since: a job trains the learned model."""
    if not training.is_due(now=at):
        return 0
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task("handrail.retrain", queueing_lock="retrain").defer()
        return 1
    return 0


def run_time_rules(at: datetime) -> int:
    """Time rules meet the tickets whose clocks have ended."""
    due = Due.objects.filter(is_waiting=True, due_at__lte=at).order_by("due_at")[:AT_ONCE]
    return _each(due, lambda one: clocks.meet(one, now=at))


def wind_time_rules(at: datetime) -> int:
    """Time rules that were switched on or changed get their clocks on the tickets there are."""
    return winding.wind_up()


def end_swarms(at: datetime) -> int:
    """Swarms whose hour has come are over."""
    due = Swarm.objects.filter(ended_at=None, ends_at__lte=at).select_related("ticket")
    return _each(
        due.order_by("ends_at")[:AT_ONCE],
        lambda one: escalation.close_swarm(one, now=at, by=By.system(at)),
    )


def remind_of_incidents(at: datetime) -> int:
    """Customers of a major incident should have heard by now: its manager is told."""
    due = Incident.objects.filter(resolved_at=None, next_update_at__lte=at)
    return _each(
        due.select_related("ticket").order_by("next_update_at")[:AT_ONCE],
        lambda one: escalation.remind(one, now=at, by=By.system(at)),
    )


def tell_what_was_forgotten(at: datetime) -> int:
    """Updates of incidents whose job got lost or failed are told by another."""
    due = Update.objects.filter(told_at=None, at__lte=at - FORGOTTEN_AFTER).order_by("at")
    return _each(due[:AT_ONCE], escalation.tell_later)


def index_words(at: datetime) -> int:
    """What was said since the last round can be found."""
    return index.fill()


def tidy_search(at: datetime) -> int:
    """Shelves that new tickets have left behind become one; vectors out of reach go."""
    return shelves.merge() + meaning.prune()


def gather_clusters(at: datetime) -> int:
    """Recent tickets that are alike, and that no incident and no article explains, are put together."""
    return clusters.gather(now=at, explained=tickets_of_incidents(at - clusters.DAYS))


def expire_articles(at: datetime) -> int:
    """Articles whose time is over are taken from their readers, and their owners told."""
    return _each(
        knowledge_desk.to_expire(at), lambda one: knowledge.expire(one, now=at, by=By.system(at))
    )


def warn_of_ends(at: datetime) -> int:
    """Owners of articles that end within two weeks are told, once for each end."""
    return _each(
        knowledge_desk.to_warn(at),
        lambda one: knowledge.warn_of_end(one, now=at, by=By.system(at)),
    )


def tell_forgotten_owners(at: datetime) -> int:
    """Notices whose job got lost or failed are sent by another."""
    due = OwnerNotice.objects.filter(done_at=None, at__lte=at - OWNERS_FORGOTTEN_AFTER)
    return _each(due.order_by("at")[:AT_ONCE], owners.remind)


def settle_suggestions(at: datetime) -> int:
    """What was suggested two days ago spared a ticket, or did not."""
    return knowledge.settle_suggestions(now=at)


def forget_alike(at: datetime) -> int:
    """What was said long ago is news when somebody says it again."""
    return alerts.forget(at)


@transaction.atomic
def forget_old_work(at: datetime) -> int:
    """Who looked at what, what could be undone a day ago, and what people were told long ago."""
    return tickets.forget_onlookers(at) + tickets.forget_bulk(at) + forget_notices(at)


def send_digests(at: datetime) -> int:
    """What people have not seen goes to them by mail."""
    return digest.send_digests(at)


def scan_files(at: datetime) -> int:
    """Files that came in are shown to the virus scanner."""
    return scanning.scan_waiting(at)


def make_months(at: datetime) -> int:
    """The log has a home for the months to come."""
    partitions.make(at.date())
    return 0


SWEEPS: dict[Callable[[datetime], int], float] = {
    expire_offers: 10,
    give_attention: 10,
    return_from_absent: 10,
    promises_due: 10,
    promises_anew: 30,
    run_time_rules: 10,
    wind_time_rules: 10,
    release_held: 1,
    remember_deliveries: 30,
    give_out_work: 20,
    end_swarms: 30,
    expire_articles: 60,
    warn_of_ends: 300,
    tell_forgotten_owners: 900,
    settle_suggestions: 300,
    remind_of_incidents: 30,
    tell_what_was_forgotten: 60,
    close_solved: 600,
    learn_anew: 3600,
    make_months: 3600,
    index_words: 2,
    tidy_search: 600,
    gather_clusters: 600,
    forget_alike: 60,
    forget_old_work: 60,
    send_digests: 20,
    scan_files: 3,
}


async def keep_sweeping() -> None:
    """Run every sweep at its pace (seconds) for as long as the worker lives."""
    async with asyncio.TaskGroup() as group:
        for sweep, seconds in (SWEEPS | of_the_doors()).items():
            group.create_task(_repeat(sweep, seconds))


def of_the_doors() -> dict[Callable[[datetime], int], float]:
    """Sweeps that belong to other doors, as the settings name them."""
    return {import_string(name): pace for name, pace in settings.HANDRAIL_SWEEPS.items()}


async def _repeat(sweep: Callable[[datetime], int], seconds: float) -> None:
    while True:
        await asyncio.to_thread(run, sweep)
        await asyncio.sleep(seconds)


def run(sweep: Callable[[datetime], int]) -> int:
    """One round of a sweep. A fault is logged, and the next round tries again."""
    close_old_connections()
    try:
        return sweep(now())
    except Exception:
        logger.exception("the sweep %s failed", sweep.__name__)
        return 0


def _each(rows: Iterable[T], act: Callable[[T], object]) -> int:
    """Act on each row; one that fails must not keep the others waiting."""
    done = 0
    for row in rows:
        try:
            act(row)
        except Exception:
            logger.exception("%r could not be dealt with", row)
        else:
            done += 1
    return done
