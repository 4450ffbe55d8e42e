"""A tree is accepted exactly when every walk can come to an end."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.knowledge.trees.graph import BadTree, Gone, read, sentences

END = {"kind": "solved"}
ASK: dict[str, Any] = {
    "start": "light",
    "nodes": {
        "light": {"kind": "question", "text": "Is the light red?",
                  "answers": [{"text": "Yes", "to": "restart"}, {"text": "No", "to": "done"}]},
        "restart": {"kind": "step", "text": "Take the plug out.", "failed": "second", "helped": "done"},
        "second": {"kind": "escalate", "team": 7, "wanted": "Look at its log"},
        "done": END,
    },
}  # fmt: skip


def tree(**nodes: Any) -> dict[str, Any]:
    return {**ASK, "nodes": {**ASK["nodes"], **nodes}}


def test_a_whole_tree_is_read() -> None:
    assert set(read(ASK, teams={7}).nodes) == {"light", "restart", "second", "done"}


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        ({**ASK, "start": "nowhere"}, "no such node"),
        (tree(lost=END), "Nothing leads to “lost”"),
        (tree(done={"kind": "question", "text": "Sure?", "answers": [{"text": "Yes", "to": "gone"}]}),
         "there is no such node"),
        (tree(restart={"kind": "step", "text": " ", "failed": "second", "helped": "done"}), "says nothing"),
        (tree(second={"kind": "escalate", "team": 8, "wanted": "Look"}), "team"),
        (tree(second={"kind": "ticket", "category": 3}), "category"),
        (tree(light={"kind": "question", "text": "?", "answers": []}), "needs from one"),
        ({"start": "a", "nodes": {"a": {"kind": "question", "text": "?",
                                        "answers": [{"text": "Again", "to": "a"}]}}}, "no end"),
        ({"start": "a", "nodes": {"a": {"kind": "poem"}}}, "cannot be read"),
        ("nonsense", "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_walked_is_refused_in_a_sentence(stored: Any, says: str) -> None:
    with pytest.raises(BadTree, match=says):
        read(stored, teams={7})


def test_a_walk_reads_like_a_story() -> None:
    path = [Gone("light", "Yes"), Gone("restart", "It did not help")]
    assert sentences(read(ASK, teams={7}), path) == [
        "Is the light red? — Yes", "Tried: Take the plug out. — it did not help.",
    ]  # fmt: skip


def can_end(nodes: dict[str, list[str]], name: str, seen: frozenset[str] = frozenset()) -> bool:
    """By walking every way there is, without remembering anything between walks."""
    if not nodes[name]:
        return True
    return any(
        to not in seen and can_end(nodes, to, seen | {name}) for to in nodes[name] if to != name
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), max_size=3, unique=True), min_size=1, max_size=7))
def test_it_is_accepted_exactly_when_every_node_met_can_end(edges: list[list[int]]) -> None:
    nodes = {str(n): [str(to) for to in tos if to < len(edges)] for n, tos in enumerate(edges)}
    met, edge = {"0"}, ["0"]
    while edge:
        edge = [to for name in edge for to in nodes[name] if to not in met]
        met.update(edge)
    stored = {"start": "0", "nodes": {
        name: {"kind": "question", "text": "?", "answers": [{"text": to, "to": to} for to in tos]}
        if tos else END for name, tos in nodes.items()}}  # fmt: skip
    good = met == set(nodes) and all(can_end(nodes, name) for name in met)
    try:
        read(stored)
        assert good
    except BadTree:
        assert not good
