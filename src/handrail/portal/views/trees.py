"""Finding out together: a decision tree, one question at a time. Works without JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from handrail.base.clock import now
from handrail.knowledge.queries import reading
from handrail.knowledge.rendering import render as as_html
from handrail.knowledge.rules import Refused
from handrail.knowledge.trees import walking
from handrail.knowledge.trees.graph import ENDS, Node, Solved, Step, kind_of
from handrail.knowledge.trees.graph import Ticket as OpenTicket
from handrail.knowledge.trees.models import Tree, Walk
from handrail.knowledge.trees.queries import fitting
from handrail.portal.brands import brand_of
from handrail.portal.guard import visitor
from handrail.portal.readers import language, reader
from handrail.portal.views.frame import frame

WALKS, MOST_KEPT = "walks", 20
SHOWN = 6


def offered(request: HttpRequest, category: int | None = None) -> list[Tree]:
    """The trees that may help this visitor, those of the category first."""
    return fitting(person=visitor(request), brand=brand_of(request), category=category, most=SHOWN)


def _visible(request: HttpRequest) -> Any:
    visible = Tree.objects.visible_to(visitor(request), brand_of(request))
    return visible.filter(state=Tree.State.PUBLISHED)


def _tree(request: HttpRequest, slug: str) -> Tree:
    found: Tree | None = _visible(request).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@require_safe
def tree(request: HttpRequest, slug: str) -> HttpResponse:
    """The first question. Nothing is counted yet: machines look at pages too."""
    found = _tree(request, slug)
    graph = walking.graph_of(found.versions.get(number=found.shown or 0))
    context = {"tree": found, "address": reverse("portal:walks", args=[slug]), "walk": None}
    return _show(request, context, graph.node(graph.start))


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """The first answer: a walk begins."""
    at = now()
    try:
        walk = walking.begin(
            _tree(request, slug), reader=reader(request, begin=True), person=visitor(request), at=at
        )
        walk = walking.answer(walk, said=request.POST.get("said", ""), at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:tree", slug)
    request.session[WALKS] = [*request.session.get(WALKS, []), walk.pk][-MOST_KEPT:]
    return redirect("portal:walk", walk.pk)


def own_walk(request: HttpRequest, pk: int) -> Walk | None:
    """A walk that was begun in this session, through a tree that may still be read."""
    if pk not in request.session.get(WALKS, []):
        return None
    walks = Walk.objects.select_related("version__tree__category")
    return walks.filter(pk=pk, version__tree__in=_visible(request)).first()


def walked_into(walk: Walk) -> dict[str, Any]:
    """What a request out of a walk begins with: the end's own words, else the tree's name."""
    node, tree = walking.stands_at(walk), walk.version.tree
    said = node if isinstance(node, OpenTicket) else OpenTicket()
    return {
        "walk": walk.pk,
        "subject": said.subject or tree.name,
        "category": said.category or tree.category_id,
    }


def walk(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a walk stands; or one step on, or back, or its end."""
    found = own_walk(request, pk)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _go(request, found)
    context = {
        "tree": found.version.tree, "address": reverse("portal:walk", args=[pk]), "walk": found,
        "path": walking.sentences_of(found),
    }  # fmt: skip
    return _show(request, context, walking.stands_at(found))


def _go(request: HttpRequest, found: Walk) -> HttpResponse:
    at, wish = now(), request.POST.get("do", "")
    try:
        if wish == "back":
            walking.back(found, at=at)
        elif wish == "finish":
            walking.finish(found, at=at)
        else:
            walking.answer(found, said=request.POST.get("said", ""), at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:walk", found.pk)


def _show(request: HttpRequest, context: dict[str, Any], node: Node) -> HttpResponse:
    shown = {
        "node": node, "kind": kind_of(node), "choices": walking.choices(node), "is_end": isinstance(node, ENDS),
        "solves": isinstance(node, Solved), "html": as_html(node.text, below=2),
        "hint": as_html(getattr(node, "help", ""), below=2), "article": _article(request, node),
    }  # fmt: skip
    return render(request, "portal/walk.html", frame(request, "home") | context | shown)


def _article(request: HttpRequest, node: Node) -> dict[str, str] | None:
    """The article that a step names, if this visitor may read it."""
    if not isinstance(node, Step) or not node.article:
        return None
    found = reading.at_address(
        node.article, language(request), person=visitor(request), brand=brand_of(request),
        published=True,
    )  # fmt: skip
    if found is None or found.wording.shown is None:
        return None
    address = reverse("portal:article", args=[found.wording.slug])
    return {"title": found.wording.shown.title, "address": address}
