"""One mail with all that somebody has not seen, so long after the first of it."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.base.languages import speaking
from handrail.base.text import one_line
from handrail.flow.notices.kinds import KINDS
from handrail.flow.notices.models import Digest, Notification
from handrail.flow.notices.seeing import readable
from handrail.people.models import Person
from handrail.tickets.models import Ticket

MOST, MOST_LINES = 200, 50
LATER = timedelta(minutes=10)
log = logging.getLogger(__name__)


def send_digests(at: datetime) -> int:
    """Every mail that is due; how many left."""
    due = Digest.objects.filter(due_at__lte=at).order_by("due_at").values_list("pk", flat=True)
    return sum(send_one(pk, at=at) for pk in list(due[:MOST]))


@transaction.atomic
def send_one(pk: int, *, at: datetime) -> bool:
    """One person's mail. The row stays locked meanwhile, so two workers send one mail.

    What cannot be sent now is tried again later, and holds up nobody else's.
    """
    rows = Digest.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    digest = rows.filter(pk=pk, due_at__lte=at).first()
    if digest is None:
        return False
    news = _news(digest.person)
    try:
        if news:
            _mail(digest.person, news).send()
    except (OSError, SMTPException) as fault:
        log.warning("news for person %s could not be mailed: %s", digest.person_id, fault)
        return _again(digest, at + LATER)
    numbers = [one.pk for one in news]
    Notification.objects.filter(pk__in=numbers).update(mailed_at=at)
    # What one mail does not hold goes with the next.
    _again(digest, at + LATER if len(news) == MOST_LINES else None)
    return bool(news)


def _again(digest: Digest, at: datetime | None) -> bool:
    digest.due_at = at
    digest.save(update_fields=["due_at"])
    return False


def _news(person: Person) -> list[Notification]:
    """What they have neither seen nor had by mail, of tickets they may still read."""
    if not (person.is_active and person.email):
        return []
    new = readable(person).filter(seen_at=None, mailed_at=None, by_mail=True)
    return list(new.select_related("ticket", "who").order_by("pk")[:MOST_LINES])


def _mail(person: Person, news: Sequence[Notification]) -> EmailMessage:
    with speaking(person.language):
        many = len({one.ticket_id for one in news})
        subject = ngettext("News on %(n)s ticket", "News on %(n)s tickets", many) % {"n": many}
        text = "\n\n".join([*_parts(news), _why()]) + "\n"
    mark = (
        f"<notices-{person.pk}-{news[-1].pk}@{settings.HANDRAIL_MAIL_ADDRESS.rpartition('@')[2]}>"
    )
    return EmailMessage(
        subject, text, settings.HANDRAIL_MAIL_ADDRESS, [person.email or ""],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": mark,
                 "List-Unsubscribe": f"<{_choices()}>"},
    )  # fmt: skip


def _parts(news: Sequence[Notification]) -> list[str]:
    """A paragraph for each ticket: its subject and address, and what happened there."""
    tickets: dict[int, list[Notification]] = {}
    for one in news:
        tickets.setdefault(one.ticket_id, []).append(one)
    return ["\n".join([_head(told[0].ticket), *(f"  - {words(one)}" for one in told)])
            for told in tickets.values()]  # fmt: skip


def _head(ticket: Ticket) -> str:
    url = f"{settings.HANDRAIL_URL.rstrip('/')}/work/tickets/{ticket.pk}"
    return f"#{ticket.pk} {one_line(ticket.subject)}\n{url}"


def words(one: Notification) -> str:
    """What happened, in the language of the moment."""
    says = str(KINDS[one.kind].says)
    return f"{one.who} {says}" if one.who else says[:1].upper() + says[1:]


def _why() -> str:
    said = _("You have not seen this yet. What you are told, and how: %(url)s")
    return said % {"url": _choices()}


def _choices() -> str:
    return f"{settings.HANDRAIL_URL.rstrip('/')}/work/notifications/choices"
