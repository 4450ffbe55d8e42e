"""The board and the duty roster."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from handrail.base import reading
from handrail.base.by import By
from handrail.base.clock import now
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.tickets.queries import TeamCount
from handrail.workspace.board import scope
from handrail.workspace.board.columns import board
from handrail.workspace.board.giving import Given, give
from handrail.workspace.board.roster import rosters
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.queues import views_of
from handrail.workspace.rail import teams_of
from handrail.workspace.views.doing import REFUSALS
from handrail.workspace.views.frame import light_frame
from handrail.workspace.words import zone


@staff
def show(request: StaffRequest) -> HttpResponse:
    """The whole page."""
    scope.require_look(request.user)
    around, teams = _frame(request)
    context = around | _tiers(request, scope.shown(request.user, teams))
    return render(request, "workspace/board/show.html", context | {"said": _said(request)})


@staff
def tiers(request: StaffRequest) -> HttpResponse:
    """The tiers alone, for a page that is open already."""
    scope.require_look(request.user)
    context = _tiers(request, scope.teams_for(request.user))
    return render(request, "workspace/board/_tiers.html", context)


def _tiers(request: StaffRequest, teams: list[TeamCount]) -> dict[str, Any]:
    person = request.user
    shown = board(person, teams, now=now(), tz=zone(person.time_zone))
    return {"tiers": shown, "can_give": scope.may_give(person), "me": person}


@require_POST
@staff
def owner(request: StaffRequest, number: int) -> HttpResponse:
    """Give a ticket to somebody else, or undo that."""
    scope.require_give(request.user)
    ticket = ticket_for(request.user, number)
    refused = False
    try:
        given = _give(request, ticket)
    except REFUSALS as refusal:
        refused = True
        messages.error(request, str(refusal))
    else:
        messages.success(request, given.words, extra_tags=_undo(ticket, given, request))
    if not request.headers.get("HX-Request"):
        return redirect("workspace:board")
    context = _tiers(request, scope.teams_for(request.user)) | {"said": _said(request)}
    return render(request, "workspace/board/_given.html", context, status=422 if refused else 200)


def _give(request: StaffRequest, ticket: Ticket) -> Given:
    to, was = _number(request.POST.get("owner", "")), _number(request.POST.get("was", ""))
    person = Person.objects.filter(pk=to).first() if to else None
    return give(ticket, to=person, was=was, by=By.person(request.user))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _undo(ticket: Ticket, given: Given, request: StaffRequest) -> str:
    """What the Undo beside the words needs; nothing after an undo, or where nothing happened."""
    if not given.is_change or request.POST.get("undo"):
        return ""
    return f"undo {ticket.pk} {given.was or ''},{given.owner or ''}"


def _said(request: StaffRequest) -> list[dict[str, Any]]:
    """What was just done, each with what its Undo needs."""
    return [
        {"words": str(message), "is": message.level_tag, "undo": _read(message.extra_tags or "")}
        for message in messages.get_messages(request)
    ]


def _read(tags: str) -> dict[str, str] | None:
    kind, _space, rest = tags.partition(" ")
    if kind != "undo":
        return None
    number, _space, owners = rest.partition(" ")
    was, _comma, has = owners.partition(",")
    return {"number": number, "owner": was, "was": has}


@staff
def duty(request: StaffRequest) -> HttpResponse:
    """Who is on duty now, and in the coming days."""
    scope.require_look(request.user)
    around, teams = _frame(request)
    person = request.user
    found = rosters(scope.shown(person, teams), now=now(), tz=zone(person.time_zone))
    return render(request, "workspace/board/roster.html", around | {"rosters": found})


def _frame(request: StaffRequest) -> tuple[dict[str, Any], list[TeamCount]]:
    """What stands around the page, and the teams it was drawn with; the rail counts by itself."""
    mark, person = reading.horizon(), request.user
    teams = teams_of(person)
    return light_frame(person, "board", teams, views_of(person), mark), teams
