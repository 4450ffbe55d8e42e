"""A mail as it was sent, in a frame that can do nothing, and the pictures in it.

The frame is a page of its own without an origin: no script, no form, no cookie reaches it or leaves it. So
its pictures have signed addresses instead of a session. See docs/decisions/0051.
"""

import secrets
from collections.abc import Callable

import filetype
import imagesize
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from handrail.base.by import By
from handrail.base.mail_html import framed
from handrail.base.outside import Fetcher, NotFetched
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Message, Ticket
from handrail.tickets.scanning import HeldBack, opened
from handrail.workspace.guard import StaffRequest, staff, ticket_for

# A few kilobytes can say that they are a gigapixel, and a browser believes them.
MOST_PIXELS = 50_000_000
SALT, LASTS_SECONDS = "handrail.picture", 3600
# What browsers show and nothing can hide a script in; by content, not by name.
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src {origin};"
    " style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
SAFE = {
    "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=3600", "Referrer-Policy": "no-referrer",
}  # fmt: skip
FETCHER = Fetcher()


@xframe_options_sameorigin
@staff
def show(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """The frame's page. By POST, with the pictures from elsewhere; that somebody asked for them is kept."""
    ticket = ticket_for(request.user, number)
    message = get_object_or_404(ticket.messages.filter(redacted_at=None), pk=pk)
    if request.method == "POST":
        actions.show_pictures(ticket, message=message, by=By.person(request.user))
    nonce = secrets.token_urlsafe(12)
    body = framed(
        message.html, own=_own(message, request.user),
        remote=_far(ticket, request.user) if request.method == "POST" else _nothing,
    )  # fmt: skip
    response = render(request, "workspace/mail_frame.html", {"body": body, "nonce": nonce})
    origin = f"{request.scheme}://{request.get_host()}"
    response["Content-Security-Policy"] = POLICY.format(origin=origin, nonce=nonce)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _nothing(address: str) -> None:
    return None


def _own(message: Message, person: Person) -> Callable[[str], str | None]:
    """Content ids of the mail's own pictures to their addresses."""
    rows = message.attachments.exclude(content_id="").values_list("content_id", "pk")
    known = {content_id.strip("<>").lower(): pk for content_id, pk in rows}

    def address(content_id: str) -> str | None:
        pk = known.get(content_id.lower())
        return _signed({"file": pk}, message.ticket_id, person) if pk else None

    return address


def _far(ticket: Ticket, person: Person) -> Callable[[str], str | None]:
    return lambda address: _signed({"far": address}, ticket.pk, person)


def _signed(what: dict[str, object], ticket: int, person: Person) -> str:
    token = signing.dumps({**what, "ticket": ticket, "person": person.pk}, salt=SALT)
    return reverse("workspace:picture", args=[token])


@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """A picture by its signed address, as long as its reader may still see the ticket."""
    try:
        asked = signing.loads(token, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    person = get_object_or_404(Person.objects.filter(is_active=True), pk=asked["person"])
    ticket = get_object_or_404(Ticket.objects.visible_to(person), pk=asked["ticket"])
    return _from_elsewhere(asked["far"]) if "far" in asked else _attached(ticket, asked["file"])


def _attached(ticket: Ticket, pk: int) -> HttpResponseBase:
    file = get_object_or_404(ticket.attachments.select_related("blob"), pk=pk)
    try:
        stored = opened(file.blob)
    except HeldBack:
        raise Http404 from None
    kind = filetype.guess_mime(stored.read(512))
    stored.seek(0)
    wide, high = imagesize.get(stored)
    stored.seek(0)
    if kind not in PICTURES or not 0 < wide * high <= MOST_PIXELS:
        raise Http404
    return FileResponse(stored, content_type=kind, headers=SAFE)


def _from_elsewhere(address: str) -> HttpResponse:
    """Fetched by us, so that its server learns nothing about who reads."""
    try:
        content = FETCHER.fetch(address)
    except NotFetched:
        raise Http404 from None
    kind = filetype.guess_mime(content[:512])
    if kind not in PICTURES:
        raise Http404
    return HttpResponse(content, content_type=kind, headers=SAFE)
