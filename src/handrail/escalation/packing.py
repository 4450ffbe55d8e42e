"""Filling a handoff package from the log, so that a good one is the easy way."""

from django.db.models import Q
from django.utils.translation import gettext as _

from handrail.base.text import one_line
from handrail.escalation.models import Handoff
from handrail.escalation.rules import Package
from handrail.tickets.models import Message, Ticket

MOST_LINES = 8


def prefill(ticket: Ticket) -> Package:
    """A first version of the package: who asked what, what was answered, noted and returned."""
    return Package(wanted="", tried="\n".join(_tried(ticket)), found="\n".join(_found(ticket)),
                   needed=_missing(ticket))  # fmt: skip


def _tried(ticket: Ticket) -> list[str]:
    replies = ticket.messages.filter(direction=Message.Direction.OUT, is_automatic=False)
    newest = replies.select_related("author").order_by("-id")[:MOST_LINES]
    return [
        _("Told the customer: %(text)s") % {"text": one_line(reply.text)}
        for reply in reversed(newest)
    ]


def _found(ticket: Ticket) -> list[str]:
    newest = ticket.notes.filter(redacted_at=None).select_related("author").order_by("-id")
    return [f"{note.author}: {one_line(note.text)}" for note in reversed(newest[:MOST_LINES])]


def _missing(ticket: Ticket) -> str:
    last = ticket.handoffs.filter(~Q(missing="")).order_by("-id").first()
    return _("Was missing last time: %(missing)s") % {"missing": last.missing} if last else ""


def last_package(ticket: Ticket) -> Package | None:
    """The package of the latest handoff, to complete instead of to write again."""
    last: Handoff | None = ticket.handoffs.order_by("-id").first()
    if last is None:
        return None
    return Package(wanted=last.wanted, tried=last.tried, found=last.found, needed=last.needed,
                   by_when=last.by_when)  # fmt: skip
