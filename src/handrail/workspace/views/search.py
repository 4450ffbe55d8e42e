"""Search: the line, what it found, and what it was taken to mean."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from handrail.base.clock import now
from handrail.knowledge.asking import find_articles
from handrail.knowledge.search import relevance, typos
from handrail.knowledge.search.finding import Found, find
from handrail.knowledge.search.language import FILTERS, explain
from handrail.knowledge.search.people import find_people
from handrail.knowledge.search.showing import passages
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.rows import PIPS, row_context, ticket_base
from handrail.workspace.views.frame import quick_frame
from handrail.workspace.words import audience_words

LITTLE = 3
MOST_TYPED = 400


@staff
def search(request: StaffRequest) -> HttpResponse:
    """Tickets by their words and facts, newest first or nearest first; people; a number leads straight on."""
    line = " ".join(request.GET.get("q", "").split())[:MOST_TYPED]
    # A space at the end says that the last word is whole.
    line += " " if line and request.GET.get("q", "")[-1:].isspace() else ""
    number = _number(line)
    if number and Ticket.objects.visible_to(request.user).filter(pk=number).exists():
        return redirect("workspace:ticket", number=number)
    kind = request.GET.get("kind", "")
    others = OTHERS.get(kind)
    about = others(line, request.user) if others else _tickets(request, line)
    shown = {"q": line.strip(), "kind": kind, "pips": PIPS, "ticket_base": ticket_base(),
             "known_filters": FILTERS, "ways": _ways(line.strip())}  # fmt: skip
    return render(request, "workspace/search.html", quick_frame(request) | shown | about)


def _number(line: str) -> int:
    digits = line.strip().lstrip("#")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 18
    return int(digits) if is_number else 0


def _ways(line: str) -> list[tuple[str, str, str]]:
    base = reverse("workspace:search")
    kinds = (
        ("", _("Newest")),
        ("relevance", _("Nearest")),
        ("articles", _("Articles")),
        ("people", _("People")),
    )
    return [(kind, name, f"{base}?{urlencode({'q': line, 'kind': kind})}") for kind, name in kinds]


def _people(line: str, person: Person) -> dict[str, Any]:
    return {"people": find_people(line, person), "rows": [], "faults": [], "filters": []}


def _articles(line: str, person: Person) -> dict[str, Any]:
    """The published articles this person may read, nearest first; one page, as with nearest tickets."""
    found = find_articles(line, person)
    return {"articles": [
        {"pk": one.article, "language": one.language, "audience": audience_words(one.audience),
         "title": mark_safe(one.title_html),  # noqa: S308 - escaped by showing.marked
         "passage": mark_safe(one.passage_html)}  # noqa: S308 - the same
        for one in found.answers
    ], "rows": [], "faults": found.faults, "filters": []}  # fmt: skip


OTHERS = {"people": _people, "articles": _articles}


def _tickets(request: StaffRequest, line: str) -> dict[str, Any]:
    person, after = request.user, request.GET.get("after", "")
    below = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else None
    if request.GET.get("kind") == "relevance":
        found = relevance.find(line, person, now=now())
    else:
        found = find(line, person, now=now(), below=below)
    is_little = len(found.numbers) < LITTLE and not found.further and below is None
    meant = typos.meant(found.asked, person, now=now()) if is_little and found.numbers == [] else ""
    base = reverse("workspace:search")
    return {
        "rows": _rows(found, person), "people": [], "faults": found.faults,
        "filters": [explain(one) for one in found.asked.filters], "is_bounded": found.is_bounded,
        "notice": found.notice, "meant": meant,
        "meant_url": f"{base}?{urlencode({'q': meant})}" if meant else "",
        "more_url": f"{base}?{urlencode({'q': line, 'after': found.further})}" if found.further else "",
    }  # fmt: skip


def _rows(found: Found, person: Person) -> list[dict[str, Any]]:
    """The page's rows with their passages."""
    show = partial(row_context, at=now(), person=person)
    return [
        show(one.row)
        | {
            "subject": mark_safe(one.subject),  # noqa: S308 - escaped by showing.marked
            "passage": mark_safe(one.text),  # noqa: S308 - the same
            "is_note": one.is_note,
        }
        for one in passages(found.numbers, found.shown, found.leads, person)
    ]
