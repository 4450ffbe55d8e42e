"""Planting, drawing and publishing trees."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.base.text import one_line
from handrail.desk.models import Category, Team, Tier
from handrail.knowledge import rules
from handrail.knowledge.models import hand_behind
from handrail.knowledge.rules import Refused
from handrail.knowledge.slugs import free, slug_of
from handrail.knowledge.trees.events import Changed, Drawn, Planted, Published, Retired, fold_tree
from handrail.knowledge.trees.graph import Graph, faults, read, shape
from handrail.knowledge.trees.models import Tree, TreeVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """For whom a tree is and whose it is, by the numbers of rows."""

    tier: int
    audience: int = 1
    language: str = "en"
    brand: int | None = None
    category: int | None = None


COLUMNS = {"tier": "tier_id", "brand": "brand_id", "category": "category_id"}


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
def draw(
    tree: Tree, *, definition: Any, by: By, note: str = "", since: int | None = None
) -> TreeVersion:
    """Another version, perhaps half done; the one that is walked stays until this is published.

    `since` is the version it was drawn from. Raises MayNot, BadTree for what is no tree at all, and
    Refused when somebody has kept another version since then.
    """
    tree = _locked(tree)
    rules.check_write(hand_behind(by), tree.audience)
    if since is not None and since != tree.newest:
        raise Refused(
            "Version %(newest)s was kept meanwhile. Look at it first; keep again to go on "
            "from yours.",
            newest=tree.newest,
        )
    shape(definition)
    version = TreeVersion.objects.create(
        tree=tree, number=tree.newest + 1, definition=definition, author_id=by.person_id, at=by.at,
        note=one_line(note),
    )  # fmt: skip
    record(tree, Drawn(number=version.number, note=version.note), fold=fold_tree, by=by)
    return version


@transaction.atomic
def restore(tree: Tree, *, version: TreeVersion, by: By) -> TreeVersion:
    """An older definition as the newest version. Raises MayNot."""
    note = f"As it was in version {version.number}"
    return draw(tree, definition=version.definition, by=by, note=note)


@transaction.atomic
def change(tree: Tree, *, name: str, place: Place, by: By) -> Tree:
    """Another name, other walkers, another owner. Raises MayNot, and Refused without a name.

    Whoever changes a published tree must be one who may publish it, before and after.
    """
    tree, hand, name = _locked(tree), hand_behind(by), one_line(name, most=120)
    rules.check_write(hand, max(tree.audience, place.audience))
    if not name:
        raise Refused("Give the tree a name: what it helps with.")
    if tree.state == Tree.State.PUBLISHED:
        level = Tier.objects.get(pk=place.tier).level
        rules.check_publish(hand, _standing(tree))
        rules.check_publish(hand, rules.Standing(tree.state, place.audience, level))
    new = {"name": name, **{COLUMNS.get(k, k): v for k, v in asdict(place).items()}}
    changes = {k: (getattr(tree, k), v) for k, v in new.items() if getattr(tree, k) != v}
    if changes:
        record(tree, Changed(changes=changes), fold=fold_tree, by=by)
    return _locked(tree)


def check(definition: Any) -> Graph:
    """A definition as a graph, against the teams and categories there are. Raises BadTree."""
    return read(definition, **_known())


def what_is_missing(graph: Graph) -> list[str]:
    """Everything that keeps a drawing from being published, a sentence each."""
    return list(faults(graph, **_known()))


def _known() -> dict[str, set[int]]:
    return {
        "teams": set(Team.objects.values_list("pk", flat=True)),
        "categories": set(Category.objects.values_list("pk", flat=True)),
    }


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
