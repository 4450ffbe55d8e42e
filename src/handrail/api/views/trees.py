"""Decision trees: read, drawn, published, and walked on a ticket."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from handrail.api.auth import Bearer, caller, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.problems import Problem
from handrail.api.schemas.incoming import Strict
from handrail.api.schemas.shape import Shape
from handrail.api.views import finding
from handrail.base.clock import now
from handrail.desk.models import Tier
from handrail.desk.shape import shape
from handrail.knowledge.models import hand_of
from handrail.knowledge.trees import actions, walking
from handrail.knowledge.trees.graph import ENDS, BadTree, kind_of
from handrail.knowledge.trees.models import Tree, Walk
from handrail.people.models import Person
from handrail.people.rules import require, works_here

READ, WRITE = Bearer(Scope.READ), Bearer(Scope.WRITE)
router = Router(tags=["knowledge"])
MOST = 200


class TreeOut(Shape):
    """A tree: for whom it is, and which of its versions is walked."""

    id: int
    name: str
    slug: str
    state: str
    audience: int
    language: str
    version: int | None
    newest: int

    @classmethod
    def of(cls, tree: Tree) -> "TreeOut":
        """A tree as programs see it."""
        return cls(id=tree.pk, name=tree.name, slug=tree.slug, state=tree.state,
                   audience=tree.audience, language=tree.language, version=tree.shown,
                   newest=tree.newest)  # fmt: skip


class DrawnOut(TreeOut):
    """A tree with its nodes: the newest for those who write, else the version that is walked."""

    definition: dict[str, Any]


class WalkOut(Shape):
    """Where a walk stands, and what can be answered there."""

    id: int
    tree: int
    node: str
    kind: str
    text: str
    choices: list[str]
    is_end: bool
    path: list[str]
    outcome: str
    is_over: bool

    @classmethod
    def of(cls, walk: Walk) -> "WalkOut":
        """A walk as programs see it."""
        node = walking.stands_at(walk)
        return cls(id=walk.pk, tree=walk.version.tree_id, node=walk.here, kind=kind_of(node),
                   text=node.text, choices=[] if walk.ended_at else walking.choices(node),
                   is_end=isinstance(node, ENDS), path=walking.sentences_of(walk),
                   outcome=walk.outcome, is_over=walk.ended_at is not None)  # fmt: skip


class TreeIn(Strict):
    """A new tree, a draft until it is published."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    definition: dict[str, Any]
    audience: Annotated[int, Field(ge=0, le=100)] = 1
    tier: Annotated[int, Field(ge=0, le=100)] = 1
    language: Annotated[str, Field(max_length=12)] = "en"


class DrawingIn(Strict):
    """Another version of its nodes."""

    definition: dict[str, Any]
    note: Annotated[str, Field(max_length=250)] = ""


class WalkIn(Strict):
    tree: Annotated[int, Field(ge=1, lt=2**63)]


class SaidIn(Strict):
    """An answer as the node words it."""

    said: Annotated[str, Field(max_length=250)]


def _visible(person: Person) -> Any:
    brand = None if works_here(person.role) else shape().brand
    return Tree.objects.visible_to(person, brand).select_related("tier")


def _tree(request: HttpRequest, pk: int) -> Tree:
    found: Tree | None = _visible(caller(request)).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Problem(404, "Not found", f"There is no tree {pk} that you may walk.")
    return found


def _drawn(request: HttpRequest, tree: Tree) -> DrawnOut:
    number = tree.newest if hand_of(caller(request)).writes else tree.shown
    definition = tree.versions.get(number=number or 0).definition
    return DrawnOut(**TreeOut.of(tree).dict(), definition=definition)


def _unfit(fault: BadTree) -> Problem:
    return Problem(422, "Not a tree", str(fault))


@router.get("/trees", response=list[TreeOut], auth=READ)
def list_trees(request: HttpRequest) -> list[TreeOut]:
    """The trees you may walk, and drafts if you write; by name, at most 200."""
    return [TreeOut.of(tree) for tree in _visible(caller(request)).order_by("name", "pk")[:MOST]]


