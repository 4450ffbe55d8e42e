"""A ticket's page: the conversation, what is known, and the place to write."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.base.configuration import settled
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.around import Around, around
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.queues import Queue, queue, views_of
from handrail.workspace.rail import known_teams
from handrail.workspace.rows import about, beside
from handrail.workspace.timeline import Entry
from handrail.workspace.views.frame import composing, facts_context, light_frame, log_context

# The entries of a conversation that are messages.
MESSAGES = frozenset({"said", "auto", "redacted"})


def context_of(
    ticket: Ticket, person: Person, beside: Around, *, whole: bool = False, **composer: Any
) -> dict[str, Any]:
    """Everything a ticket's part of the page shows."""
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
    return page(request, number, whole="all" in request.GET)


def page(request: StaffRequest, number: int, *, status: int = 200, **how: Any) -> HttpResponse:
    """A ticket as a whole page, or as the part that HTMX puts in place of another.

    Makes at most twelve queries. Raises Http404 for a ticket that is not theirs to see.
    """
    person = request.user
    around_it = around(number, person.pk)
    ticket = ticket_for(person, number)
    with settled(around_it.settings):
        context = _page_context(request, ticket, around_it, **how)
    whole = "workspace/_ticket.html" if "is_fragment" in context else "workspace/ticket.html"
    return render(request, whole, context, status=status)


def _page_context(
    request: StaffRequest, ticket: Ticket, around_it: Around, **how: Any
) -> dict[str, Any]:
    context = context_of(ticket, request.user, around_it, **how)
    if request.headers.get("HX-Request"):
        came_from = request.GET.urlencode() if "queue" in request.GET else ""
        return context | {"is_fragment": True, "came_from": came_from}
    return context | _list_beside(request, ticket, around_it)


def _list_beside(request: StaffRequest, ticket: Ticket, around_it: Around) -> dict[str, Any]:
    """Bar, rail and the list the address names, else the team's: a reload shows what one came from."""
    person, key = request.user, request.GET.get("queue", "")[:100] or f"team-{ticket.team.slug}"
    teams, views = known_teams(person, around_it.my_teams), views_of(person)
    found = queue(key, person, teams, request.GET, views)
    found = found or Queue("mine", _("Mine"), Q(owner=person))
    frame = light_frame(person, found.key, teams, views, around_it.mark)
    return frame | {"rows": None, "queue": about(found), "came_from": beside(found)}


@staff
def log(request: StaffRequest, number: int) -> HttpResponse:
    """The conversation and, out of band, top and facts: what the news makes a page fetch again."""
    around_it = around(number, request.user.pk)
    ticket = ticket_for(request.user, number)
    with settled(around_it.settings):
        context = log_context(ticket, request.user, around_it)
        context |= facts_context(ticket, request.user, around_it)
    return render(request, "workspace/_news.html", context)
