"""Listing, opening, reading and changing tickets."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from handrail.api import paging
from handrail.api.auth import Bearer, caller, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.problems import Problem
from handrail.api.schemas import incoming, outgoing
from handrail.api.schemas.words import Address, Slug
from handrail.api.views import finding
from handrail.base.text import fold_case
from handrail.flow.opening import open_request
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.people.rules import require, works_here
from handrail.tickets import actions
from handrail.tickets.models import Ticket

router = Router(tags=["tickets"])
READ, WRITE = Bearer(Scope.READ), Bearer(Scope.WRITE)
Limit = Annotated[int, Field(ge=1, le=paging.MOST)]
# What the desk decides about a new ticket, not its customer.
INNER = frozenset({"requester", "impact", "urgency", "tags"})
JOINED = ("tier", "team", "owner", "requester", "category")


@router.get("", response=outgoing.TicketPage, auth=READ)
def list_tickets(
    request: HttpRequest,
    state: Literal["open", "waiting", "done"] | None = None,
    tier: int | None = None,
    team: Slug | None = None,
    owner: Literal["me", "none"] | Address | None = None,
    requester: Address | None = None,
    after: str | None = None,
    limit: Limit = paging.PAGE,
) -> outgoing.TicketPage:
    """The tickets you may see, newest first; `next` of one page is `after` of the following."""
    person = caller(request)
    rows = Ticket.objects.visible_to(person).select_related(*JOINED).order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if works_here(person.role):
        rows = rows.filter(**_desk_filters(person, tier, team, owner, requester))
    last = paging.read(after)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows[: limit + 1])
    more = paging.cursor(found[limit - 1].pk) if len(found) > limit else None
    items = [outgoing.ticket(row, person) for row in found[:limit]]
    return outgoing.TicketPage(items=items, next=more)


def _desk_filters(
    person: Person, tier: int | None, team: str | None, owner: str | None, requester: str | None
) -> dict[str, object]:
    """Filters by inner facts, which only the desk's own people may use."""
    wanted: dict[str, object] = {}
    if tier is not None:
        wanted["tier__level"] = tier
    if team is not None:
        wanted["team__slug"] = team
    if owner == "me":
        wanted["owner"] = person
    elif owner == "none":
        wanted["owner__isnull"] = True
    elif owner is not None:
        wanted["owner__email"] = fold_case(owner)
    if requester is not None:
        wanted["requester__email"] = fold_case(requester)
    return wanted


@router.post("", response={201: outgoing.AnyTicket}, auth=WRITE)
def open_ticket(request: HttpRequest, data: incoming.TicketIn) -> Status[outgoing.AnyTicket]:
    """Open a ticket: your own, or as an agent on behalf of a requester."""
    person, by = caller(request), hand(request)
    requester = _requester(request, data)
    named = data.model_fields_set
    ticket = open_request(
        requester=requester, subject=data.subject, text=data.text, channel="api",
        category=finding.category(data.category, person),
        impact=data.impact if "impact" in named else None,
        urgency=data.urgency if "urgency" in named else None,
        tags=data.tags, fields=finding.fields(data.fields, person), by=by,
    )  # fmt: skip
    return Status(201, outgoing.ticket(ticket, person))


def _requester(request: HttpRequest, data: incoming.TicketIn) -> Person:
    person, by, named = caller(request), hand(request), data.requester
    if works_here(person.role):
        require(by, "open")
        return meet(address=named.email, name=named.name) if named else person
    require(by, "open_own")
    if inner := sorted(data.model_fields_set & INNER):
        raise Problem(403, "Not allowed", f"Only the desk's own people may set {', '.join(inner)}.")
    return person


@router.get("/{int:number}", response=outgoing.AnyTicket, auth=READ)
def get_ticket(request: HttpRequest, number: int) -> outgoing.AnyTicket:
    """One ticket."""
    return outgoing.ticket(ticket_of(request, number), caller(request))


@router.patch("/{int:number}", response=outgoing.AnyTicket, auth=WRITE)
def change_ticket(request: HttpRequest, number: int, data: incoming.ChangeIn) -> outgoing.AnyTicket:
    """Correct facts. Only what is named changes; priority follows from impact and urgency."""
    finding.staff_only(request)
    ticket = ticket_of(request, number)
    facts = data.model_dump(exclude_unset=True)
    fields = facts.pop("fields", None) or {}
    if "category" in facts:
        facts["category"] = finding.category(facts["category"], caller(request))
    facts |= {f"field:{key}": value for key, value in fields.items()}
    actions.change(ticket, by=hand(request), facts=facts)
    return get_ticket(request, number)
