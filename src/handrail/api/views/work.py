"""Ownership, waiting, ending, joining: one address a verb, each harmless when repeated."""

from django.http import HttpRequest
from ninja import Router

from handrail.api.auth import Bearer, caller, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.schemas import incoming, outgoing
from handrail.api.views import finding
from handrail.api.views.tickets import get_ticket
from handrail.people.rules import works_here
from handrail.tickets import actions

router = Router(tags=["work"], auth=Bearer(Scope.WRITE))
Answer = outgoing.AnyTicket


@router.post("/{int:number}/take", response=Answer)
def take(request: HttpRequest, number: int) -> Answer:
    """Make it yours. 409 names whoever was faster."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    actions.take(ticket, person=person, by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/assign", response=Answer)
def assign(request: HttpRequest, number: int, data: incoming.AssignIn) -> Answer:
    """Give it to an agent of its team."""
    finding.staff_only(request)
    ticket = ticket_of(request, number)
    actions.assign(ticket, to=finding.colleague(data.owner), by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/release", response=Answer)
def release(request: HttpRequest, number: int) -> Answer:
    """Put it back into its queue."""
    finding.staff_only(request)
    actions.release(ticket_of(request, number), by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/move", response=Answer)
def move(request: HttpRequest, number: int, data: incoming.MoveIn) -> Answer:
    """Give it to another team at once, without a handoff."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    moved = actions.move(ticket, to=finding.team(data.team), by=hand(request))
    return outgoing.ticket(moved, person)


@router.post("/{int:number}/wait", response=Answer)
def wait(request: HttpRequest, number: int, data: incoming.WaitIn) -> Answer:
    """Say what it waits for."""
    finding.staff_only(request)
    actions.wait(ticket_of(request, number), on=data.on, until=data.until, by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/resume", response=Answer)
def resume(request: HttpRequest, number: int) -> Answer:
    """End the wait."""
    finding.staff_only(request)
    actions.resume(ticket_of(request, number), by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/solve", response=Answer)
def solve(request: HttpRequest, number: int) -> Answer:
    """Say that it is answered, as an agent or as the customer."""
    by_customer = not works_here(caller(request).role)
    actions.solve(ticket_of(request, number), by=hand(request), by_customer=by_customer)
    return get_ticket(request, number)


@router.post("/{int:number}/reopen", response=Answer)
def reopen(request: HttpRequest, number: int, data: incoming.ReopenIn) -> Answer:
    """Take it up again, as an agent or as the customer."""
    by_customer = not works_here(caller(request).role)
    ticket = ticket_of(request, number)
    actions.reopen(ticket, why=data.why, by=hand(request), by_customer=by_customer)
    return get_ticket(request, number)


@router.post("/{int:number}/spam", response=Answer)
def spam(request: HttpRequest, number: int) -> Answer:
    """No request at all."""
    finding.staff_only(request)
    actions.mark_spam(ticket_of(request, number), by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/merge", response=Answer)
def merge(request: HttpRequest, number: int, data: incoming.OtherIn) -> Answer:
    """Let its conversation go on in another ticket of the same customer."""
    finding.staff_only(request)
    into = ticket_of(request, data.number)
    actions.merge(ticket_of(request, number), into=into, by=hand(request))
    return get_ticket(request, data.number)


@router.post("/{int:number}/split", response={201: Answer})
def split(request: HttpRequest, number: int, data: incoming.SplitIn) -> tuple[int, Answer]:
    """Make one of the customer's messages a ticket of its own."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    message = finding.message(ticket, data.message)
    new = actions.split(ticket, message=message, subject=data.subject, by=hand(request))
    return 201, outgoing.ticket(new, person)


@router.post("/{int:number}/links", response=Answer)
def link(request: HttpRequest, number: int, data: incoming.LinkIn) -> Answer:
    """Tie it to another ticket."""
    finding.staff_only(request)
    other = ticket_of(request, data.number)
    actions.link(ticket_of(request, number), to=other, kind=data.kind, by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/watch", response=Answer)
def watch(request: HttpRequest, number: int) -> Answer:
    """Follow it."""
    person = finding.staff_only(request)
    actions.watch(ticket_of(request, number), person=person, by=hand(request))
    return get_ticket(request, number)
