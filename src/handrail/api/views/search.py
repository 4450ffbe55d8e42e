"""Searching: tickets for everybody who may see them, people for those who work here."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from handrail.api import paging
from handrail.api.auth import Bearer, caller
from handrail.api.models import Scope
from handrail.api.schemas import outgoing
from handrail.api.schemas.shape import Shape
from handrail.api.views import finding as named
from handrail.api.views.tickets import JOINED
from handrail.base.clock import now
from handrail.knowledge.search import relevance, typos
from handrail.knowledge.search.finding import Found, find
from handrail.knowledge.search.language import explain
from handrail.knowledge.search.people import find_people
from handrail.knowledge.search.showing import passages
from handrail.people.models import Person
from handrail.tickets.models import Ticket

router = Router(tags=["search"], auth=Bearer(Scope.READ))
Line = Annotated[str, Field(max_length=400)]


class HitOut(Shape):
    """A ticket that was found. `subject_html` and `passage_html` are escaped and hold only <mark>."""

    ticket: outgoing.AnyTicket
    subject_html: str
    passage_html: str
    is_note: bool


class ResultsOut(Shape):
    """`faults` are sentences about what could not be understood; `meant` is a line that finds more."""

    items: list[HitOut]
    next: str | None
    is_bounded: bool
    filters: list[str]
    faults: list[str]
    meant: str
    notice: str


@router.get("/search", response=ResultsOut)
def search(
    request: HttpRequest, q: Line, order: Literal["newest", "relevance"] = "newest",
    after: str | None = None,
) -> ResultsOut:  # fmt: skip
    """Tickets you may see that fit the line, twenty a page; the language is in docs/guide/search.md."""
    person, last = caller(request), paging.read(after)
    if order == "relevance":
        found = relevance.find(q, person, now=now())
    else:
        found = find(q, person, now=now(), below=last)
    is_nothing = not found.numbers and not found.further and last is None
    return ResultsOut(
        items=_hits(found, person), is_bounded=found.is_bounded, notice=found.notice,
        next=paging.cursor(found.further) if found.further else None,
        filters=[explain(one) for one in found.asked.filters], faults=list(found.faults),
        meant=typos.meant(found.asked, person, now=now()) if is_nothing else "",
    )  # fmt: skip


def _hits(found: Found, person: Person) -> list[HitOut]:
    if not found.numbers:
        return []
    visible = Ticket.objects.visible_to(person).select_related(*JOINED)
    rows = visible.in_bulk(list(found.numbers))
    return [
        HitOut(
            ticket=outgoing.ticket(rows[one.ticket], person), subject_html=one.subject,
            passage_html=one.text, is_note=one.is_note,
        )
        for one in passages(found.numbers, found.shown, found.leads, person)
        if one.ticket in rows
    ]  # fmt: skip


@router.get("/people", response=list[outgoing.PersonOut])
def search_people(request: HttpRequest, q: Line) -> list[outgoing.PersonOut]:
    """People by the beginnings of their name, address or organisation; at most twenty."""
    found = find_people(q, named.staff_only(request))
    return [outgoing.PersonOut(id=p.pk, name=p.name, email=p.email) for p in found]
