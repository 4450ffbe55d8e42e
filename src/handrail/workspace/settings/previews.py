"""A frame of mail as it is typed, around a real message, before it is kept."""

import secrets
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from handrail.base.languages import later
from handrail.flow.outbox.framing import Framed, name_and_address, written
from handrail.flow.outbox.models import Frame
from handrail.people.models import Person
from handrail.tickets.models import Message, Ticket
from handrail.workspace.guard import StaffRequest
from handrail.workspace.settings.guarding import administrators

# How long the page of a preview may be loaded again.
SECONDS = 600
ALONE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; sandbox; "
    "frame-ancestors 'self'"
)
SAMPLE = later("These are the words that somebody writes.\n\nThey stand where {{message}} is.")


@dataclass(frozen=True, slots=True)
class Preview:
    """One mail as a customer would get it; or why there is none."""

    number: int = 0
    sender: str = ""
    mail: Framed | None = None
    key: str = ""
    trouble: str = ""


def preview(frame: Frame, person: Person, *, wanted: str) -> Preview:
    """The frame around the latest answer of a ticket, or around a sample. Changes nothing.

    `wanted` is a ticket's number; empty for the newest one that fits the frame's brand.
    """
    seen = Ticket.objects.visible_to(person).select_related("requester", "brand")
    ticket = _ticket(seen, frame, wanted.strip().removeprefix("#"))
    if ticket is None:
        return Preview(trouble=_("There is no such ticket that you may read."))
    message = _message(ticket, frame, person)
    name, address, __ = name_and_address(ticket, message.author)
    mail = written(message, frame)
    return Preview(number=ticket.pk, sender=f"{name} <{address}>", mail=mail, key=_kept(mail.html))


def _kept(html: str) -> str:
    """A name under which the HTML can be shown in a page of its own, with rules of its own."""
    key = secrets.token_urlsafe(16)
    cache.set(f"preview:{key}", html, SECONDS)
    return key


@xframe_options_sameorigin
@administrators
def previewed(request: StaffRequest, key: str) -> HttpResponse:
    """The HTML of a preview, alone: nothing in it runs, and nothing in it reaches the desk."""
    html = cache.get(f"preview:{key}")
    if html is None:
        raise Http404
    response = HttpResponse(f'<!doctype html><meta charset="utf-8">{html}')
    response["Content-Security-Policy"] = ALONE
    return response


def _ticket(seen: "QuerySet[Ticket]", frame: Frame, wanted: str) -> Ticket | None:
    if wanted:
        is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 18
        return seen.filter(pk=int(wanted)).first() if is_number else None
    fitting = seen.filter(brand=frame.brand_id) if frame.brand_id else seen
    return fitting.order_by("-pk").first()


def _message(ticket: Ticket, frame: Frame, person: Person) -> Message:
    said = ticket.messages.filter(
        direction="out", is_automatic=frame.is_automatic, redacted_at=None
    )
    latest = said.select_related("author", "ticket__requester").order_by("-pk").first()
    if latest is not None:
        return latest
    author = None if frame.is_automatic else person
    return Message(ticket=ticket, text=SAMPLE, author=author, is_automatic=frame.is_automatic)
