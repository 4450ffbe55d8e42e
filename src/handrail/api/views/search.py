"""Searching: tickets for everybody who may see them, people for those who work here."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from handrail.api import paging
from handrail.api.auth import Bearer, caller
from handrail.api.models import Scope
from handrail.api.schemas import outgoing
from handrail.api.schemas.shape import Shape
from handrail.api.views import finding as named
from handrail.base.clock import now
from handrail.knowledge.search import relevance, typos
from handrail.knowledge.search.finding import Found, find
from handrail.knowledge.search.language import explain
from handrail.knowledge.search.people import find_people
from handrail.knowledge.search.showing import Passage, passages
from handrail.people.models import Person
from handrail.people.rules import works_here

router = Router(tags=["search"], auth=Bearer(Scope.READ))
INNER = ("turn", "tier", "team", "priority", "requester", "owner", "is_note")
Line = Annotated[str, Field(max_length=400)]


class HitOut(Shape):
    """A ticket that was found. `subject_html` and `passage_html` are escaped and hold only <mark>.

    What the desk alone knows of it is null for its customers.
    """

    number: int
    subject: str
    subject_html: str
    passage_html: str
    state: str
    turn: str | None
    tier: int | None
    team: str | None
    priority: int | None
    requester: str | None
    owner: str | None
    is_note: bool | None


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
    is_staff = works_here(person.role)
    return [_hit(one, is_staff=is_staff) for one in passages(
        found.numbers, found.shown, found.leads, person
    )]  # fmt: skip


def _hit(one: Passage, *, is_staff: bool) -> HitOut:
    row = one.row
    inner: dict[str, Any] = dict.fromkeys(INNER)
    if is_staff:
        inner = {"turn": row.turn, "tier": row.level, "team": one.team, "priority": row.priority,
                     "requester": row.requester, "owner": row.owner, "is_note": one.is_note}  # fmt: skip
    return HitOut(
        number=row.pk, subject=row.subject, subject_html=one.subject, passage_html=one.text,
        state=row.state, **inner,
    )  # fmt: skip


@router.get("/people", response=list[outgoing.PersonOut])
def search_people(request: HttpRequest, q: Line) -> list[outgoing.PersonOut]:
    """People by the beginnings of their name, address or organisation; at most twenty."""
    found = find_people(q, named.staff_only(request))
    return [outgoing.PersonOut(id=p.pk, name=p.name, email=p.email) for p in found]
