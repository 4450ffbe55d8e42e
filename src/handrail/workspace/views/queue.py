"""Queues: a page of rows, the rail, and whatever comes next."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from handrail.base.clock import now
from handrail.people.models import Person
from handrail.tickets.queries import Mark, Row, TeamCount, first, page
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.queues import Queue, queue
from handrail.workspace.rail import rail, teams_of
from handrail.workspace.views.frame import TOP, frame
from handrail.workspace.words import due


def _pips(level: int) -> SafeString:
    steps = range(1, max(TOP, level) + 1)
    marks = "".join('<i class="on"></i>' if step <= level else "<i></i>" for step in steps)
    return mark_safe(f'<span class="pips" aria-hidden="true">{marks}</span>')  # noqa: S308


PIPS = {level: _pips(level) for level in range(20)}


@staff
def home(request: StaffRequest) -> HttpResponse:
    """The start: what is mine."""
    return redirect("workspace:queue", key="mine")


@staff
def show(request: StaffRequest, key: str) -> HttpResponse:
    """A queue's page."""
    teams = teams_of(request.user)
    found = _find(key, request.user, teams)
    context = frame(request, key, teams) | rows_context(request, found)
    return render(request, "workspace/queue.html", context)


@staff
def rows(request: StaffRequest, key: str) -> HttpResponse:
    """The rows alone, for a page that is open already."""
    found = _find(key, request.user, teams_of(request.user))
    return render(request, "workspace/_rows.html", rows_context(request, found))


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
    found = _find(key, request.user, teams_of(request.user))
    but = request.GET.get("but", "")
    number = first(found.of(request.user), int(but) if but.isdigit() and len(but) < 18 else None)
    if number is None:
        return redirect("workspace:queue", key=key)
    return redirect(f"{reverse('workspace:ticket', args=[number])}?queue={key}")


def _find(key: str, person: Person, teams: list[TeamCount]) -> Queue:
    found = queue(key, person, teams)
    if found is None:
        raise Http404
    return found


def rows_context(request: HttpRequest, found: Queue) -> dict[str, Any]:
    """A page of a queue's rows, ready to be shown."""
    after = Mark.read(request.GET.get("after", ""))
    person = request.user
    assert isinstance(person, Person)
    kept, further = page(found.of(person), after)
    address = reverse("workspace:rows", args=[found.key])
    more = f"{reverse('workspace:queue', args=[found.key])}?after={further}" if further else ""
    return {
        "rows": [_row(row) for row in kept], "pips": PIPS,
        "more_url": more.replace("+", "%2B"), "ticket_base": ticket_base(),
        "queue": {"key": found.key, "title": found.title, "empty_title": found.empty_title,
                  "empty_words": found.empty_words,
                  "rows_url": f"{address}?after={after}".replace("+", "%2B") if after else address},
    }  # fmt: skip


def ticket_base() -> str:
    """What a ticket's address starts with: reversed once a page, not once a row."""
    return reverse("workspace:home") + "tickets/"


def _row(row: Row) -> dict[str, Any]:
    who = f"{row.requester} · {row.organisation}" if row.organisation else row.requester
    words = due(state=row.state, turn=row.turn, due_at=row.due_at, since=row.waiting_since,
                until=row.wait_until, now=now())  # fmt: skip
    return {
        "pk": row.pk, "subject": row.subject, "who": who, "level": row.level, "due": words,
        "priority": row.priority, "owner": row.owner, "is_new": row.turn == "first_reply",
    }  # fmt: skip
