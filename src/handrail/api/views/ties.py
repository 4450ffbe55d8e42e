"""What ties a ticket to other tickets and to those who follow it."""

from django.db.models import Q
from django.http import HttpRequest
from ninja import Router, Status

from handrail.api.auth import Bearer, caller, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.schemas import incoming, outgoing
from handrail.api.views import finding
from handrail.api.views.tickets import get_ticket
from handrail.tickets import actions
from handrail.tickets.models import Link, Ticket

router = Router(tags=["ties"], auth=Bearer(Scope.WRITE))
Answer = outgoing.AnyTicket


@router.post("/{int:number}/merge", response=Answer)
def merge(request: HttpRequest, number: int, data: incoming.OtherIn) -> Answer:
    """Let its conversation go on in another ticket of the same customer; the answer is that other."""
    finding.staff_only(request)
    into = ticket_of(request, data.number)
    actions.merge(ticket_of(request, number), into=into, by=hand(request))
    return get_ticket(request, data.number)


@router.post("/{int:number}/split", response={201: Answer})
def split(request: HttpRequest, number: int, data: incoming.SplitIn) -> Status[Answer]:
    """Make one of the customer's messages a ticket of its own; the answer is the new one."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    message = finding.message(ticket, data.message)
    new = actions.split(ticket, message=message, subject=data.subject, by=hand(request))
    return Status(201, outgoing.ticket(new, person))


@router.get("/{int:number}/links", response=list[outgoing.LinkOut], auth=Bearer(Scope.READ))
def list_links(request: HttpRequest, number: int) -> list[outgoing.LinkOut]:
    """The tickets it is tied to, of those you may see."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    seen = Ticket.objects.visible_to(person).values("pk")
    ours = Link.objects.filter(
        Q(source=ticket, target__in=seen) | Q(target=ticket, source__in=seen)
    )
    return [outgoing.LinkOut.of(row) for row in ours.order_by("pk")[:500]]


@router.post("/{int:number}/links", response=Answer)
def link(request: HttpRequest, number: int, data: incoming.LinkIn) -> Answer:
    """Tie it to another ticket."""
    finding.staff_only(request)
    other = ticket_of(request, data.number)
    actions.link(ticket_of(request, number), to=other, kind=data.kind, by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/links/remove", response=Answer)
def unlink(request: HttpRequest, number: int, data: incoming.LinkIn) -> Answer:
    """Take a tie away."""
    finding.staff_only(request)
    other = ticket_of(request, data.number)
    actions.unlink(ticket_of(request, number), other=other, kind=data.kind, by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/watch", response=Answer)
def watch(request: HttpRequest, number: int) -> Answer:
    """Follow it."""
    finding.staff_only(request)
    actions.watch(ticket_of(request, number), person=caller(request), by=hand(request))
    return get_ticket(request, number)


@router.post("/{int:number}/unwatch", response={204: None})
def unwatch(request: HttpRequest, number: int) -> Status[None]:
    """Follow it no more; you may lose sight of it by that."""
    finding.staff_only(request)
    actions.unwatch(ticket_of(request, number), person=caller(request), by=hand(request))
    return Status(204, None)
