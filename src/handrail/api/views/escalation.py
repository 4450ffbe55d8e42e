"""Handoffs, consults and helpers."""

from django.http import HttpRequest
from ninja import Router, Status

from handrail.api.auth import Bearer, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.problems import Problem
from handrail.api.schemas import incoming, outgoing
from handrail.api.views import finding
from handrail.api.views.tickets import get_ticket
from handrail.escalation import actions
from handrail.escalation.models import Consult, Handoff

router = Router(tags=["escalation"], auth=Bearer(Scope.ESCALATE))


def _handoff(request: HttpRequest, number: int, pk: int) -> Handoff:
    finding.staff_only(request)
    joined = ticket_of(request, number).handoffs.select_related("from_team", "to_team", "ticket")
    found = joined.filter(pk=pk).first()
    if found is None:
        raise Problem(404, "Not found", f"Ticket {number} has no handoff {pk}.")
    return found


def _fresh(handoff: Handoff) -> outgoing.HandoffOut:
    joined = Handoff.objects.select_related("from_team", "to_team")
    return outgoing.HandoffOut.of(joined.get(pk=handoff.pk))


@router.get("/{int:number}/handoffs", response=list[outgoing.HandoffOut], auth=Bearer(Scope.READ))
def list_handoffs(request: HttpRequest, number: int) -> list[outgoing.HandoffOut]:
    """Every handoff of the ticket, oldest first."""
    finding.staff_only(request)
    rows = ticket_of(request, number).handoffs.select_related("from_team", "to_team")
    return [outgoing.HandoffOut.of(row) for row in rows]


@router.post("/{int:number}/handoffs", response={201: outgoing.HandoffOut})
def escalate(
    request: HttpRequest, number: int, data: incoming.HandoffIn
) -> Status[outgoing.HandoffOut]:
    """Offer the ticket to a team, by default the next tier's, with a package."""
    finding.staff_only(request)
    ticket = ticket_of(request, number)
    package = actions.Package(
        wanted=data.wanted, tried=data.tried, found=data.found, needed=data.needed,
        by_when=data.by_when,
    )  # fmt: skip
    to = finding.team(data.team) if data.team else None
    return Status(201, _fresh(actions.escalate(ticket, package=package, to=to, by=hand(request))))


@router.post("/{int:number}/handoffs/{int:pk}/accept", response=outgoing.HandoffOut)
def accept(request: HttpRequest, number: int, pk: int) -> outgoing.HandoffOut:
    """Take over."""
    person = finding.staff_only(request)
    handoff = _handoff(request, number, pk)
    return _fresh(actions.accept(handoff, agent=person, by=hand(request)))


@router.post("/{int:number}/handoffs/{int:pk}/return", response=outgoing.HandoffOut)
def return_(
    request: HttpRequest, number: int, pk: int, data: incoming.ReturnIn
) -> outgoing.HandoffOut:
    """Give it back, naming what is missing."""
    handoff = _handoff(request, number, pk)
    return _fresh(actions.return_(handoff, missing=data.missing, by=hand(request)))


@router.post("/{int:number}/handoffs/{int:pk}/recall", response=outgoing.HandoffOut)
def recall(request: HttpRequest, number: int, pk: int) -> outgoing.HandoffOut:
    """Take the offer back."""
    return _fresh(actions.recall(_handoff(request, number, pk), by=hand(request)))


@router.post("/{int:number}/send-down", response=outgoing.AnyTicket)
def send_down(request: HttpRequest, number: int, data: incoming.SendDownIn) -> outgoing.AnyTicket:
    """Give it to a lower tier, with the answer and the lesson."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    down = actions.send_down(
        ticket, to=finding.team(data.team), answer=data.answer, lesson=data.lesson,
        by=hand(request),
    )  # fmt: skip
    return outgoing.ticket(down, person)


@router.get("/{int:number}/consults", response=list[outgoing.ConsultOut], auth=Bearer(Scope.READ))
def list_consults(request: HttpRequest, number: int) -> list[outgoing.ConsultOut]:
    """Every question asked about the ticket, oldest first."""
    finding.staff_only(request)
    rows = ticket_of(request, number).consults.select_related("to_team").order_by("pk")
    return [outgoing.ConsultOut.of(row) for row in rows]


@router.post("/{int:number}/consults", response={201: outgoing.ConsultOut})
def consult(
    request: HttpRequest, number: int, data: incoming.ConsultIn
) -> Status[outgoing.ConsultOut]:
    """Ask another team; the ticket stays."""
    finding.staff_only(request)
    ticket = ticket_of(request, number)
    asked = actions.consult(
        ticket, to=finding.team(data.team), question=data.question, by=hand(request)
    )
    return Status(201, outgoing.ConsultOut.of(asked))


@router.post("/{int:number}/consults/{int:pk}/answer", response=outgoing.ConsultOut)
def answer(
    request: HttpRequest, number: int, pk: int, data: incoming.AnswerIn
) -> outgoing.ConsultOut:
    """Answer a question, once."""
    finding.staff_only(request)
    found: Consult | None = (
        ticket_of(request, number)
        .consults.select_related("to_team", "ticket")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Problem(404, "Not found", f"Ticket {number} has no question {pk}.")
    return outgoing.ConsultOut.of(actions.answer(found, text=data.answer, by=hand(request)))


@router.post("/{int:number}/leads", response=outgoing.AnyTicket)
def raise_to_lead(request: HttpRequest, number: int, data: incoming.ReasonIn) -> outgoing.AnyTicket:
    """Ask the leads of its team to look; they follow the ticket from then on."""
    finding.staff_only(request)
    actions.raise_to_lead(ticket_of(request, number), reason=data.reason, by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/helpers", response=outgoing.AnyTicket)
def pull_in(request: HttpRequest, number: int, data: incoming.PersonIn) -> outgoing.AnyTicket:
    """Let somebody from another team work alongside."""
    finding.staff_only(request)
    ticket = ticket_of(request, number)
    actions.pull_in(ticket, helper=finding.colleague(data.email), by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/helpers/leave", response=outgoing.AnyTicket)
def leave(request: HttpRequest, number: int, data: incoming.PersonIn) -> outgoing.AnyTicket:
    """End the help."""
    finding.staff_only(request)
    ticket = ticket_of(request, number)
    actions.leave(ticket, helper=finding.colleague(data.email), by=hand(request))
    return get_ticket(request, number)
