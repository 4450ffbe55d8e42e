"""Planting, drawing and publishing trees; and walking them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.base.text import one_line
from handrail.desk.models import Category, Team
from handrail.knowledge import rules
from handrail.knowledge.models import hand_behind
from handrail.knowledge.rules import Refused
from handrail.knowledge.slugs import free, slug_of
from handrail.knowledge.trees.events import Drawn, Planted, Published, Retired, Walked, fold_tree
from handrail.knowledge.trees.graph import (
    HELPED,
    Escalate,
    Gone,
    Graph,
    Question,
    Solved,
    Step,
    read,
    sentences,
    ways,
)
from handrail.knowledge.trees.graph import Ticket as OpenTicket
from handrail.knowledge.trees.models import Tree, TreeVersion, Walk
from handrail.people.models import Person
from handrail.tickets.actions.locking import happen
from handrail.tickets.actions.locking import locked as locked_ticket
from handrail.tickets.models import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """For whom a tree is and whose it is, by the numbers of rows."""

    tier: int
    audience: int = 1
    language: str = "en"
    brand: int | None = None
    category: int | None = None


def _locked(tree: Tree) -> Tree:
    return (
        Tree.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tier")
        .get(pk=tree.pk)
    )


def _standing(tree: Tree) -> rules.Standing:
    return rules.Standing(tree.state, tree.audience, tree.tier.level)


@transaction.atomic
def plant(*, name: str, place: Place, definition: Any, by: By) -> Tree:
    """A new draft with its first version. Raises MayNot, BadTree, and Refused without a name."""
    rules.check_write(hand_behind(by), place.audience)
    name = one_line(name, most=120)
    if not name:
        raise Refused("Give the tree a name: what it helps with.")
    slug = free(slug_of(name) or "tree", lambda one: Tree.objects.filter(slug=one).exists())
    tree = Tree()
    event = Planted(
        name=name, slug=slug, tier=place.tier, readers=place.audience, language=place.language,
        brand=place.brand, category=place.category,
    )  # fmt: skip
    record(tree, event, fold=fold_tree, by=by)
    draw(tree, definition=definition, by=by)
    return _locked(tree)


@transaction.atomic
def draw(tree: Tree, *, definition: Any, by: By, note: str = "") -> TreeVersion:
    """Another version; the one that is walked stays until this is published. Raises BadTree."""
    tree = _locked(tree)
    rules.check_write(hand_behind(by), tree.audience)
    check(definition)
    version = TreeVersion.objects.create(
        tree=tree, number=tree.newest + 1, definition=definition, author_id=by.person_id, at=by.at,
        note=one_line(note),
    )  # fmt: skip
    record(tree, Drawn(number=version.number, note=version.note), fold=fold_tree, by=by)
    return version


def check(definition: Any) -> Graph:
    """A definition as a graph, against the teams and categories there are. Raises BadTree."""
    teams = set(Team.objects.values_list("pk", flat=True))
    return read(
        definition, teams=teams, categories=set(Category.objects.values_list("pk", flat=True))
    )


@transaction.atomic
def publish(tree: Tree, *, by: By) -> Tree:
    """Let the newest version be walked. Raises MayNot like an article's publication, and BadTree."""
    tree = _locked(tree)
    rules.check_publish(hand_behind(by), _standing(tree))
    check(tree.versions.get(number=tree.newest).definition)
    if (tree.state, tree.shown) != ("published", tree.newest):
        record(tree, Published(number=tree.newest), fold=fold_tree, by=by)
    return tree


@transaction.atomic
def retire(tree: Tree, *, by: By) -> Tree:
    """Nobody begins it any more. Raises MayNot."""
    tree = _locked(tree)
    rules.check_publish(hand_behind(by), _standing(tree))
    if tree.state != "retired":
        record(tree, Retired(), fold=fold_tree, by=by)
    return tree


