"""Where one goes after an act: back to the ticket with its list, or on to the next."""

from django.http import QueryDict
from django.urls import reverse

from handrail.tickets.models import Ticket
from handrail.workspace.guard import StaffRequest
from handrail.workspace.queues import Queue, queue
from handrail.workspace.rail import teams_of
from handrail.workspace.rows import beside
from handrail.workspace.views.frame import place
from handrail.workspace.views.queue import next_in


def back_to_ticket(request: StaffRequest, ticket: Ticket) -> str:
    """The ticket's address, with the list it was opened from."""
    came_from = QueryDict(request.POST.get("beside", "")[:2000]).urlencode()
    return f"{place(ticket)}?{came_from}" if came_from else place(ticket)


def next_after(request: StaffRequest, ticket: Ticket) -> str:
    """The next ticket of the list one came from; the ticket itself when the list is empty."""
    found = _list_of(request)
    number = next_in(found, request.user, ticket.pk) if found else None
    if found is None or number is None:
        return back_to_ticket(request, ticket)
    return f"{reverse('workspace:ticket', args=[number])}?{beside(found)}"


def _list_of(request: StaffRequest) -> Queue | None:
    asked = QueryDict(request.POST.get("beside", "")[:2000])
    key = asked.get("queue", "mine")[:100]
    return queue(key, request.user, teams_of(request.user), asked)
