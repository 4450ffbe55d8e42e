"""A ticket's page: the conversation, what is known, and the place to write."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.escalation.queries import around
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.tickets.queries import TeamCount
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.queues import Queue, queue
from handrail.workspace.rail import teams_of
from handrail.workspace.rows import about
from handrail.workspace.rows import beside as beside_query
from handrail.workspace.timeline import Entry
from handrail.workspace.views.frame import composing, facts_context, light_frame, log_context

# The entries of a conversation that are messages.
MESSAGES = frozenset({"said", "auto", "redacted"})


def context_of(
    ticket: Ticket, person: Person, *, whole: bool = False, **composer: Any
) -> dict[str, Any]:
    """Everything a ticket's part of the page shows."""
    beside = around(ticket.pk, person.pk)
    said = log_context(ticket, person, beside, whole=whole)
    return {
        **said,
        **facts_context(ticket, person, beside),
        "composing": composing(person, beside.drafts, **composer),
        "seen": _newest(said["entries"]),
    }


def _newest(entries: Iterable[Entry]) -> int:
    """The newest message on the page: what an answer may not have missed."""
    return max((entry.pk for entry in entries if entry.kind in MESSAGES), default=0)


@staff
def show(request: StaffRequest, number: int) -> HttpResponse:
    """The page, or for an open page only the part that changes."""
    ticket = ticket_for(request.user, number)
    return page(request, ticket, whole="all" in request.GET)


def page(request: StaffRequest, ticket: Ticket, *, status: int = 200, **how: Any) -> HttpResponse:
    """A ticket as a whole page, or as the part that HTMX puts in place of another."""
    person = request.user
    if request.headers.get("HX-Request"):
        context = context_of(ticket, person, **how) | {
            "is_fragment": True, "came_from": request.GET.urlencode() if "queue" in request.GET else "",
        }  # fmt: skip
        return render(request, "workspace/_ticket.html", context, status=status)
    teams = teams_of(person)
    beside = _beside(request, ticket, teams)
    context = light_frame(request, beside.key, teams) | context_of(ticket, person, **how)
    context |= {"rows": None, "queue": about(beside), "came_from": beside_query(beside)}
    return render(request, "workspace/ticket.html", context, status=status)


def _beside(request: StaffRequest, ticket: Ticket, teams: list[TeamCount]) -> Queue:
    """The list the address names, else the ticket's team's; a reload shows what one came from."""
    key = request.GET.get("queue", "")[:100] or f"team-{ticket.team.slug}"
    found = queue(key, request.user, teams, request.GET)
    return found or Queue("mine", _("Mine"), Q(owner=request.user))


@staff
def log(request: StaffRequest, number: int) -> HttpResponse:
    """The conversation and, out of band, top and facts: what the news makes a page fetch again."""
    ticket = ticket_for(request.user, number)
    beside = around(ticket.pk, request.user.pk)
    context = log_context(ticket, request.user, beside)
    context |= facts_context(ticket, request.user, beside)
    return render(request, "workspace/_news.html", context)
