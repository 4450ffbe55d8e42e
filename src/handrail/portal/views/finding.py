"""Finding one's own requests, and the organisation's where they are shared, beside the articles."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe

from handrail.base.clock import now
from handrail.knowledge.search.finding import find
from handrail.knowledge.search.showing import Passage, passages
from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.portal.guard import visitor
from handrail.portal.standing import short
from handrail.tickets.models import Ticket

SHOWN, A_PAGE = 3, 10
NOTHING: dict[str, Any] = {"own": [], "own_url": ""}


def own_requests(request: HttpRequest, line: str, *, most: int = SHOWN) -> dict[str, Any]:
    """What the visitor asked us, and may see, that fits the line; newest first, by public words alone.

    The desk's own people search in the workspace: here they would find what is not theirs.
    """
    person = visitor(request)
    if person is None or works_here(person.role) or not line:
        return NOTHING
    before = request.GET.get("before", "")
    below = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    found = find(line, person, now=now(), below=below, most=most)
    rows = passages(found.numbers, found.shown, found.leads, person)
    named = [] if below else _by_number(line, person)
    further = urlencode({"q": line, "before": found.further or ""})
    return {
        "own": [*named, *(_row(one) for one in rows if not _is_among(one, named))],
        "own_url": f"{reverse('portal:search')}?{further}" if found.further else "",
        "own_faults": found.faults if found.asked.filters else [],
    }  # fmt: skip


def _is_among(one: Passage, named: list[dict[str, Any]]) -> bool:
    return any(row["pk"] == one.ticket for row in named)


def _row(one: Passage) -> dict[str, Any]:
    return {
        "pk": one.ticket,
        "subject": mark_safe(one.subject),  # noqa: S308 - escaped by showing.marked
        "passage": mark_safe(one.text),  # noqa: S308 - the same
        "turn": short(state=one.row.state, turn=one.row.turn),
        "is_yours": one.row.turn == "customer",
    }


def _by_number(line: str, person: Person) -> list[dict[str, Any]]:
    """The request of that number, if a number is all that was typed."""
    digits = line.strip().lstrip("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 18):
        return []
    found = Ticket.objects.visible_to(person).filter(pk=int(digits))
    return [
        {"pk": one.pk, "subject": one.subject, "passage": "",
         "turn": short(state=one.state, turn=one.turn), "is_yours": one.turn == "customer"}
        for one in found
    ]  # fmt: skip
