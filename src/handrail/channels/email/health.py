"""How each mailbox is doing: told by its fetcher, and noticed by a sweep when it tells nothing."""

import logging
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.base.text import clean
from handrail.channels.email import queries, sources
from handrail.channels.email.mailboxes import MailboxHealth
from handrail.flow.trouble import Trouble

# A sweep runs every 30 s, so silence is known within five minutes of the last word.
SILENT_AFTER = timedelta(minutes=4)
MOST_FAULT = 300
MOST_COUNTED = 100

logger = logging.getLogger(__name__)


def heard(place: str, *, mails: int, at: datetime) -> None:
    """The server answered, and so many mails were new."""
    values = {"contact_at": at, "fault": "", "next_try_at": None, "silent_at": None}
    MailboxHealth.objects.update_or_create(
        place=place, defaults=values | ({"mail_at": at} if mails else {})
    )


def failed(place: str, fault: str, *, at: datetime, next_try_at: datetime) -> None:
    """A try went wrong. This is no contact: a mailbox that only fails falls silent."""
    said = clean(fault, most=MOST_FAULT)
    values = {"fault": said, "fault_at": at, "next_try_at": next_try_at}
    MailboxHealth.objects.update_or_create(
        place=place, defaults=values, create_defaults=values | {"contact_at": at}
    )


def troubles() -> list[Trouble]:
    """Mailboxes that are silent or fail, and mail that has no place. Two queries."""
    wrong = MailboxHealth.objects.exclude(fault="", silent_at=None).count()
    aside = queries.aside().order_by()[:MOST_COUNTED].count()
    found = [
        Trouble(_("Mailboxes in trouble"), wrong, reverse("email:mailboxes")),
        Trouble(_("Mail without a place"), aside, reverse("email:kept")),
    ]
    return [one for one in found if one.times]


def sweep(at: datetime) -> int:
    """Mark the mailboxes nothing was heard of; how many are newly silent."""
    read = {one.name for one in sources.every()}
    MailboxHealth.objects.bulk_create(
        [MailboxHealth(place=name, contact_at=at) for name in read], ignore_conflicts=True
    )
    MailboxHealth.objects.exclude(place__in=read).delete()
    silent = MailboxHealth.objects.filter(silent_at=None, contact_at__lte=at - SILENT_AFTER)
    names = list(silent.values_list("place", flat=True))
    for name in names:
        logger.error("mailbox %s: nothing heard for %s", name, SILENT_AFTER)
    return silent.filter(place__in=names).update(silent_at=at)
