"""What is known already about a ticket: articles, tickets like it, and what it teaches."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.languages import later
from handrail.knowledge import actions
from handrail.knowledge.answering import answers
from handrail.knowledge.models import Article
from handrail.knowledge.queries.lessons import needs_lesson, ties_of
from handrail.knowledge.queries.reading import listed
from handrail.knowledge.rules import Refused as KnowledgeRefused
from handrail.knowledge.search.likeness import duplicates, solved_before
from handrail.people.models import Person
from handrail.tickets.models import Message, Ticket
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.views.doing import REFUSALS
from handrail.workspace.views.frame import place
from handrail.workspace.walks import walk_context

SUGGESTED = 4
LIKE_IT = 3
MOST_READ = 600
VERDICTS = {"used": later("Used"), "helped": later("It helped"), "wrong": later("It was wrong")}
OTHERS = {
    "created": later("Written from this ticket"),
    "improved": later("Improved from this ticket"),
}
LESSON = later(
    "What should the tier below know next time? Link an article, or write one from this ticket."
)
TROUBLE = (*REFUSALS, KnowledgeRefused)


def _question(ticket: Ticket) -> str:
    first = ticket.messages.filter(direction=Message.Direction.IN).order_by("pk").first()
    return f"{ticket.subject} {first.text if first else ''}"[:MOST_READ]


def _context(ticket: Ticket, person: Person) -> dict[str, Any]:
    ties = ties_of(ticket, person=person, brand=ticket.brand)
    tied = {tie.article_id for tie in ties}
    language = ticket.language or person.language or "en"
    rows = {row.pk: row for row in listed(Article.objects.filter(pk__in=tied), [language])}
    found = answers(
        _question(ticket), person=person, brand=ticket.brand, language=language,
        most=SUGGESTED + len(tied), at=now(),
    )  # fmt: skip
    return {
        "ticket": ticket, "at": place(ticket), "me": person, "verdicts": VERDICTS,
        "ties": [(tie, rows[tie.article_id], {**VERDICTS, **OTHERS}[tie.kind])
                 for tie in ties if tie.article_id in rows],
        "answers": [one for one in found if one.article not in tied][:SUGGESTED],
        "likes": solved_before(ticket, person, most=LIKE_IT),
        "doubles": duplicates(ticket, person, most=LIKE_IT),
        "base": reverse("workspace:home") + "tickets/",
        "can_link": person.can("link_articles"), "can_write": person.can("write_articles"),
        "asks": ticket.is_done and needs_lesson(ticket, person),
        **walk_context(ticket, person),
    }  # fmt: skip


@staff
def panel(request: StaffRequest, number: int) -> HttpResponse:
    """The part of the page that is fetched once the conversation is there."""
    ticket = ticket_for(request.user, number)
    return render(request, "workspace/_knowledge.html", _context(ticket, request.user))


def _article(person: Person, ticket: Ticket, pk: int) -> Article:
    found = Article.objects.visible_to(person, ticket.brand).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
@staff
def tie(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """Say what an article was worth on this ticket, or take that back."""
    ticket = ticket_for(request.user, number)
    article, by = _article(request.user, ticket, pk), By.person(request.user)
    kind, trouble = request.POST.get("kind", ""), ""
    try:
        if "undo" in request.POST:
            actions.untie(article, ticket=ticket, kind=kind, by=by)
        else:
            actions.tie(article, ticket=ticket, kind=kind, by=by)
    except TROUBLE as refusal:
        trouble = str(refusal)
    return show_panel(request, ticket, trouble)


def show_panel(request: StaffRequest, ticket: Ticket, trouble: str = "") -> HttpResponse:
    """The panel after something was done in it, with what was refused; a whole page goes back to the ticket."""
    if request.headers.get("HX-Request"):
        context = _context(ticket, request.user) | {"trouble": trouble}
        return render(request, "workspace/_knowledge.html", context, status=422 if trouble else 200)
    if trouble:
        messages.error(request, trouble)
    return redirect(place(ticket))


@require_POST
@staff
def write_down(request: StaffRequest, number: int) -> HttpResponse:
    """Begin an article from this ticket, prefilled; the same draft again if there is one."""
    ticket = ticket_for(request.user, number)
    try:
        made = actions.write_down(ticket, by=By.person(request.user))
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
        return redirect(place(ticket))
    return redirect("workspace:article_edit", made.pk)


def ask_for_lesson(request: StaffRequest, ticket: Ticket) -> None:
    """After solving: whoever stands above tier 1 is asked for what it taught, unless it is linked."""
    ticket.refresh_from_db()
    if ticket.turn == "solved" and needs_lesson(ticket, request.user):
        messages.info(request, LESSON)
