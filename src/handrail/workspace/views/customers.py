"""A customer's whole history with the desk, and their organisation's."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from handrail.base.clock import now
from handrail.base.languages import offered
from handrail.people.models import Organisation, Person
from handrail.tickets.models import Ticket
from handrail.tickets.models.scope import TicketQuerySet
from handrail.tickets.ordering import ORDERS
from handrail.tickets.queries import page
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.links import links_of
from handrail.workspace.rows import PIPS, row_context, ticket_base
from handrail.workspace.views.frame import head_context, quick_frame

NEWEST = ORDERS["newest"]
FEW = 5


@staff
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody who asks us: what is known of them, and every request of theirs."""
    found = get_object_or_404(Person.objects.select_related("organisation__plan"), pk=pk)
    theirs = Ticket.objects.visible_to(request.user).filter(requester=found)
    here = reverse("workspace:person", args=[pk])
    context = quick_frame(request) | _listed(request, theirs, here) | {
        "customer": found, "spoken": dict(offered()).get(found.language, found.language)
    }  # fmt: skip
    return render(request, "workspace/customers/person.html", context)


@staff
def organisation(request: StaffRequest, pk: int) -> HttpResponse:
    """An organisation: its people, and every request of it."""
    found = get_object_or_404(Organisation.objects.select_related("plan"), pk=pk)
    theirs = Ticket.objects.visible_to(request.user).filter(organisation=found)
    here = reverse("workspace:organisation", args=[pk])
    people = found.people.filter(is_active=True).order_by("name")[:50]
    context = quick_frame(request) | _listed(request, theirs, here)
    context |= {"organisation": found, "people": people}
    return render(request, "workspace/customers/organisation.html", context)


def _listed(request: StaffRequest, tickets: TicketQuerySet, here: str) -> dict[str, Any]:
    """A page of tickets, newest first."""
    rows, further = page(tickets, request.GET.get("after", "")[:40], NEWEST)
    at = now()
    return {
        "rows": [row_context(row, at=at, person=request.user, columns=("number", "opened")) for row in rows],
        "pips": PIPS, "ticket_base": ticket_base(), "more_url": f"{here}?after={further}" if further else "",
    }  # fmt: skip


@staff
def history(request: StaffRequest, number: int) -> HttpResponse:
    """Beside a ticket: what it is linked with, and the requester's others; open ones can be merged."""
    ticket = ticket_for(request.user, number)
    if not request.headers.get("HX-Request"):
        raise Http404
    others = Ticket.objects.visible_to(request.user).filter(requester=ticket.requester_id)
    rows, further = page(others.exclude(pk=ticket.pk), "", NEWEST)
    at = now()
    context = head_context(ticket, request.user) | {
        "rows": [row_context(row, at=at, person=request.user) | {"is_open": row.state != "done"}
                 for row in rows[:FEW]],
        "has_more": bool(further) or len(rows) > FEW, "can_merge": not ticket.is_done,
        "links": links_of(ticket, request.user),
    }  # fmt: skip
    return render(request, "workspace/_history.html", context)
