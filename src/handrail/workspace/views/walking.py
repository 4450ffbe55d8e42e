"""Walking a decision tree on a ticket: begin, answer, go back, end, leave."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.knowledge.rules import Refused as KnowledgeRefused
from handrail.knowledge.trees import walking
from handrail.knowledge.trees.models import Tree, Walk
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.views.doing import REFUSALS
from handrail.workspace.views.frame import place
from handrail.workspace.views.knowing import show_panel
from handrail.workspace.walks import end

TROUBLE = (*REFUSALS, KnowledgeRefused)


def _allowed(request: StaffRequest, number: int) -> Ticket:
    if not request.user.can("link_articles"):
        raise Http404
    return ticket_for(request.user, number)


@require_POST
@staff
def begin(request: StaffRequest, number: int) -> HttpResponse:
    """Start a tree on this ticket."""
    ticket, chosen = _allowed(request, number), request.POST.get("tree", "")
    by, trouble = By.person(request.user), ""
    trees = Tree.objects.visible_to(request.user, ticket.brand)
    tree = trees.filter(slug=chosen).first()
    if tree is None:
        raise Http404
    try:
        walking.begin(
            tree, reader=f"person {request.user.pk}", person=request.user, ticket=ticket, at=by.at
        )
    except TROUBLE as refusal:
        trouble = str(refusal)
    return show_panel(request, ticket, trouble)


def _own(person: Person, ticket: Ticket, pk: int) -> Walk:
    walks = Walk.objects.select_related("version__tree").filter(ticket=ticket, person=person)
    found = walks.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
@staff
def step(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """An answer, or one step back."""
    ticket = _allowed(request, number)
    walk, by, trouble = _own(request.user, ticket, pk), By.person(request.user), ""
    try:
        if request.POST.get("do") == "back":
            walking.back(walk, at=by.at)
        else:
            walk = walking.answer(walk, said=request.POST.get("said", ""), at=by.at)
            if walk.ended_at is not None:
                walking.keep_on(ticket, walk=walk, by=by)
    except TROUBLE as refusal:
        trouble = str(refusal)
    return show_panel(request, ticket, trouble)


@require_POST
@staff
def close(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """What the end says is done; or the walk is left, and its path kept as far as it went."""
    ticket = _allowed(request, number)
    walk, by = _own(request.user, ticket, pk), By.person(request.user)
    try:
        if request.POST.get("do") == "leave":
            _leave(walk, ticket, by)
        else:
            messages.success(request, end(walk, ticket, by=by))
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
        return redirect(place(ticket))
    walk.refresh_from_db()
    is_onward = walk.outcome == Walk.Outcome.ESCALATED and request.user.can("escalate")
    return redirect(f"{place(ticket)}/handoffs/new" if is_onward else place(ticket))


def _leave(walk: Walk, ticket: Ticket, by: By) -> None:
    walk = walking.stop(walk, at=by.at)
    if walk.path:
        walking.keep_on(ticket, walk=walk, by=by)
