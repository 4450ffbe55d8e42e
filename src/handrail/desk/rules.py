"""Pure decisions about the shape of support."""

from collections.abc import Mapping

# Impact and urgency run from 1 (high) to 3 (low); the usual ITIL matrix.
DEFAULT_MATRIX: Mapping[tuple[int, int], int] = {
    (1, 1): 1, (1, 2): 2, (1, 3): 3,
    (2, 1): 2, (2, 2): 3, (2, 3): 4,
    (3, 1): 3, (3, 2): 4, (3, 3): 4,
}  # fmt: skip


def priority(impact: int, urgency: int, matrix: Mapping[tuple[int, int], int]) -> int:
    """The priority (1 highest to 4) of an impact and an urgency; cells not set fall to the usual."""
    return matrix.get((impact, urgency)) or DEFAULT_MATRIX[impact, urgency]


def tier_for(complexity: int, levels: list[int]) -> int:
    """The lowest human tier that can solve a complexity (1 to 3), of the levels a desk has.

    Raises ValueError when the desk has no tier for people.
    """
    human = sorted({level for level in levels if level > 0})
    if not human:
        raise ValueError("the desk has no tier above self-service; add one")
    return human[min(complexity, len(human)) - 1]


def next_tier(level: int, levels: list[int]) -> int | None:
    """The tier above, or None at the top."""
    return min((other for other in levels if other > level), default=None)
