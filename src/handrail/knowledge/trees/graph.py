"""A decision tree's definition: its nodes, what is wrong with it, and how it is walked. Pure.

A tree is a graph of named nodes: questions with answers, steps to try, and ends. It may lead back to
an earlier node, but from every node an end can be reached, so nobody walks in a ring for ever.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from handrail.base.languages import later
from handrail.base.saying import Amount, Saying, Sentence, said

MOST_NODES, MOST_ANSWERS, LONGEST = 200, 12, 5_000
NAME = 40
# A step has two ways out: it helped, or it did not.
TRIED_WELL = later("Tried: %(text)s — it helped.")
TRIED = later("Tried: %(text)s — it did not help.")
HELPED, NO_HELP = later("It helped"), later("It did not help")


class BadTree(Saying, ValueError):
    """A definition that cannot be walked; the message says where and what to do."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a question, and the node it leads to."""

    text: str
    to: str


class Question(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="question", tag_field="kind"
):
    """Something to ask; `help` says how to find out."""

    text: str
    answers: list[Answer]
    help: str = ""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="step", tag_field="kind"):
    """Something to try, perhaps with an article (its slug): on to `helped`, or to `failed`."""

    text: str
    failed: str
    helped: str = ""
    article: str = ""


class Solved(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="solved", tag_field="kind"
):
    """The end everybody hopes for."""

    text: str = ""


class Ticket(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="ticket", tag_field="kind"
):
    """An end that opens a ticket with these facts; category and team by number."""

    text: str = ""
    subject: str = ""
    category: int | None = None
    impact: int = 2
    urgency: int = 2
    tags: list[str] = []


class Escalate(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="escalate", tag_field="kind"
):
    """An end that hands the ticket to a team, with what is wanted and was found. Tried is the path."""

    team: int
    wanted: str
    text: str = ""
    found: str = ""


Node = Question | Step | Solved | Ticket | Escalate
End = Solved | Ticket | Escalate
ENDS = (Solved, Ticket, Escalate)


