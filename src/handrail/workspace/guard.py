"""Who comes in, and which ticket they may have."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from handrail.people.models import Person
from handrail.tickets.models import Ticket

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of somebody who works here."""

    user: Person


def staff(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in those who work here; others are asked to sign in, or find nothing at all."""

    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = request.user
        if not person.is_authenticated:
            return _sign_in(request)
        if not (isinstance(person, Person) and person.is_staff):
            raise Http404
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return wraps(view)(guarded)  # type: ignore[return-value]


def _sign_in(request: HttpRequest) -> HttpResponse:
    """A page goes to the sign-in; a fragment cannot, so the whole page is asked to load again."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())


# The tier is the team's, and few organisations have a plan: two joins less on every page.
WHOLE = ("requester", "organisation", "team__tier", "owner", "category")


def ticket_for(person: Person, number: int) -> Ticket:
    """The ticket with all that its page shows of it. Raises Http404 for what is not theirs to see."""
    visible = Ticket.objects.visible_to(person).select_related(*WHOLE)
    found = list(visible.filter(pk=number)[:1])
    if not found:
        raise Http404
    ticket = found[0]
    if ticket.tier_id == ticket.team.tier_id:
        ticket.tier = ticket.team.tier
    return ticket
