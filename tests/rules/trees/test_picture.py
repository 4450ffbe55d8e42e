"""A drawing has every node once, and whatever leads on leads down, but for ways back."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.knowledge.trees.graph import shape
from handrail.workspace.trees.drawing import definition, drawn
from handrail.workspace.trees.picture import picture


def tree(edges: list[list[int]]) -> dict[str, Any]:
    return {"start": "0", "nodes": {
        str(n): {"kind": "question", "text": f"{n}?", "help": "",
                 "answers": [{"text": str(to), "to": str(to)} for to in tos]}
        for n, tos in enumerate(edges)}}  # fmt: skip


EDGES = st.lists(
    st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True), min_size=1, max_size=8
)


@settings(max_examples=200, deadline=None)
@given(EDGES)
def test_every_node_has_its_own_place(edges: list[list[int]]) -> None:
    found = picture(shape(tree(edges)))
    assert sorted(box.name for box in found.boxes) == sorted(str(n) for n in range(len(edges)))
    assert len({(box.x, box.y) for box in found.boxes}) == len(found.boxes)
    assert all(
        box.x >= 0 and box.x + 176 <= found.width and box.y + 52 <= found.height
        for box in found.boxes
    )


@settings(max_examples=200, deadline=None)
@given(EDGES)
def test_without_rings_every_answer_leads_down(edges: list[list[int]]) -> None:
    down = [[to for to in tos if to > n] for n, tos in enumerate(edges)]
    found = picture(shape(tree(down)))
    height = {box.name: box.y for box in found.boxes}
    met = {0}
    for n, tos in enumerate(down):
        if n in met:
            met.update(to for to in tos if to < len(edges))
    for n in met:
        assert all(height[str(to)] > height[str(n)] for to in down[n] if to < len(edges))


@settings(max_examples=200, deadline=None)
@given(EDGES)
def test_a_definition_opened_as_a_form_and_kept_is_the_same(edges: list[list[int]]) -> None:
    stored = tree([[to for to in tos if to < len(edges)] for tos in edges])
    assert definition(drawn(stored)) == stored
