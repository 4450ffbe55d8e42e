"""Telling an article's owner by mail what the clock does to it, once each."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from procrastinate.contrib.django import app

from handrail.base.languages import later, speaking
from handrail.base.store import Recorded
from handrail.base.text import one_line
from handrail.knowledge.events import EndsSoon, Retired
from handrail.knowledge.models import Article, OwnerNotice
from handrail.knowledge.queries.reading import listed

WORDS = {
    EndsSoon.kind: (
        later("An article of yours ends soon: %(title)s"),
        later(
            "Your article “%(title)s” ends on %(day)s. Then its readers have it no more.\n\n"
            "Is it still right? Then give it a later end, or none:\n%(url)s\n"
        ),
    ),
    Retired.kind: (
        later("An article of yours has ended: %(title)s"),
        later(
            "The time of your article “%(title)s” has come. Its readers have it no more.\n\n"
            "Is it still needed? Then make it a draft again, look it over, and publish it:\n%(url)s\n"
        ),
    ),
}


def tell_later(done: Recorded) -> None:
    """A reaction: the owner of what ends soon, or has ended by itself, gets a mail. A job sends it."""
    event = done.event
    is_news = isinstance(event, EndsSoon) or (isinstance(event, Retired) and event.expired)
    if not is_news or not isinstance(event, EndsSoon | Retired) or event.owner is None:
        return
    notice = OwnerNotice.objects.create(
        article=done.row, person_id=event.owner, event=done.id, kind=event.kind, at=done.by.at
    )
    remind(notice)


def remind(notice: OwnerNotice) -> None:
    """A job sends it, put into the queue by the transaction at hand."""
    app.configure_task("handrail.tell_owner").defer(notice_id=notice.pk)


@transaction.atomic
def tell(notice_id: int, *, now: datetime) -> bool:
    """Send one notice; whether a mail left. The row stays locked meanwhile, so two jobs send one mail.

    Whoever is gone, or may not read the article any more, is not told: its title is not for them.
    """
    waiting = OwnerNotice.objects.select_for_update(skip_locked=True, of=("self",))
    notice = waiting.select_related("person").filter(pk=notice_id, done_at=None).first()
    if notice is None:
        return False
    mail = _mail(notice, now)
    if mail is not None:
        mail.send()
    notice.done_at = now
    notice.save(update_fields=["done_at"])
    return mail is not None


def _mail(notice: OwnerNotice, at: datetime) -> EmailMessage | None:
    person = notice.person
    readable = Article.objects.visible_to(person, None, at=at).filter(pk=notice.article_id)
    row = next(iter(listed(readable, [person.language or "en"])), None)
    if not (person.is_active and person.email and row):
        return None
    ends = readable.values_list("expires_at", flat=True)[0]
    subject, text = WORDS[notice.kind]
    with speaking(person.language):
        day = dated(ends, pgettext("Django date format", "j F Y")) if ends else _("no day any more")
        words = {"title": one_line(row.title), "url": _address(notice.article_id), "day": day}
        return EmailMessage(
            subject % words, text % words, settings.HANDRAIL_MAIL_ADDRESS, [person.email],
            headers={"Auto-Submitted": "auto-generated", "Message-ID": _message_id(notice)},
        )  # fmt: skip


def _address(article: int) -> str:
    return f"{settings.HANDRAIL_URL.rstrip('/')}/work/knowledge/{article}"


def _message_id(notice: OwnerNotice) -> str:
    """The same whenever it is sent, should a crash come between sending and remembering it."""
    return f"<article-notice-{notice.pk}@{settings.HANDRAIL_MAIL_DOMAIN}>"
