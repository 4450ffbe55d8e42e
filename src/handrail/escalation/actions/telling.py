"""Words to everybody who is part of a major incident: spoken once, heard by each exactly once."""

import logging
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from handrail.base.by import By
from handrail.escalation.models import Affected, Incident, Notice, Update
from handrail.escalation.models.incidents import Stage
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import locked
from handrail.tickets.models import Message, Ticket

JOB = "handrail.tell_affected"
TOGETHER = 100

logger = logging.getLogger(__name__)


def tell_one(update: Update, ticket: Ticket, *, by: By) -> bool:
    """Tell one customer an update, unless they have had it. The ticket is locked."""
    if Notice.objects.filter(update_of=update, ticket=ticket).exists():
        return False
    message = tickets.notify(ticket, text=update.text, about="incident", by=by)
    Notice.objects.create(update_of=update, ticket=ticket, message=message)
    return True


def tell_later(update: Update) -> None:
    """A job tells it, put into the queue by the transaction that spoke it. One at a time is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(JOB, queueing_lock=f"tell {update.pk}").defer(update_id=update.pk)


def tell_all(update_id: int, *, now: datetime) -> int:
    """Tell an update to everybody who has not had it; how many that were.

    Each customer in a transaction of their own under the ticket's lock, so whoever dies on the
    way, and however many do this at once, everybody hears it once. One whose telling fails
    keeps nobody else waiting, and is told by a later round.
    """
    update = Update.objects.select_related("incident").get(pk=update_id)
    told, failed, mark = 0, 0, 0
    while rows := _untold(update, mark):
        mark = rows[-1][0]
        for _, number in rows:
            try:
                told += _tell(update, number, now)
            except Exception:
                logger.exception("update %s could not be told to #%s", update.pk, number)
                failed += 1
    if not failed:
        _all_told(update, now)
    return told


def _untold(update: Update, behind: int) -> list[tuple[int, int]]:
    """(place, ticket) of those still to hear it, in the order they were attached."""
    had = Notice.objects.filter(update_of=update, ticket=OuterRef("ticket"))
    waiting = Affected.objects.filter(incident=update.incident_id, is_open=True, id__gt=behind)
    waiting = waiting.filter(~Exists(had)).exclude(ticket__state="done")
    return list(waiting.order_by("id").values_list("id", "ticket")[:TOGETHER])


@transaction.atomic
def _tell(update: Update, number: int, now: datetime) -> int:
    ticket = locked(Ticket(pk=number))
    if ticket.is_done:
        return 0
    by = By.system(now)
    told = tell_one(update, ticket, by=by)
    if update.stage == Stage.RESOLVED and _is_answered(ticket, update.incident):
        tickets.solve(ticket, by=by)
    return int(told)


def _is_answered(ticket: Ticket, incident: Incident) -> bool:
    """Whether the last word answers all that was asked: nobody wrote since it became part of it."""
    if ticket.pk == incident.ticket_id:
        return True
    since = Affected.objects.values("attached_at").filter(incident=incident, ticket=ticket)
    asked = ticket.messages.filter(direction=Message.Direction.IN, is_automatic=False)
    return not asked.filter(at__gt=since[:1]).exists()


def _all_told(update: Update, now: datetime) -> None:
    Update.objects.filter(pk=update.pk, told_at=None).update(told_at=now)
    if update.stage == Stage.RESOLVED:
        Affected.objects.filter(incident=update.incident_id, is_open=True).update(is_open=False)
