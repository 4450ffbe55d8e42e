"""Putting texts into groups of the same kind. Pure: vectors and words go in, groups come out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from handrail.base.embedding.port import Vectors

# Vectors of one desk all lean the same way; what is left without that tells its subjects apart.
FEWEST_TO_CENTRE = 20
APART = 0.55
WORD = re.compile(r"[^\W\d_]{3,}")
MOST_WORDS = 4
# A name is made of words that most of the group have, and most others have not.
OFTEN, SELDOM = 0.4, 0.25


@dataclass(frozen=True, slots=True)
class Group:
    """The places of texts that belong together, nearest to the middle first, and how near each is."""

    places: tuple[int, ...]
    nearness: tuple[float, ...]


def groups(vectors: Vectors, *, fewest: int) -> list[Group]:
    """Groups of at least `fewest`, largest first, by average linkage over cosine distance."""
    if len(vectors) < max(2, fewest):
        return []
    level = vectors - vectors.mean(0) if len(vectors) >= FEWEST_TO_CENTRE else vectors
    length = np.linalg.norm(level, axis=1, keepdims=True)
    level = level / np.where(length > 0, length, 1)
    # A row of zeros has no direction; a small one keeps the distance defined.
    level = np.where(length > 0, level, 1e-6).astype(np.float64)
    labels = fcluster(linkage(level, "average", metric="cosine"), APART, "distance")
    counts = Counter(labels.tolist())
    wanted = [label for label, count in counts.most_common() if count >= fewest]
    return [_group(level, np.flatnonzero(labels == label)) for label in wanted]


def _group(level: np.ndarray, places: np.ndarray) -> Group:
    middle = level[places].mean(0)
    near = level[places] @ (middle / (np.linalg.norm(middle) or 1))
    order = np.argsort(-near, kind="stable")
    return Group(tuple(places[order].tolist()), tuple(near[order].tolist()))


def common_words(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words that name a group: in most of its texts, and in few of all."""
    inside, outside = _shares(texts), _shares(others)
    named = [
        (share - outside.get(word, 0.0), word)
        for word, share in inside.items()
        if share >= OFTEN
        and outside.get(word, 0.0) <= max(SELDOM, 2 * len(texts) / max(1, len(others)))
    ]
    return [word for _, word in sorted(named, key=lambda one: (-one[0], one[1]))[:MOST_WORDS]]


def _shares(texts: Sequence[str]) -> dict[str, float]:
    counts = Counter(word for text in texts for word in set(WORD.findall(text.casefold())))
    return {word: count / max(1, len(texts)) for word, count in counts.items()}
