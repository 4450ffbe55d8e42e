"""A ticket's page: the conversation, what is known, and the place to write."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from handrail.escalation.queries import around
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.queues import queue
from handrail.workspace.rail import teams_of
from handrail.workspace.views.frame import composing, facts_context, frame, log_context


def context_of(
    ticket: Ticket, person: Person, *, whole: bool = False, **composer: Any
) -> dict[str, Any]:
    """Everything a ticket's part of the page shows."""
    beside = around(ticket.pk, person.pk)
    return {
        **log_context(ticket, person, beside, whole=whole),
        **facts_context(ticket, person, beside),
        "composing": composing(person, beside.drafts, **composer),
    }


@staff
def show(request: StaffRequest, number: int) -> HttpResponse:
    """The page, or for an open page only the part that changes."""
    ticket = ticket_for(request.user, number)
    return page(request, ticket, whole="all" in request.GET)


def page(request: StaffRequest, ticket: Ticket, *, status: int = 200, **how: Any) -> HttpResponse:
    """A ticket as a whole page, or as the part that HTMX puts in place of another."""
    person = request.user
    if request.headers.get("HX-Request"):
        context = context_of(ticket, person, **how) | {"is_fragment": True}
        return render(request, "workspace/_ticket.html", context, status=status)
    key = request.GET.get("queue", "")[:100] or f"team-{ticket.team.slug}"
    teams = teams_of(person)
    around = frame(request, key, teams)
    beside = queue(key, person, teams) or queue("mine", person, teams)
    context = around | context_of(ticket, person, **how)
    context |= {"rows": None, "queue": _beside(beside)}
    return render(request, "workspace/ticket.html", context, status=status)


def _beside(found: Any) -> dict[str, str]:
    address = reverse("workspace:rows", args=[found.key])
    return {"key": found.key, "title": found.title, "rows_url": address}


@staff
def log(request: StaffRequest, number: int) -> HttpResponse:
    """The conversation and, out of band, top and facts: what the news makes a page fetch again."""
    ticket = ticket_for(request.user, number)
    beside = around(ticket.pk, request.user.pk)
    context = log_context(ticket, request.user, beside)
    context |= facts_context(ticket, request.user, beside)
    return render(request, "workspace/_news.html", context)
