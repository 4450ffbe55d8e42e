"""Answering handoffs and questions, and the verbs that need no form."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.escalation import actions as escalation
from handrail.escalation.models import Consult, Handoff, Swarm
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from handrail.workspace.forms import ReturnForm, SwarmEndForm
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.views.doing import REFUSALS, Facts, Sheet, answer
from handrail.workspace.views.frame import place


def _handoff(ticket: Ticket, pk: int) -> Handoff:
    found = ticket.handoffs.select_related("ticket").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@staff
def handoff(request: StaffRequest, number: int, pk: int, noun: str) -> HttpResponse:
    """Accept an offer, or take one's own back."""
    if noun not in {"acceptance", "recall"}:
        raise Http404
    ticket = ticket_for(request.user, number)
    offer = _handoff(ticket, pk)
    if request.method == "POST":
        by = By.person(request.user)
        try:
            if noun == "acceptance":
                escalation.accept(offer, agent=request.user, by=by)
                messages.success(request, _("It is yours."))
            else:
                escalation.recall(offer, by=by)
                messages.success(request, _("Taken back."))
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
    return redirect(place(ticket))


@staff
def return_handoff(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """Give an offer back, with what is missing."""
    ticket = ticket_for(request.user, number)
    offer = _handoff(ticket, pk)
    sheet = Sheet(
        _("Return the handoff"), _("Return it"), "return", partial(_return, offer), ReturnForm
    )
    return answer(request, ticket, sheet, f"{place(ticket)}/handoffs/{pk}/return")


def _return(offer: Handoff, ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.return_(offer, missing=facts["missing"], by=by)
    return _("Returned, with what is missing.")


@staff
def answer_consult(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """Answer a question."""
    ticket = ticket_for(request.user, number)
    asked = Consult.objects.select_related("ticket").filter(ticket=ticket, pk=pk).first()
    if asked is None:
        raise Http404
    if request.method == "POST":
        try:
            text = request.POST.get("answer", "")
            escalation.answer(asked, text=text, by=By.person(request.user))
            messages.success(request, "Answered.")
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
    return redirect(place(ticket))


def _swarm(ticket: Ticket, pk: int) -> Swarm:
    found = ticket.swarms.select_related("ticket").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@staff
def swarm(request: StaffRequest, number: int, pk: int, noun: str) -> HttpResponse:
    """Come to a swarm, or leave it."""
    if noun not in {"joining", "leaving"}:
        raise Http404
    ticket = ticket_for(request.user, number)
    asked, by = _swarm(ticket, pk), By.person(request.user)
    if request.method == "POST":
        try:
            if noun == "joining":
                escalation.join_swarm(asked, person=request.user, by=by)
                messages.success(request, _("You are in the swarm."))
            else:
                escalation.leave_swarm(asked, person=request.user, by=by)
                messages.success(request, _("You left the swarm."))
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
    return redirect(place(ticket))


@staff
def end_swarm(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """Say what the swarm found."""
    ticket = ticket_for(request.user, number)
    asked = _swarm(ticket, pk)
    sheet = Sheet(
        _("End the swarm"), _("End it"), "swarm", partial(_end_swarm, asked), SwarmEndForm
    )
    return answer(request, ticket, sheet, f"{place(ticket)}/swarms/{pk}/end")


def _end_swarm(asked: Swarm, ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.end_swarm(asked, found=facts["found"], by=by)
    return _("The swarm is over.")


def reopen(request: StaffRequest, ticket: Ticket, by: By) -> str:
    """Open it again."""
    actions.reopen(ticket, by=by)
    return _("Open again.")


def resume(request: StaffRequest, ticket: Ticket, by: By) -> str:
    """End the wait."""
    actions.resume(ticket, by=by)
    return _("The wait is over.")


def clear_spam(request: StaffRequest, ticket: Ticket, by: By) -> str:
    """It was a request after all."""
    actions.clear_spam(ticket, by=by)
    return _("No spam any more.")


def watch(request: StaffRequest, ticket: Ticket, by: By) -> str:
    """Follow it, or no longer."""
    if request.POST.get("watch") == "no":
        actions.unwatch(ticket, person=request.user, by=by)
        return _("You watch it no more.")
    actions.watch(ticket, person=request.user, by=by)
    return _("You watch it.")