class Graph(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All nodes by name, and the one it starts from."""

    start: str
    nodes: dict[str, Node]

    def node(self, name: str) -> Node:
        """A node by its name. Raises BadTree for one there is not."""
        found = self.nodes.get(name)
        if found is None:
            raise BadTree("There is no node “%(name)s”.", name=name)
        return found


def shape(stored: Any) -> Graph:
    """A definition from its stored JSON as it is drawn so far; it may still lead nowhere.

    Raises BadTree for what is no tree at all, or too large to be kept.
    """
    try:
        graph = msgspec.convert(stored, Graph)
    except msgspec.ValidationError as fault:
        raise BadTree("This tree cannot be read: %(fault)s.", fault=fault) from fault
    if len(graph.nodes) > MOST_NODES:
        raise BadTree("A tree has at most %(most)s nodes.", most=MOST_NODES)
    if long := next((name for name, node in graph.nodes.items() if len(node.text) > LONGEST), None):
        raise BadTree(
            "“%(long)s” is too long: at most %(most)s characters.", long=long, most=Amount(LONGEST)
        )
    return graph


def read(stored: Any, *, teams: Collection[int] = (), categories: Collection[int] = ()) -> Graph:
    """A definition from its stored JSON that can be walked. Raises BadTree with a sentence for people."""
    graph = shape(stored)
    for fault in faults(graph, teams=teams, categories=categories):
        raise BadTree(fault)
    return graph


def stored(graph: Graph) -> dict[str, Any]:
    """A graph as JSON values."""
    found: dict[str, Any] = msgspec.to_builtins(graph)
    return found


def kind_of(node: Node) -> str:
    """What kind of node it is, by the word it is stored under."""
    return str(node.__struct_config__.tag)


def ways(node: Node) -> Mapping[str, str]:
    """{what is answered: the node it leads to}; nothing for an end."""
    if isinstance(node, Question):
        return {answer.text: answer.to for answer in node.answers}
    if isinstance(node, Step):
        return {NO_HELP: node.failed, **({HELPED: node.helped} if node.helped else {})}
    return {}


def faults(
    graph: Graph, *, teams: Collection[int], categories: Collection[int]
) -> Iterator[Sentence]:
    """Everything that keeps the tree from being walked to an end, a sentence each."""
    if not graph.nodes:
        yield said("The tree is empty. Begin with a question.")
        return
    if graph.start not in graph.nodes:
        yield said("The tree starts at “%(start)s”, and there is no such node.", start=graph.start)
        return
    for name, node in graph.nodes.items():
        yield from _faults(name, node, graph, teams, categories)
    reached = reachable(graph)
    for lost in sorted(graph.nodes.keys() - reached):
        yield said(
            "Nothing leads to “%(lost)s”. Point an answer at it, or take it away.", lost=lost
        )
    for caught in sorted(reached - ending(graph)):
        yield said(
            "From “%(caught)s” no end can be reached. Lead one of its answers to an end.",
            caught=caught,
        )


def _faults(
    name: str, node: Node, graph: Graph, teams: Collection[int], categories: Collection[int]
) -> Iterator[Sentence]:
    if not name.strip() or len(name) > NAME:
        yield said("A node's name has from one to %(most)s characters.", most=NAME)
    if isinstance(node, Question):
        yield from _faults_of_question(name, node)
    if isinstance(node, Question | Step) and not node.text.strip():
        yield said("“%(name)s” says nothing. Write what to ask, or what to try.", name=name)
    for answer, to in ways(node).items():
        if not to:
            yield said(
                "“%(answer)s” at “%(name)s” leads nowhere yet. Choose where it leads.",
                answer=answer,
                name=name,
            )
        elif to not in graph.nodes:
            yield said(
                "“%(answer)s” at “%(name)s” leads to “%(to)s”, and there is no such node.",
                answer=answer,
                name=name,
                to=to,
            )
    if isinstance(node, Escalate) and node.team not in teams:
        yield said("The team that “%(name)s” hands over to is gone. Choose another.", name=name)
    if isinstance(node, Escalate) and not node.wanted.strip():
        yield said("“%(name)s” does not say what the team shall do.", name=name)
    if isinstance(node, Ticket) and node.category is not None and node.category not in categories:
        yield said("The category of “%(name)s” is gone. Choose another.", name=name)
    if isinstance(node, Ticket) and not {node.impact, node.urgency} <= {1, 2, 3}:
        yield said("Impact and urgency of “%(name)s” go from 1 to 3.", name=name)


def _faults_of_question(name: str, node: Question) -> Iterator[Sentence]:
    texts = [answer.text.strip() for answer in node.answers]
    if not 0 < len(texts) <= MOST_ANSWERS:
        yield said("“%(name)s” needs from one to %(most)s answers.", name=name, most=MOST_ANSWERS)
    if "" in texts:
        yield said("An answer of “%(name)s” says nothing.", name=name)
    if len(set(texts)) < len(texts):
        yield said("Two answers of “%(name)s” say the same.", name=name)


def reachable(graph: Graph) -> set[str]:
    """The names of all nodes that some walk comes to."""
    seen, edge = {graph.start}, [graph.start]
    while edge:
        met = {to for name in edge for to in ways(graph.nodes[name]).values() if to in graph.nodes}
        edge = sorted(met - seen)
        seen |= met
    return seen


def ending(graph: Graph) -> set[str]:
    """The names of all nodes from which an end can be reached.

    A step without a node for success ends by itself when it helped.
    """
    found = {
        name for name, node in graph.nodes.items()
        if isinstance(node, ENDS) or (isinstance(node, Step) and not node.helped)
    }  # fmt: skip
    while True:
        more = {
            name for name, node in graph.nodes.items()
            if name not in found and any(to in found for to in ways(node).values())
        }  # fmt: skip
        if not more:
            return found
        found |= more


class Gone(msgspec.Struct, frozen=True):
    """One thing that happened on a walk: at which node what was answered."""

    node: str
    answer: str


def sentences(graph: Graph, path: Collection[Gone]) -> list[str]:
    """A walk in words, for a ticket and for a handoff's package."""
    found: list[str] = []
    for gone in path:
        node = graph.nodes.get(gone.node)
        text = " ".join(node.text.split()) if node is not None else gone.node
        if isinstance(node, Step):
            found.append(said(TRIED_WELL if gone.answer == HELPED else TRIED, text=text))
        else:
            found.append(f"{text} — {gone.answer}")
    return found
