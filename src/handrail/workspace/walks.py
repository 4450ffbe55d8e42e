"""A decision tree beside a ticket: which may help, and where the walk under way stands."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.knowledge.models import Article
from handrail.knowledge.queries.reading import listed
from handrail.knowledge.rendering import render as as_html
from handrail.knowledge.trees import walking
from handrail.knowledge.trees.graph import ENDS, Escalate, Node, Solved, Step, kind_of
from handrail.knowledge.trees.graph import Ticket as OpenTicket
from handrail.knowledge.trees.models import Walk
from handrail.knowledge.trees.queries import fitting, under_way
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket

OFFERED = 4


def walk_context(ticket: Ticket, person: Person) -> dict[str, Any]:
    """The walk this person has begun on the ticket, else the trees that may help."""
    if not person.can("link_articles"):
        return {"walk": None, "trees": []}
    walk = under_way(ticket, person)
    if walk is not None:
        return {"walk": walk, **standing(walk, person)}
    trees = fitting(person=person, brand=ticket.brand, category=ticket.category_id, most=OFFERED)
    return {"walk": None, "trees": trees}


def standing(walk: Walk, person: Person) -> dict[str, Any]:
    """A walk as its page shows it."""
    node = walking.stands_at(walk)
    return {
        "tree": walk.version.tree, "node": node, "kind": kind_of(node),
        "choices": walking.choices(node), "is_end": isinstance(node, ENDS),
        "html": as_html(node.text, below=3), "hint": as_html(getattr(node, "help", ""), below=3),
        "article": _article(node, person), "path": walking.sentences_of(walk),
    }  # fmt: skip


def _article(node: Node, person: Person) -> Any:
    if not isinstance(node, Step) or not node.article:
        return None
    visible = Article.objects.visible_to(person, None).filter(wordings__slug=node.article)
    rows = listed(visible.distinct(), [person.language or "en"])
    return rows[0] if rows else None


@transaction.atomic
def end(walk: Walk, ticket: Ticket, *, by: By) -> str:
    """Do what the end of a walk says for a ticket: set its facts, or only keep the path.

    Returns what to tell. Raises Refused of trees and of tickets.
    """
    node = walking.stands_at(walk)
    walk = walking.finish(walk, at=by.at, ticket=ticket)
    walking.keep_on(ticket, walk=walk, by=by)
    return WORDS[type(node)](node, ticket, by)


def _set_facts(node: Any, ticket: Ticket, by: By) -> str:
    facts: dict[str, Any] = {"impact": node.impact, "urgency": node.urgency}
    facts["tags"] = sorted({*ticket.tags, *node.tags})
    if node.category is not None:
        facts["category"] = node.category
    actions.change(ticket, by=by, facts=facts)
    return _("The ticket has what the tree says about it.")


WORDS: dict[type, Callable[[Any, Ticket, By], str]] = {
    Solved: lambda node, ticket, by: _("Kept. Tell the customer, and solve it."),
    OpenTicket: _set_facts,
    Escalate: lambda node, ticket, by: _("Kept. Look over the handoff, and offer it."),
}
