"""Following one's requests: reading, answering, closing and opening again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.rich_text import as_html
from handrail.people.models import Person
from handrail.people.rules import NotAllowed
from handrail.portal.brands import of_this_brand
from handrail.portal.forms import ReplyForm
from handrail.portal.guard import request_for, visitor
from handrail.portal.standing import standing
from handrail.portal.views.frame import files_of, frame, listed
from handrail.portal.when import said, zone
from handrail.tickets import actions
from handrail.tickets.models import Attachment, Message, Ticket
from handrail.tickets.queries import newest
from handrail.tickets.scanning import HeldBack, opened

MOST_SHOWN = 200


def me(request: HttpRequest) -> Person:
    """The customer who is signed in. Raises Http404 for nobody."""
    person = visitor(request)
    if person is None:
        raise Http404
    return person


@login_required(login_url="account_request_login_code")
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The visitor's requests, newest first; or their organisation's, where it shares them."""
    person = me(request)
    before = request.GET.get("before", "")
    mark = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    firm = (
        person.organisation if person.organisation and person.organisation.shares_tickets else None
    )
    whose = "organisation" if firm and request.GET.get("whose") == "organisation" else ""
    own = Q(organisation=firm) if whose else Q(requester=person)
    visible = Ticket.objects.visible_to(person).filter(of_this_brand(request), own)
    found, further = newest(visible.select_related("requester"), mark)
    context = frame(request, "requests") | {
        "requests": listed(found, person.time_zone, names=bool(whose)), "firm": firm, "whose": whose,
    }  # fmt: skip
    if further:
        context["more_url"] = f"{reverse('portal:requests')}?whose={whose}&before={further}"
    return render(request, "portal/requests.html", context)


@login_required(login_url="account_request_login_code")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One request: what was said in public, who has it, what comes next."""
    return _page(request, request_for(me(request), number), ReplyForm())


def _page(
    request: HttpRequest, ticket: Ticket, form: ReplyForm, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    person = me(request)
    owner = ticket.owner.name.split()[0] if ticket.owner and ticket.owner.name.strip() else ""
    context = frame(request, "requests") | {
        "ticket": ticket, "form": form, "trouble": trouble, "entries": _entries(ticket, person),
        "standing": standing(state=ticket.state, turn=ticket.turn, owner=owner,
                             climbed=ticket.tier.level > 1),
        "can_write": ticket.turn not in {"closed", "merged", "spam"} and person.can("write"),
        "is_mine": ticket.requester_id == person.pk and person.can("solve_own"),
        "files_base": f"{reverse('portal:request', args=[ticket.pk])}/files/",
    }  # fmt: skip
    return render(request, "portal/request.html", context, status=status)


def _entries(ticket: Ticket, person: Person) -> list[dict[str, Any]]:
    """Public messages and their files only: notes live in another table and are not asked for."""
    latest = ticket.messages.select_related("author").defer("html").order_by("-id")[:MOST_SHOWN]
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(ticket=ticket, message__isnull=False).select_related(
        "blob"
    ):
        files.setdefault(file.message_id or 0, []).append(file)
    at, tz = now(), zone(person.time_zone)
    return [
        _entry(one, person, files.get(one.pk, [])) | {"when": said(one.at, now=at, tz=tz)}
        for one in reversed(latest)
    ]


def _entry(message: Message, person: Person, files: list[Attachment]) -> dict[str, Any]:
    theirs = message.direction == Message.Direction.IN
    name = message.author.name if message.author else _("Support")
    who = _("You") if message.author_id == person.pk else name
    return {
        "kind": "auto" if message.is_automatic else "said", "who": who, "text": message.text,
        "rich": "" if theirs else as_html(message.text),
        "initials": name[:1].upper(), "side": "theirs" if theirs else "ours", "files": files,
        "iso": message.at.isoformat(), "anchor": f"message-{message.pk}",
    }  # fmt: skip


@login_required(login_url="account_request_login_code")
@require_POST
def replies(request: HttpRequest, number: int) -> HttpResponse:
    """A further word of the customer. A solved request opens again by it."""
    person = me(request)
    ticket = request_for(person, number)
    form = ReplyForm(request.POST, request.FILES)
    if not person.can("write"):
        raise Http404
    if not form.is_valid():
        trouble = _("Something is missing or too long; see below.")
        return _page(request, ticket, form, trouble=trouble, status=422)
    try:
        actions.hear(
            ticket, author=person, text=form.cleaned_data["text"], channel="portal",
            files=files_of(form.cleaned_data["uploads"]), by=By.person(person),
        )  # fmt: skip
    except actions.Refused as refusal:
        return _page(request, ticket, form, trouble=str(refusal), status=422)
    messages.success(request, _("Sent. We have it."))
    return redirect("portal:request", number)


@login_required(login_url="account_request_login_code")
@require_POST
def solution(request: HttpRequest, number: int) -> HttpResponse:
    """The customer says that it is solved."""
    return _say(request, number, actions.solve, _("Thank you. Write again if it comes back."))


@login_required(login_url="account_request_login_code")
@require_POST
def reopening(request: HttpRequest, number: int) -> HttpResponse:
    """The customer says that it is not solved after all."""
    return _say(request, number, actions.reopen, _("It is open again. Tell us what still happens."))


def _say(request: HttpRequest, number: int, act: Any, words: str) -> HttpResponse:
    person = me(request)
    ticket = request_for(person, number)
    if ticket.requester_id != person.pk:
        raise Http404
    try:
        act(ticket, by=By.person(person), by_customer=True)
        messages.success(request, words)
    except (actions.Refused, NotAllowed) as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:request", number)


@login_required(login_url="account_request_login_code")
@require_safe
def file(request: HttpRequest, number: int, pk: int) -> HttpResponseBase:
    """A file of a public message, as a download; a note's file is not there at all."""
    ticket = request_for(me(request), number)
    files = Attachment.objects.filter(ticket=ticket, message__isnull=False).select_related("blob")
    found = files.filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        stored = opened(found.blob)
    except HeldBack as why:
        return HttpResponse(str(why), status=403, content_type="text/plain; charset=utf-8")
    return FileResponse(
        stored, as_attachment=True, filename=found.name, content_type=BYTES, headers=SAFE
    )


BYTES = "application/octet-stream"
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
