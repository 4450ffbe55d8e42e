"""The next ticket, and why a ticket is where it is."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from handrail.api.auth import Bearer, caller, ticket_of
from handrail.api.models import Scope
from handrail.api.schemas import outgoing
from handrail.api.schemas.shape import Shape
from handrail.api.views import finding
from handrail.base.clock import now
from handrail.routing.models import Suggestion
from handrail.routing.pulling import next_ticket
from handrail.routing.queries import explained
from handrail.tickets.models import Ticket

router = Router(tags=["routing"])
READ, WRITE = Bearer(Scope.READ), Bearer(Scope.WRITE)
JOINED = ("tier", "team", "owner", "requester", "category")


class ReasonOut(Shape):
    fact: str
    value: Any
    ground: str
    words: str


class SuggestionOut(Shape):
    category: str | None
    confidence: float
    words: list[str]
    version: int
    state: str

    @classmethod
    def of(cls, row: Suggestion) -> "SuggestionOut":
        """What the learned model said."""
        return cls(
            category=str(row.category) if row.category else None, confidence=row.confidence,
            words=row.words, version=row.version, state=row.state,
        )  # fmt: skip


class TriageOut(Shape):
    decided: list[ReasonOut]
    problems: list[str]
    suggestion: SuggestionOut | None


@router.post("/next", response={200: outgoing.AnyTicket, 204: None}, auth=WRITE)
def take_next(request: HttpRequest) -> Status[Any]:
    """Take the ticket of your teams that should be served next; 204 when there is none for you."""
    person = finding.staff_only(request)
    taken = next_ticket(person, now=now())
    if taken is None:
        return Status(204, None)
    row = Ticket.objects.select_related(*JOINED).get(pk=taken.pk)
    return Status(200, outgoing.ticket(row, caller(request)))


@router.get("/tickets/{int:number}/triage", response=TriageOut, auth=READ)
def get_triage(request: HttpRequest, number: int) -> TriageOut:
    """What was decided about a ticket and why; for the desk's own people."""
    finding.staff_only(request)
    found = explained(ticket_of(request, number).pk)
    decided = [
        ReasonOut(fact=name, value=found.values[name], ground=why.ground, words=str(why))
        for name, why in found.reasons.items()
    ]
    said = SuggestionOut.of(found.suggestion) if found.suggestion else None
    return TriageOut(decided=decided, problems=found.problems, suggestion=said)
