"""What can happen to a tree, and that somebody walked one on a ticket."""

from typing import Any, ClassVar

from handrail.base.events import Event
from handrail.knowledge.trees.models import Tree
from handrail.tickets.events import Aside


class Planted(Event, frozen=True):
    """There is a new tree."""

    kind: ClassVar[str] = "tree.planted"
    name: str
    slug: str
    tier: int
    readers: int
    language: str = "en"
    brand: int | None = None
    category: int | None = None


class Drawn(Event, frozen=True):
    """There is a new version of its definition."""

    kind: ClassVar[str] = "tree.drawn"
    number: int
    note: str = ""


class Published(Event, frozen=True):
    """This version is walked from now on; walks under way stay on theirs."""

    kind: ClassVar[str] = "tree.published"
    number: int


class Retired(Event, frozen=True):
    """Nobody begins it any more."""

    kind: ClassVar[str] = "tree.retired"


class Changed(Event, frozen=True):
    """Facts were corrected: {name: [old, new]}."""

    kind: ClassVar[str] = "tree.changed"
    changes: dict[str, tuple[Any, Any]]


class Walked(Aside, frozen=True):
    """A tree was walked about this ticket, as far as it went."""

    kind: ClassVar[str] = "ticket.tree_walked"
    tree: int
    version: int
    name: str
    outcome: str
    path: list[str]


def fold_tree(tree: Tree, event: Event, at: Any, person: int | None) -> None:
    """The only code that changes a tree."""
    match event:
        case Planted():
            tree.name, tree.slug, tree.tier_id = event.name, event.slug, event.tier
            tree.audience, tree.language = event.readers, event.language
            tree.brand_id, tree.category_id = event.brand, event.category
        case Drawn():
            tree.newest = event.number
        case Published():
            tree.state, tree.shown = "published", event.number
        case Retired():
            tree.state = "retired"
        case Changed():
            for name, (_, new) in event.changes.items():
                setattr(tree, name, new)
