"""Queues: a page of rows, the rail, and whatever comes next."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from handrail.base.clock import now
from handrail.base.configuration import settled
from handrail.people.models import Person
from handrail.tickets.queries import TeamCount, first
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.queues import Queue, queue
from handrail.workspace.rail import rail, teams_of
from handrail.workspace.rows import address, beside, rows_context
from handrail.workspace.views.frame import frame


@staff
def home(request: StaffRequest) -> HttpResponse:
    """The start: what is mine."""
    return redirect("workspace:queue", key="mine")


@staff
def show(request: StaffRequest, key: str) -> HttpResponse:
    """A queue's page. What a form left empty is no part of its address."""
    with settled():
        teams = teams_of(request.user)
        found = find(key, request.user, teams, request.GET)
        if "" in request.GET.values():
            return redirect(address(found, "workspace:queue"))
        context = frame(request, key, teams) | rows_context(request, found)
    return render(request, "workspace/queue.html", context)


@staff
def rows(request: StaffRequest, key: str) -> HttpResponse:
    """The rows alone, for a page that is open already."""
    with settled():
        found = find(key, request.user, teams_of(request.user), request.GET)
        context = rows_context(request, found)
    return render(request, "workspace/_rows.html", context)


@staff
def rail_items(request: StaffRequest) -> HttpResponse:
    """The rail alone."""
    person = request.user
    shown = rail(person, teams_of(person), request.GET.get("at", "")[:100])
    return render(request, "workspace/_rail_items.html", {"rail": shown})


@staff
def next_ticket(request: StaffRequest) -> HttpResponse:
    """The ticket of a queue that needs somebody most."""
    key = request.GET.get("queue", "mine")[:100]
    found = find(key, request.user, teams_of(request.user), request.GET)
    but = request.GET.get("but", "")
    number = next_in(found, request.user, int(but) if but.isdigit() and len(but) < 18 else None)
    if number is None:
        return redirect("workspace:queue", key=key)
    return redirect(f"{reverse('workspace:ticket', args=[number])}?{beside(found)}")


def next_in(found: Queue, person: Person, but: int | None) -> int | None:
    """The first ticket of a queue in its own order, other than `but`."""
    return first(found.of(person, now()), but, found.order)


def find(key: str, person: Person, teams: list[TeamCount], asked: QueryDict) -> Queue:
    """The queue an address names. Raises Http404 for what is none of this person's."""
    found = queue(key, person, teams, asked)
    if found is None:
        raise Http404
    return found
