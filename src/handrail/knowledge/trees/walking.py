"""Walking a tree: by an agent on a ticket, or by somebody who looks for help."""

from datetime import datetime

from django.db import transaction

from handrail.base.by import By
from handrail.knowledge.rules import Refused
from handrail.knowledge.trees.events import Walked
from handrail.knowledge.trees.graph import (
    HELPED,
    BadTree,
    Escalate,
    Gone,
    Graph,
    Node,
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
    """Start a walk on the version that is published; a trial on the newest, and it is not counted.

    Raises Refused for a tree that is not published, and for a trial of one that leads nowhere yet.
    """
    tree.refresh_from_db(fields=["state", "newest", "shown"])
    number = tree.newest if trial else tree.shown
    if number is None or (tree.state != "published" and not trial):
        raise Refused("“%(tree)s” is not published.", tree=tree)
    version = tree.versions.get(number=number)
    try:
        start = graph_of(version).start
    except BadTree as fault:
        raise Refused("It cannot be walked yet. %(fault)s", fault=fault) from fault
    return Walk.objects.create(
        version=version, reader=reader[:80], person=person, ticket=ticket, is_trial=trial,
        here=start, begun_at=at, moved_at=at,
    )  # fmt: skip


def stands_at(walk: Walk) -> Node:
    """The node a walk has come to."""
    return graph_of(walk.version).node(walk.here)


def choices(node: Node) -> list[str]:
    """What can be answered at a node, in order; nothing at an end."""
    if isinstance(node, Step):
        return [HELPED, *(said for said in ways(node) if said != HELPED)]
    return list(ways(node))


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
    """Do what the end says was done: solved, a ticket opened, or handed over.

    Raises Refused before an end.
    """
    walk = _walking(walk)
    node = stands_at(walk)
    if isinstance(node, Question | Step):
        raise Refused("The walk has not come to an end yet.")
    walk.ticket = ticket or walk.ticket
    _end(walk, OUTCOMES[type(node)], at)
    walk.save()
    return walk


@transaction.atomic
def ask_instead(walk: Walk, *, ticket: Ticket, at: datetime) -> Walk:
    """Somebody opened a ticket wherever they stood; at an end that says so it is what was meant."""
    walk = _walking(walk)
    is_meant = isinstance(stands_at(walk), OpenTicket | Escalate)
    walk.ticket = ticket
    _end(walk, OUTCOMES[type(stands_at(walk))] if is_meant else Walk.Outcome.TICKET, at)
    walk.save()
    return walk


@transaction.atomic
def stop(walk: Walk, *, at: datetime) -> Walk:
    """Leave it before an end: counted as left where it stands."""
    walk = _walking(walk)
    _end(walk, Walk.Outcome.NONE, at)
    walk.save()
    return walk


OUTCOMES: dict[type, str] = {
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
        path=[line[:] for line in sentences_of(walk)],
    )  # fmt: skip
    happen(ticket, event, by)


def sentences_of(walk: Walk) -> list[str]:
    """What was asked and answered, what was tried, as sentences."""
    return sentences(graph_of(walk.version), [Gone(node, said) for node, said, _ in walk.path])
