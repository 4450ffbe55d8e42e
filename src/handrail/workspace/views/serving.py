"""Taking the next ticket, and saying whether one is there for it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.languages import later
from handrail.people.actions import change_presence
from handrail.people.models import Presence
from handrail.people.rules import NotAllowed
from handrail.routing.pulling import next_ticket
from handrail.tickets.actions import Refused
from handrail.workspace.guard import StaffRequest, staff

NOTHING = later(
    "Nothing waits for you: no ticket of your teams is open, without an owner, and yours to do."
)


@require_POST
@staff
def take_next(request: StaffRequest) -> HttpResponse:
    """Take what should be served next of all that this agent may and can do, and open it."""
    try:
        found = next_ticket(request.user, now=now())
    except (Refused, NotAllowed) as refusal:
        messages.error(request, str(refusal))
        return redirect(back_to(request))
    if found is None:
        messages.info(request, NOTHING)
        return redirect(back_to(request))
    return redirect(f"{reverse('workspace:ticket', args=[found.pk])}?queue=mine")


@require_POST
@staff
def presence(request: StaffRequest) -> HttpResponse:
    """Say whether one takes work. Out of office gives open work back to the queue."""
    wanted = request.POST.get("presence", "")
    if wanted in Presence.values:
        change_presence(request.user, wanted, by=By.person(request.user))
        messages.success(
            request, _("You are: %(presence)s.") % {"presence": Presence(wanted).label}
        )
    else:
        messages.error(request, _("Choose online, busy, away or out of office."))
    return redirect(back_to(request))


def back_to(request: StaffRequest) -> str:
    """The page the press came from, if it is one of ours."""
    came = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(came, allowed_hosts=None) and came.startswith("/work/")
    return came if ours else reverse("workspace:home")
