"""Mail that waits for an administrator."""

from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Substr

from handrail.base.text import one_line
from handrail.channels.email import sources, trouble
from handrail.channels.email.mailboxes import Mailbox, MailboxHealth
from handrail.channels.email.models import RawMail
from handrail.channels.email.parsing import headers, words
from handrail.channels.email.webhooks import Webhook, WebhookHealth
from handrail.flow import kept

PAGE = 50
# Enough of a mail to find who wrote and about what.
HEAD_BYTES = 16_384


class Kept(NamedTuple):
    """One kept mail, as a row shows it."""

    mail: RawMail
    sender: str
    subject: str

    @property
    def reason(self) -> str:
        """Why it is where it is, in the reader's language."""
        return kept.reason(self.mail.reason, words.REASONS)


def aside() -> QuerySet[RawMail]:
    """Mail that has no place, newest first; never with its bytes."""
    states = (RawMail.State.UNPARSED, RawMail.State.FAILED)
    return RawMail.objects.filter(state__in=states).defer("raw").order_by("-pk")


def page(*, before: int | None = None) -> tuple[list[Kept], int | None]:
    """One page of kept mail older than `before`, and the number the next page begins before."""
    rows = aside().annotate(head=Substr("raw", 1, HEAD_BYTES))
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    shown = [_row(mail) for mail in found[:PAGE]]
    return shown, found[PAGE - 1].pk if len(found) > PAGE else None


def logged(*, state: str = "", before: int | None = None) -> tuple[list[Kept], int | None]:
    """One page of the log: all mail, or one outcome, older than `before`; and where the next begins."""
    rows = RawMail.objects.defer("raw").annotate(head=Substr("raw", 1, HEAD_BYTES)).order_by("-pk")
    rows = rows.filter(state=state) if state else rows
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    return [_row(mail) for mail in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


class Read(NamedTuple):
    """One folder that is read, and how it is doing; `box` is missing for those of the environment."""

    name: str
    folder: str
    box: Mailbox | None
    health: MailboxHealth | None

    @property
    def fault(self) -> str:
        """What is wrong with it, in the reader's language."""
        return trouble.recall(self.health.fault) if self.health else ""


def with_health() -> list[Read]:
    """Every folder of every mailbox. Two queries; a mailbox whose secrets can't be opened is shown too."""
    health = {one.place: one for one in MailboxHealth.objects.all()}
    own = [
        Read(box.name, folder, box, health.get(sources.named(box, folder)))
        for box in Mailbox.objects.all() for folder in sources.folders(box)
    ]  # fmt: skip
    given = [sources.place(url) for url in settings.HANDRAIL_IMAP_URLS]
    return own + [Read(one.name, one.folder, None, health.get(one.name)) for one in given]


def _row(mail: RawMail) -> Kept:
    fields, _ = headers.split_head(bytes(mail.head))  # type: ignore[attr-defined]
    sender = headers.readable(headers.first(fields, "from"), most=120) or mail.envelope_from
    subject = headers.readable(headers.first(fields, "subject"), most=200)
    return Kept(mail=mail, sender=one_line(sender, most=120), subject=one_line(subject, most=200))


def webhooks() -> list[tuple[Webhook, WebhookHealth | None]]:
    """Every webhook, with what was last heard of it, if anything was."""
    rows = Webhook.objects.select_related("health")
    return [(row, getattr(row, "health", None)) for row in rows]
