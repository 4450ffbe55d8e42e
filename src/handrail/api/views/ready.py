"""Canned answers and macros: what is ready to be used on a ticket."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from handrail.api.auth import Bearer, hand, ticket_of
from handrail.api.models import ApiToken, Scope
from handrail.api.problems import Problem
from handrail.api.schemas import outgoing
from handrail.api.schemas.ready import CannedOut, MacroOut
from handrail.api.views import finding
from handrail.api.views.tickets import get_ticket
from handrail.automation import by_hand
from handrail.automation.models import Macro

router = Router(tags=["ready"], auth=Bearer(Scope.READ))
Words = Annotated[str, Field(max_length=200)]
Language = Annotated[str, Field(max_length=12)]


@router.get("/canned-answers", response=list[CannedOut])
def list_canned_answers(
    request: HttpRequest, words: Words = "", language: Language = ""
) -> list[CannedOut]:
    """Canned answers for everyone and for your teams, best match first; at most 50."""
    found = by_hand.canned_for(finding.staff_only(request), words=words, language=language)
    return [CannedOut.of(row, row.text) for row in found]


@router.get("/tickets/{int:number}/canned-answers", response=list[CannedOut])
def list_filled_answers(
    request: HttpRequest, number: int, words: Words = "", language: Language = ""
) -> list[CannedOut]:
    """The same, filled in for this ticket."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    found = by_hand.canned_for(person, words=words, language=language)
    return [CannedOut.of(r, by_hand.canned_text(r, ticket, agent=person)) for r in found]


@router.get("/tickets/{int:number}/macros", response=list[MacroOut])
def list_macros(request: HttpRequest, number: int) -> list[MacroOut]:
    """The macros you may use on this ticket as it stands."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    offered = by_hand.macros_for(ticket, person, by=hand(request))
    return [MacroOut.of(row, does) for row, does in by_hand.told(offered)]


@router.post(
    "/tickets/{int:number}/macros/{int:pk}", response=outgoing.AnyTicket, auth=Bearer(Scope.WRITE)
)
def apply_macro(request: HttpRequest, number: int, pk: int) -> outgoing.AnyTicket:
    """Do all that a macro says, or none of it. One that escalates needs that scope as well."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    macro = Macro.objects.filter(pk=pk).first() if pk < 2**63 else None
    if macro is None:
        raise Problem(404, "Not found", f"There is no macro {pk}.")
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    if by_hand.escalates(macro) and Scope.ESCALATE not in token.scopes:
        raise Problem(403, "Not in its scopes", f"This macro needs the scope {Scope.ESCALATE}.")
    by_hand.apply_macro(ticket, macro, agent=person, by=hand(request))
    return get_ticket(request, number)
