"""The administrators' page of mail that has no place: look, take it home, try again."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateformat import format as dated
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from handrail.base import reading as events
from handrail.base.clock import now
from handrail.channels.email import jobs, queries
from handrail.people.models import Person, Presence

P = ParamSpec("P")


def administrators(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in those who may administer; strangers are asked to sign in, others find nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not (isinstance(person, Person) and person.can("administer")):
            raise Http404
        return view(request, *args, **kwargs)

    # The wrapper keeps the view's parameters; the checker sees names it can't compare.
    return guarded  # type: ignore[return-value]


@require_GET
@administrators
def kept(request: HttpRequest) -> HttpResponse:
    """Mail that could not be read or placed, newest first."""
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    rows, older = queries.page(before=number)
    return render(request, "email/kept.html", frame(request) | {"kept": rows, "older": older})


def frame(request: HttpRequest) -> dict[str, Any]:
    """What stands around these pages; the rail fetches itself."""
    return {
        "me": request.user, "presences": Presence.choices, "when": _said,
        "rail": {"groups": [], "at": "mail", "top": 3, "is_outline": True},
        "live_url": f"/live?since={events.horizon()}", "ticket_base": "/work/tickets/",
    }  # fmt: skip


def _said(at: datetime) -> str:
    """By the reader's own clock, and always with the year: mail is looked up long after."""
    here = at.astimezone(get_current_timezone())
    return dated(here, pgettext("Django date format", "j M Y, H:i"))


@require_GET
@administrators
def raw(request: HttpRequest, number: int) -> HttpResponse:
    """The bytes as they came: only ever a download, never shown by a browser."""
    mail = queries.aside().defer(None).filter(pk=number).first()
    if mail is None:
        raise Http404
    response = HttpResponse(bytes(mail.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="mail-{mail.pk}.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@administrators
def another_try(request: HttpRequest, number: int) -> HttpResponse:
    """Put it back in the queue. Asking twice is one try."""
    if jobs.replay(number, at=now()):
        messages.success(request, _("Mail %(number)s is being tried again.") % {"number": number})
    else:
        messages.info(
            request, _("Mail %(number)s does not wait here any more.") % {"number": number}
        )
    return redirect("email:kept")
