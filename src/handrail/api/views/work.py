"""Ownership, waiting and ending: one address a verb, each harmless when repeated."""

from django.http import HttpRequest
from ninja import Router

from handrail.api.auth import Bearer, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.schemas import incoming, outgoing
from handrail.api.views import finding
from handrail.api.views.tickets import get_ticket
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
    """Say that it is answered, as an agent or as the one who asked."""
    ticket = ticket_of(request, number)
    actions.solve(ticket, by=hand(request), by_customer=finding.is_asker(request, ticket))
    return get_ticket(request, number)


@router.post("/{int:number}/reopen", response=Answer)
def reopen(request: HttpRequest, number: int, data: incoming.ReopenIn) -> Answer:
    """Take it up again, as an agent or as the one who asked."""
    ticket = ticket_of(request, number)
    is_asker = finding.is_asker(request, ticket)
    actions.reopen(ticket, why=data.why, by=hand(request), by_customer=is_asker)
    return get_ticket(request, number)


@router.post("/{int:number}/rating", response=Answer)
def rate(request: HttpRequest, number: int, data: incoming.RatingIn) -> Answer:
    """Say how the help was, as the one who asked."""
    ticket = ticket_of(request, number)
    finding.is_asker(request, ticket)
    actions.rate(ticket, rating=data.rating, comment=data.comment, by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/spam", response=Answer)
def spam(request: HttpRequest, number: int) -> Answer:
    """No request at all."""
    finding.staff_only(request)
    actions.mark_spam(ticket_of(request, number), by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/not-spam", response=Answer)
def not_spam(request: HttpRequest, number: int) -> Answer:
    """A request after all."""
    finding.staff_only(request)
    actions.clear_spam(ticket_of(request, number), by=hand(request))
    return get_ticket(request, number)