def graph_of(version: TreeVersion) -> Graph:
    """The graph of a version as it was kept; teams that are gone since do not stop a walk."""
    named = [node.get("team") for node in version.definition["nodes"].values()]
    kinds = [node.get("category") for node in version.definition["nodes"].values()]
    return read(version.definition, teams=set(named), categories=set(kinds))


@transaction.atomic
def begin(
    tree: Tree, *, reader: str, at: datetime, person: Person | None = None,
    ticket: Ticket | None = None, trial: bool = False,
) -> Walk:  # fmt: skip
    """Start a walk on the version that is published; a trial on the newest, and it is not counted."""
    number = tree.newest if trial else tree.shown
    if number is None or (tree.state != "published" and not trial):
        raise Refused(f"“{tree}” is not published.")
    version = tree.versions.get(number=number)
    return Walk.objects.create(
        version=version, reader=reader[:80], person=person, ticket=ticket, is_trial=trial,
        here=graph_of(version).start, begun_at=at, moved_at=at,
    )  # fmt: skip


@transaction.atomic
def answer(walk: Walk, *, said: str, at: datetime) -> Walk:
    """Go on from where the walk stands. Raises Refused for an answer the node does not have."""
    walk = _walking(walk)
    node = graph_of(walk.version).node(walk.here)
    known = ways(node)
    helped_here = isinstance(node, Step) and said == HELPED and not node.helped
    if said not in known and not helped_here:
        raise Refused("Choose one of the answers.")
    walk.path = [*walk.path, [walk.here, said, at.isoformat()]]
    walk.moved_at = at
    if helped_here:
        _end(walk, Walk.Outcome.SOLVED, at)
    else:
        walk.here = known[said]
    walk.save()
    return walk


@transaction.atomic
def back(walk: Walk, *, at: datetime) -> Walk:
    """One step back; at the beginning nothing happens."""
    walk = _walking(walk)
    if walk.path:
        walk.here, walk.path, walk.moved_at = walk.path[-1][0], walk.path[:-1], at
        walk.save()
    return walk


@transaction.atomic
def finish(walk: Walk, *, at: datetime, ticket: Ticket | None = None) -> Walk:
    """Do what the end says was done: solved, a ticket opened, or handed over. Raises Refused before an end."""
    walk = _walking(walk)
    node = graph_of(walk.version).node(walk.here)
    if isinstance(node, Question | Step):
        raise Refused("The walk has not come to an end yet.")
    walk.ticket = ticket or walk.ticket
    _end(walk, OUTCOMES[type(node)], at)
    walk.save()
    return walk


OUTCOMES = {
    Solved: Walk.Outcome.SOLVED, OpenTicket: Walk.Outcome.TICKET, Escalate: Walk.Outcome.ESCALATED,
}  # fmt: skip


def _walking(walk: Walk) -> Walk:
    walk = (
        Walk.objects.select_for_update(of=("self",)).select_related("version__tree").get(pk=walk.pk)
    )
    if walk.ended_at is not None:
        raise Refused("This walk is over. Begin again.")
    return walk


def _end(walk: Walk, outcome: str, at: datetime) -> None:
    walk.outcome, walk.ended_at = outcome, at


@transaction.atomic
def keep_on(ticket: Ticket, *, walk: Walk, by: By) -> None:
    """Put a walk's path on a ticket, so that nobody asks the same again."""
    ticket = locked_ticket(ticket)
    Walk.objects.filter(pk=walk.pk).update(ticket=ticket)
    tree = walk.version.tree
    event = Walked(
        tree=tree.pk, version=walk.version.number, name=tree.name, outcome=walk.outcome,
        path=sentences_of(walk),
    )  # fmt: skip
    happen(ticket, event, by)


def sentences_of(walk: Walk) -> list[str]:
    """What was asked and answered, what was tried, as sentences."""
    return sentences(graph_of(walk.version), [Gone(node, said) for node, said, _ in walk.path])
