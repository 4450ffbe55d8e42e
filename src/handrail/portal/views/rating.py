"""Saying how the help was: on the request's page, or from the link in its last mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.languages import later
from handrail.flow.rating import ticket_of
from handrail.people.rules import NotAllowed
from handrail.portal.forms import RatingForm
from handrail.portal.guard import request_for
from handrail.portal.views.following import me
from handrail.portal.views.frame import frame
from handrail.tickets import actions
from handrail.tickets.models import Ticket

THANKS = later("Thank you for telling us.")
CHOOSE = later("Choose “Good” or “Not good”.")


@login_required(login_url="account_request_login_code")
@require_POST
def rate(request: HttpRequest, number: int) -> HttpResponse:
    """From the page of a request."""
    person = me(request)
    ticket = request_for(person, number)
    if ticket.requester_id != person.pk:
        raise Http404
    trouble = _rate(request, ticket)
    messages.add_message(
        request, messages.ERROR if trouble else messages.SUCCESS, trouble or _(THANKS)
    )
    return redirect("portal:request", number)


def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail, without signing in. Opening the link changes nothing: machines open links."""
    ticket = ticket_of(token)
    context: dict[str, Any] = frame(request) | {"ticket": ticket, "is_said": False}
    if ticket is None:
        return render(request, "portal/rating.html", context, status=404)
    if request.method == "POST":
        trouble = _rate(request, ticket)
        context |= {"trouble": trouble, "is_said": not trouble}
        return render(request, "portal/rating.html", context, status=422 if trouble else 200)
    return render(request, "portal/rating.html", context)


def _rate(request: HttpRequest, ticket: Ticket) -> str:
    """What is wrong with it, or nothing."""
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _(CHOOSE)
    try:
        actions.rate(ticket, by=By.person(ticket.requester), **form.cleaned_data)
    except (actions.Refused, NotAllowed) as refusal:
        return str(refusal)
    return ""