@router.get("/trees/{int:pk}", response=DrawnOut, auth=READ)
def get_tree(request: HttpRequest, pk: int) -> DrawnOut:
    """One tree with its nodes."""
    return _drawn(request, _tree(request, pk))


@router.post("/trees", response={201: DrawnOut}, auth=WRITE)
def plant_tree(request: HttpRequest, data: TreeIn) -> Status[DrawnOut]:
    """Begin a tree; it may still lead nowhere."""
    finding.staff_only(request)
    by = hand(request)
    require(by, "write_articles")
    tier = Tier.objects.filter(level=data.tier).first()
    if tier is None:
        raise Problem(422, "No such tier", f"There is no tier {data.tier}.")
    place = actions.Place(tier=tier.pk, audience=data.audience, language=data.language)
    try:
        made = actions.plant(name=data.name, place=place, definition=data.definition, by=by)
    except BadTree as fault:
        raise _unfit(fault) from fault
    return Status(201, _drawn(request, made))


@router.put("/trees/{int:pk}/definition", response=DrawnOut, auth=WRITE)
def draw_tree(request: HttpRequest, pk: int, data: DrawingIn) -> DrawnOut:
    """Keep another version; readers walk the old one until it is published."""
    finding.staff_only(request)
    tree = _tree(request, pk)
    try:
        actions.draw(tree, definition=data.definition, note=data.note, by=hand(request))
    except BadTree as fault:
        raise _unfit(fault) from fault
    return _drawn(request, _tree(request, pk))


@router.post("/trees/{int:pk}/publication", response=TreeOut, auth=WRITE)
def publish_tree(request: HttpRequest, pk: int) -> TreeOut:
    """Let the newest version be walked."""
    finding.staff_only(request)
    try:
        return TreeOut.of(actions.publish(_tree(request, pk), by=hand(request)))
    except BadTree as fault:
        raise _unfit(fault) from fault


def _walker(request: HttpRequest) -> Person:
    person = finding.staff_only(request)
    require(hand(request), "link_articles")
    return person


def _walk(request: HttpRequest, number: int, pk: int) -> Walk:
    ticket, person = ticket_of(request, number), finding.staff_only(request)
    walks = Walk.objects.select_related("version__tree").filter(ticket=ticket, person=person)
    found = walks.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Problem(404, "Not found", f"You walk no tree of number {pk} on #{number}.")
    return found


@router.post("/tickets/{int:number}/walks", response={201: WalkOut}, auth=WRITE)
def begin_walk(request: HttpRequest, number: int, data: WalkIn) -> Status[WalkOut]:
    """Walk a tree on a ticket; answer until an end."""
    ticket = ticket_of(request, number)
    person, tree = _walker(request), _tree(request, data.tree)
    walk = walking.begin(tree, reader=f"person {person.pk}", person=person, ticket=ticket, at=now())
    return Status(201, WalkOut.of(walk))


@router.post("/tickets/{int:number}/walks/{int:pk}/answers", response=WalkOut, auth=WRITE)
def answer_walk(request: HttpRequest, number: int, pk: int, data: SaidIn) -> WalkOut:
    """One answer further."""
    ticket_of(request, number)
    _walker(request)
    walk = walking.answer(_walk(request, number, pk), said=data.said, at=now())
    if walk.ended_at is not None:
        walking.keep_on(ticket_of(request, number), walk=walk, by=hand(request))
    return WalkOut.of(walk)


@router.post("/tickets/{int:number}/walks/{int:pk}/end", response=WalkOut, auth=WRITE)
def end_walk(request: HttpRequest, number: int, pk: int) -> WalkOut:
    """End it: as its end says, or left where it stands. The path goes onto the ticket."""
    ticket, by = ticket_of(request, number), hand(request)
    _walker(request)
    walk = _walk(request, number, pk)
    is_end = isinstance(walking.stands_at(walk), ENDS)
    walk = walking.finish(walk, at=by.at) if is_end else walking.stop(walk, at=by.at)
    walking.keep_on(ticket, walk=walk, by=by)
    return WalkOut.of(walk)
