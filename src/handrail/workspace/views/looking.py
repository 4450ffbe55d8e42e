"""Who else has this ticket open, and who is typing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from handrail.base.clock import now
from handrail.flow.notices.seeing import see
from handrail.tickets import actions
from handrail.workspace.guard import StaffRequest, staff, ticket_for


@require_POST
@staff
def here(request: StaffRequest, number: int) -> HttpResponse:
    """Say that one has it open (or no longer), and hear who else has."""
    ticket, at = ticket_for(request.user, number), now()
    if request.POST.get("is") == "away":
        actions.look_away(ticket, person=request.user)
        return HttpResponse(status=204)
    see(request.user, at=at, ticket=ticket.pk)
    actions.look(ticket, person=request.user, is_typing=request.POST.get("is") == "typing", at=at)
    others = actions.onlookers(ticket, but=request.user, at=at)
    return render(request, "workspace/_onlookers.html", {"others": others})
