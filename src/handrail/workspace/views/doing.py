"""Every other verb: a sheet that asks what it needs, and one action behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from handrail.base.by import By
from handrail.escalation.actions import HandoffRefused
from handrail.people.models import Person
from handrail.people.rules import NotAllowed
from handrail.tickets.actions import Refused
from handrail.tickets.models import Ticket
from handrail.workspace.forms import NothingForm, dress
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.views.frame import frame, head_context, place

REFUSALS = (Refused, HandoffRefused, NotAllowed)
Facts = dict[str, Any]
# Fields of a sheet that a link may fill in: the number of another ticket.
OTHERS = ("into", "to")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A verb as a form: what it is called, what it asks, and what it does."""

    title: str
    button: str
    verb: str
    act: Callable[[Ticket, Facts, Person, By], str]
    form: Callable[..., forms.Form] = NothingForm
    intro: str = ""
    mood: str = "main"
    start: Callable[[Ticket], Mapping[str, Any]] = field(default=lambda ticket: {})


def answer(request: StaffRequest, ticket: Ticket, sheet: Sheet, action: str) -> HttpResponse:
    """Show a sheet, or do what it says and go back to the ticket."""
    if not request.user.can(sheet.verb):
        raise Http404
    if request.method != "POST":
        form = sheet.form(ticket, auto_id="sheet-%s", **_initial(sheet, ticket, request))
        return _show(request, ticket, sheet, form, action)
    form = sheet.form(ticket, request.POST, auto_id="sheet-%s")
    if form.is_valid():
        try:
            said = sheet.act(ticket, form.cleaned_data, request.user, By.person(request.user))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(place(ticket))
    return _show(request, ticket, sheet, form, action, status=422)


def _initial(sheet: Sheet, ticket: Ticket, request: StaffRequest) -> dict[str, Any]:
    """What the sheet starts from; an address may name the other ticket."""
    start = {
        **sheet.start(ticket),
        **{name: request.GET[name][:20] for name in OTHERS if name in request.GET},
    }
    return {"initial": start} if start else {}


def _show(
    request: StaffRequest, ticket: Ticket, sheet: Sheet, form: forms.Form, action: str,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = head_context(ticket, request.user)
    context["sheet"] = {
        "title": sheet.title, "button": sheet.button, "intro": sheet.intro, "mood": sheet.mood,
        "form": dress(form), "action": action,
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        response = render(request, "workspace/_sheet.html", context, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#sheet", "innerHTML"
        response["HX-Push-Url"] = "false"
        return response
    return render(request, "workspace/sheet.html", frame(request) | context, status=status)


@staff
def do(request: StaffRequest, number: int, noun: str, sheets: Mapping[str, Sheet]) -> HttpResponse:
    """The sheet of this name."""
    if noun not in sheets:
        raise Http404
    ticket = ticket_for(request.user, number)
    return answer(request, ticket, sheets[noun], f"{place(ticket)}/{noun}")


@staff
def say(request: StaffRequest, number: int, act: Callable[..., str]) -> HttpResponse:
    """A verb that needs no form: done at once, and refused politely."""
    ticket = ticket_for(request.user, number)
    if request.method != "POST":
        return redirect(place(ticket))
    try:
        messages.success(request, act(request, ticket, By.person(request.user)))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect(place(ticket))
