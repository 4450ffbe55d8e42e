"""What is said on a ticket, and its story."""

from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from handrail.api.auth import Bearer, caller, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.schemas import incoming, outgoing
from handrail.api.views import finding
from handrail.base import reading
from handrail.base.events import ADMIN
from handrail.flow import delivery
from handrail.people.rules import require, works_here
from handrail.tickets import actions

router = Router(tags=["conversation"])
MOST = 500
From = Annotated[int, Field(ge=0, lt=2**63)]
Limit = Annotated[int, Field(ge=1, le=MOST)]
READ, WRITE = Bearer(Scope.READ), Bearer(Scope.WRITE)


@router.get("/{int:number}/messages", response=list[outgoing.MessageOut], auth=READ)
def list_messages(request: HttpRequest, number: int) -> list[outgoing.MessageOut]:
    """The public conversation, oldest first; the newest 500 of it."""
    rows = ticket_of(request, number).messages.select_related("author", "delivery")
    newest = rows.prefetch_related("attachments").order_by("-pk")[:MOST]
    inside = works_here(caller(request).role)
    return [outgoing.MessageOut.of(row, inside=inside) for row in reversed(newest)]


@router.post("/{int:number}/messages/{int:pk}/sending", response=outgoing.MessageOut, auth=WRITE)
def send_again(request: HttpRequest, number: int, pk: int) -> outgoing.MessageOut:
    """Send a message again that had failed or come back."""
    finding.staff_only(request)
    messages = ticket_of(request, number).messages.select_related("author", "delivery")
    message = get_object_or_404(messages.prefetch_related("attachments"), pk=pk)
    delivery.send_again(message, by=hand(request))
    return outgoing.MessageOut.of(messages.get(pk=pk), inside=True)


@router.post("/{int:number}/messages", response={201: outgoing.MessageOut}, auth=WRITE)
def write_message(
    request: HttpRequest, number: int, data: incoming.MessageIn
) -> Status[outgoing.MessageOut]:
    """Add words of the customer's side. A solved ticket opens again."""
    person, ticket = caller(request), ticket_of(request, number)
    if works_here(person.role):
        require(hand(request), "reply")
        person = ticket.requester
    message = actions.hear(ticket, author=person, text=data.text, channel="api", by=hand(request))
    return Status(201, outgoing.MessageOut.of(message))


@router.post("/{int:number}/replies", response={201: outgoing.MessageOut}, auth=WRITE)
def reply(request: HttpRequest, number: int, data: incoming.ReplyIn) -> Status[outgoing.MessageOut]:
    """Answer the customer; `then` says what follows: wait, keep or solve."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    message = actions.reply(ticket, author=person, text=data.text, then=data.then, by=hand(request))
    return Status(201, outgoing.MessageOut.of(message))


@router.get("/{int:number}/notes", response=list[outgoing.NoteOut], auth=READ)
def list_notes(request: HttpRequest, number: int) -> list[outgoing.NoteOut]:
    """The internal notes, oldest first; for the desk's own people."""
    finding.staff_only(request)
    rows = ticket_of(request, number).notes.select_related("author").order_by("-pk")[:MOST]
    return [outgoing.NoteOut.of(row) for row in reversed(rows)]


@router.post("/{int:number}/notes", response={201: outgoing.NoteOut}, auth=WRITE)
def note(request: HttpRequest, number: int, data: incoming.MessageIn) -> Status[outgoing.NoteOut]:
    """Write for the team only."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    kept = actions.note(ticket, author=person, text=data.text, by=hand(request))
    return Status(201, outgoing.NoteOut.of(kept))


@router.get("/{int:number}/events", response=list[outgoing.EventOut], auth=READ)
def list_events(
    request: HttpRequest, number: int, after: From = 0, limit: Limit = MOST
) -> list[outgoing.EventOut]:
    """What happened to the ticket, oldest first, behind the event `after`; for the desk's own people."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    events = reading.of_ticket(ticket.pk, behind=after, most=limit)
    shown = [e for e in events if e.audience != ADMIN or person.can("administer")]
    return [outgoing.EventOut.of(event) for event in shown]
