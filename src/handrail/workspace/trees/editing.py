"""Drawing a tree: the whole of it is one form, so that nothing half done is ever lost or published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.languages import later
from handrail.desk.models import Category, Team
from handrail.knowledge.models import Article
from handrail.knowledge.queries.reading import listed
from handrail.knowledge.trees import actions
from handrail.knowledge.trees.graph import BadTree, shape
from handrail.knowledge.trees.models import Tree
from handrail.knowledge.trees.queries import statistics
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.trees.drawing import KINDS, NEW, Drawing, act, definition, drawn, typed
from handrail.workspace.trees.picture import picture
from handrail.workspace.trees.views import LOOKED_AT, TROUBLE, tree_for, writes
from handrail.workspace.views.frame import frame

MOST_ARTICLES = 200
GRADES = ((1, later("High")), (2, later("Medium")), (3, later("Low")))


@staff
def draw(request: StaffRequest, pk: int) -> HttpResponse:
    """The form; each of its buttons but “Keep” only changes what is on the page."""
    writes(request)
    tree = tree_for(request, pk)
    if request.method != "POST":
        newest = tree.versions.get(number=tree.newest)
        return _show(request, tree, drawn(newest.definition), since=tree.newest)
    drawing, do = typed(request.POST.dict()), request.POST.get("do", "apply")
    since = request.POST.get("since", "")
    known = int(since) if since.isascii() and since.isdigit() and len(since) < 9 else None
    if do not in {"keep", "publish"}:
        act(drawing, do)
        answer = _show(request, tree, drawing, since=known)
        return _overview_only(answer) if _is_relink(request) else answer
    try:
        return _keep(request, tree, drawing, known)
    except TROUBLE as refusal:
        tree.refresh_from_db(fields=["newest"])
        return _show(request, tree, drawing, since=tree.newest, trouble=str(refusal))


def _is_relink(request: StaffRequest) -> bool:
    """Whether only a target among the nodes there are was chosen: the boxes stay as they are."""
    name = request.headers.get("HX-Trigger-Name", "")
    is_target = name.endswith(("-to", "-failed", "-helped"))
    return is_target and not request.POST.get(name, "").startswith(NEW)


def _overview_only(answer: HttpResponse) -> HttpResponse:
    """Whoever goes on typing or pressing meanwhile loses nothing: the form is not replaced."""
    answer["HX-Retarget"] = answer["HX-Reselect"] = "#overview"
    return answer


def _keep(request: StaffRequest, tree: Tree, drawing: Drawing, since: int | None) -> HttpResponse:
    by, note = By.person(request.user), request.POST.get("note", "")
    made = actions.draw(tree, definition=definition(drawing), by=by, note=note, since=since)
    words = _("Version %(number)s is kept.") % {"number": made.number}
    if request.POST.get("do") == "publish":
        actions.publish(tree, by=by)
        words = _("Version %(number)s is published. Walks begin on it from now on.") % {
            "number": made.number
        }
    messages.success(request, words)
    return redirect("workspace:tree", tree.pk)


def _show(
    request: StaffRequest, tree: Tree, drawing: Drawing, *, since: int | None, trouble: str = ""
) -> HttpResponse:
    context = frame(request) | {
        "tree": tree, "drawing": drawing, "since": since, "trouble": trouble, "kinds": KINDS,
        "names": drawing.names(), "grades": GRADES, "articles": _articles(request),
        "squads": [(t.pk, f"T{t.tier.level} {t.name}") for t in Team.objects.select_related("tier")],
        "cats": [(one.pk, one.path) for one in Category.objects.all()],
        "went": _went(tree), **_drawn(drawing, trouble),
    }  # fmt: skip
    status = 422 if trouble else 200
    return render(request, "workspace/trees/drawing.html", context, status=status)


def _drawn(drawing: Drawing, trouble: str) -> dict[str, Any]:
    """The picture, and what is still missing."""
    try:
        graph = shape(definition(drawing))
    except BadTree as fault:
        return {"picture": None, "missing": [] if trouble else [str(fault)]}
    return {"picture": picture(graph), "missing": actions.what_is_missing(graph)}


def _went(tree: Tree) -> dict[str, Any]:
    """What happened at the nodes of the version that is walked, by their names."""
    shown = tree.versions.filter(number=tree.shown or 0).first()
    return dict(statistics(shown, since=now() - LOOKED_AT, now=now())) if shown else {}


def _articles(request: StaffRequest) -> list[Any]:
    """Articles to choose from by name: the newest that are published."""
    visible = Article.objects.visible_to(request.user, None).filter(state="published")
    return list(
        listed(visible.order_by("-pk"), [request.user.language or "en"], most=MOST_ARTICLES)
    )
