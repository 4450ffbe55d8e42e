"""Which trees there are, how one is walked, its versions, and a trial of the newest."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.configuration import settled
from handrail.knowledge import rules
from handrail.knowledge.models import hand_of
from handrail.knowledge.trees import actions, walking
from handrail.knowledge.trees.graph import BadTree, shape
from handrail.knowledge.trees.models import Tree, TreeVersion, Walk
from handrail.knowledge.trees.queries import Share, shares, statistics
from handrail.people.rules import NotAllowed
from handrail.workspace.forms import dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.trees.drawing import begun, definition
from handrail.workspace.trees.forms import PlaceForm, place_now
from handrail.workspace.trees.picture import picture
from handrail.workspace.views.frame import frame
from handrail.workspace.walks import standing
from handrail.workspace.words import audience_words

TROUBLE = (rules.Refused, NotAllowed, BadTree)
LOOKED_AT = timedelta(days=90)
PAGE = 50


def tree_for(request: StaffRequest, pk: int) -> Tree:
    """A tree that this person may see. Raises Http404."""
    visible = Tree.objects.visible_to(request.user, None)
    found = visible.select_related("tier", "category", "brand").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def writes(request: StaffRequest) -> None:
    """Let in those who write. Raises Http404."""
    if not request.user.can("write_articles"):
        raise Http404


@staff
def index(request: StaffRequest) -> HttpResponse:
    """Every tree somebody may see, with how its walks went."""
    before = request.GET.get("before", "")
    rows = Tree.objects.visible_to(request.user, None).select_related("tier", "category")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    with settled():
        found = list(rows.order_by("-pk")[: PAGE + 1])
        went = shares([tree.pk for tree in found], since=now() - LOOKED_AT)
        context = frame(request) | {
            "rows": [(tree, went.get(tree.pk, Share())) for tree in found[:PAGE]],
            "further": found[PAGE - 1].pk if len(found) > PAGE else None,
            "audience": audience_words, "can_write": request.user.can("write_articles"),
        }  # fmt: skip
    return render(request, "workspace/trees/index.html", context)


@staff
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One tree: drawn, with what happened at each node, and its versions."""
    tree = tree_for(request, pk)
    hand, at = hand_of(request.user), now()
    version = tree.versions.filter(number=tree.shown or tree.newest).select_related("author").get()
    graph = shape(version.definition)
    went = statistics(version, since=at - LOOKED_AT, now=at)
    place = rules.Standing(tree.state, tree.audience, tree.tier.level)
    newest = shape(tree.versions.get(number=tree.newest).definition) if hand.writes else graph
    context = {
        "tree": tree, "version": version, "picture": picture(graph), "graph": graph, "went": went,
        "audience": audience_words(tree.audience), "writes": hand.writes,
        "share": shares([pk], since=at - LOOKED_AT).get(pk, Share()),
        "may_publish": rules.may_publish(hand, place),
        "missing": actions.what_is_missing(newest) if hand.writes else [],
        "versions": list(tree.versions.select_related("author").order_by("-number")[:100])
        if hand.writes else [],
    }  # fmt: skip
    return render(request, "workspace/trees/show.html", frame(request) | context)


@staff
def facts(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """A new tree, or another name and other walkers for one."""
    writes(request)
    tree = tree_for(request, pk) if pk else None
    data = request.POST if request.method == "POST" else None
    initial = (
        place_now(tree) if tree else {"language": request.user.language or "en", "audience": 1}
    )
    form = PlaceForm(request.user, data, initial=initial)
    if data is not None and form.is_valid():
        try:
            return _keep(request, tree, form)
        except TROUBLE as refusal:
            form.add_error(None, str(refusal))
    context = frame(request) | {"tree": tree, "form": dress(form)}
    status = 422 if data is not None else 200
    return render(request, "workspace/trees/facts.html", context, status=status)


def _keep(request: StaffRequest, tree: Tree | None, form: PlaceForm) -> HttpResponse:
    name, place, by = form.cleaned_data["name"], form.place(), By.person(request.user)
    if tree is not None:
        actions.change(tree, name=name, place=place, by=by)
        messages.success(request, "Kept.")
        return redirect("workspace:tree", tree.pk)
    made = actions.plant(name=name, place=place, definition=definition(begun()), by=by)
    return redirect("workspace:tree_drawing", made.pk)


@require_POST
@staff
def act(request: StaffRequest, pk: int, noun: str) -> HttpResponse:
    """Publish it or retire it; or try the newest version, which is not counted."""
    tree, by = tree_for(request, pk), By.person(request.user)
    try:
        if noun == "publication":
            actions.publish(tree, by=by)
            messages.success(request, _("Published. Walks begin on this version from now on."))
        elif noun == "retirement":
            actions.retire(tree, by=by)
            messages.success(request, _("Retired. Nobody begins it any more."))
        elif noun == "trials":
            return _try(request, tree, by)
        else:
            raise Http404
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:tree", pk)


def _try(request: StaffRequest, tree: Tree, by: By) -> HttpResponse:
    is_trial = request.user.can("write_articles")
    walk = walking.begin(
        tree, reader=f"person {request.user.pk}", person=request.user, at=by.at, trial=is_trial
    )
    return redirect("workspace:trial", walk.pk)


@staff
def version(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One version drawn; and bringing it back."""
    writes(request)
    tree = tree_for(request, pk)
    found: TreeVersion = get_object_or_404(tree.versions.select_related("author"), number=number)
    if request.method == "POST":
        try:
            actions.restore(tree, version=found, by=By.person(request.user))
            messages.success(
                request,
                _("Version %(number)s is the newest again. Publish it to have it walked.")
                % {"number": number},
            )
        except TROUBLE as refusal:
            messages.error(request, str(refusal))
        return redirect("workspace:tree", pk)
    graph = shape(found.definition)
    context: dict[str, Any] = {
        "tree": tree,
        "version": found,
        "picture": picture(graph),
        "graph": graph,
    }
    return render(request, "workspace/trees/version.html", frame(request) | context)


@staff
def trial(request: StaffRequest, pk: int) -> HttpResponse:
    """A walk apart from any ticket, to see how it reads."""
    walks = Walk.objects.select_related("version__tree").filter(person=request.user, ticket=None)
    walk = walks.filter(pk=pk).first()
    if walk is None:
        raise Http404
    tree_for(request, walk.version.tree_id)
    if request.method == "POST":
        try:
            _step(walk, request)
        except TROUBLE as refusal:
            messages.error(request, str(refusal))
        return redirect("workspace:trial", pk)
    context = frame(request) | standing(walk, request.user) | {"walk": walk}
    return render(request, "workspace/trees/trial.html", context)


def _step(walk: Walk, request: StaffRequest) -> None:
    if request.POST.get("do") == "back":
        walking.back(walk, at=now())
    else:
        walking.answer(walk, said=request.POST.get("said", ""), at=now())
