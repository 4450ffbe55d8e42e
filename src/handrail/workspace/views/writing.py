"""Writing on a ticket: replies, notes, and the drafts of both."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.languages import later
from handrail.base.saying import Amount
from handrail.flow.outbox import holding
from handrail.people.rules import NotAllowed
from handrail.tickets import actions
from handrail.tickets.files import File
from handrail.tickets.models import Draft, Message, Ticket
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.views.knowing import ask_for_lesson
from handrail.workspace.views.onward import back_to_ticket, next_after
from handrail.workspace.views.ticket import page

MOST = 100_000
YEAR = 365 * 24 * 3600
WAITS = later("It leaves in a moment. Until then you can undo it above.")
SAID = {
    "wait": later("Sent. It waits for the customer now."),
    "solve": later("Sent, and solved."),
    "keep": "Sent.",
}


def files_of(uploads: "Sequence[UploadedFile[Any]]") -> list[File]:
    """Uploaded files as the rooms take them."""
    return [
        File(name=one.name or "file", content=one.read(),
             content_type=one.content_type or "application/octet-stream")
        for one in uploads
    ]  # fmt: skip


@require_POST
@staff
def reply(request: StaffRequest, number: int) -> HttpResponse:
    """Answer the customer."""
    ticket = ticket_for(request.user, number)
    then = request.POST.get("then", "wait")

    def act(text: str, files: Sequence[File], by: By) -> str:
        _nobody_was_faster(ticket, request)
        sent = holding.send(ticket, author=request.user, text=text, files=files, then=then, by=by)
        return SAID[then] if sent.held is None else WAITS

    return _write(request, ticket, "reply", act)


@require_POST
@staff
def note(request: StaffRequest, number: int) -> HttpResponse:
    """Write for the team."""
    ticket = ticket_for(request.user, number)

    def act(text: str, files: Sequence[File], by: By) -> str:
        actions.note(ticket, author=request.user, text=text, files=files, by=by)
        return _("Noted, for the team only.")

    return _write(request, ticket, "note", act)


def _write(
    request: StaffRequest, ticket: Ticket, mode: str, act: Callable[[str, Sequence[File], By], str]
) -> HttpResponse:
    """Do it, or show the page again with what was typed and why it was refused."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        if len(text) > MOST:
            raise actions.Refused(
                "That is %(n)s characters; at most %(most)s fit.",
                n=Amount(len(text)),
                most=Amount(MOST),
            )
        said = act(text, files_of(request.FILES.getlist("files")), By.person(request.user))
    except (actions.Refused, NotAllowed) as refusal:
        _keep(request, ticket, mode, text)
        return page(request, ticket.pk, status=422, mode=mode, error=str(refusal), typed=text)
    messages.success(request, said)
    ask_for_lesson(request, ticket)
    return (
        _onward(request, ticket) if mode == "reply" else redirect(back_to_ticket(request, ticket))
    )


def _nobody_was_faster(ticket: Ticket, request: StaffRequest) -> None:
    """Refuse an answer that crosses a colleague's, once: the page that says so knows of it."""
    seen = request.POST.get("seen", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 18):
        return
    others = ticket.messages.filter(pk__gt=int(seen), direction=Message.Direction.OUT)
    crossed = (
        others.exclude(author=request.user).exclude(author=None).select_related("author").first()
    )
    if crossed is not None:
        raise actions.Refused(
            "%(who)s has answered while you were writing. Read it above, then send again.",
            who=crossed.author,
        )


def _onward(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """Back to the ticket, or on to the next of the list one came from, as one likes it best."""
    onward = request.POST.get("next") == "yes"
    address = next_after(request, ticket) if onward else back_to_ticket(request, ticket)
    response = redirect(address)
    response.set_cookie("handrail_next", "yes" if onward else "no", max_age=YEAR, samesite="Lax")
    return response


def _keep(request: StaffRequest, ticket: Ticket, kind: str, text: str) -> None:
    """Nothing typed is lost, even when the page is closed on the refusal."""
    if request.user.can("note"):
        by = By.person(request.user)
        actions.save_draft(ticket, person=request.user, kind=kind, text=text, by=by)


@require_POST
@staff
def draft(request: StaffRequest, number: int, kind: str) -> HttpResponse:
    """Keep what is being typed."""
    ticket = ticket_for(request.user, number)
    if kind not in Draft.Kind.values or not request.user.can("note"):
        return HttpResponse(status=404)
    text = request.POST.get("text", "")[:MOST]
    by = By.person(request.user)
    actions.save_draft(ticket, person=request.user, kind=kind, text=text, by=by)
    return HttpResponse(status=204)
