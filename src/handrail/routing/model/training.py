"""Learning from labelled texts."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from handrail.base.embedding import Embedder, Vectors, by_sentence, by_word
from handrail.base.saying import Saying
from handrail.routing.model import confidence, ridge
from handrail.routing.model.confidence import Labels
from handrail.routing.model.model import Model
from handrail.routing.model.views import DENSE, SPARSE, Seen, Views, fit, likeness

Weights = Mapping[str, float]
# How much each view counts, and how little single texts are trusted; with many examples of each
# label exact words and letters may say more. Measured, see docs/decisions.
USUAL: tuple[Weights, float] = (
    {"words": 0.3, "letters": 0.3, "sentence": 1.0, "meaning": 0.6}, 0.3,
)  # fmt: skip
CHOICES: Sequence[tuple[Weights, float]] = (
    USUAL,
    ({"words": 0.1, "letters": 0.1, "sentence": 1.0, "meaning": 0.3}, 0.1),
    ({"words": 0.1, "letters": 0.1, "sentence": 1.0, "meaning": 0.3}, 0.3),
    ({"words": 0.5, "letters": 0.5, "sentence": 1.0, "meaning": 0.6}, 0.3),
)
# Up to so many texts every choice is tried; above, the usual one is known to be best.
CHEAP = 2500
# Memory grows with the square of this: at 12,000 texts, 1.2 GB while training.
MOST_TEXTS = 12_000


class NotEnough(Saying, ValueError):
    """Too little to learn from; the message says what is missing."""


def train(
    texts: Sequence[str], labels: Sequence[str], *, seed: int = 0, encoder: str = ""
) -> Model:
    """Learn which label a text has. Labels with a single text are learned, but never sure.

    Of more than 12,000 texts that many are drawn, fairly over the labels, by `seed`. `encoder`
    is the folder of another sentence encoder. Raises NotEnough for fewer than two labels.
    """
    texts, labels = _drawn(texts, labels, seed)
    names = sorted(set(labels))
    if len(names) < 2:
        raise NotEnough("There have to be at least two different labels to tell apart.")
    numbers = np.array([names.index(label) for label in labels])
    views = fit(texts, _embedders(encoder))
    seen = views.see(texts)
    (weights, _), solved = _best(seen, numbers, len(names))
    return _model(names, views, _shares(weights, views), seen, solved, numbers)


def _embedders(encoder: str) -> dict[str, Embedder]:
    sentence = by_sentence(encoder)
    return {"meaning": by_word()} | ({"sentence": sentence} if sentence else {})


def _drawn(texts: Sequence[str], labels: Sequence[str], seed: int) -> tuple[list[str], list[str]]:
    """At most so many texts; a label keeps its share, and at least twenty if it has them."""
    if len(texts) <= MOST_TEXTS:
        return list(texts), list(labels)
    order = np.random.default_rng(seed).permutation(len(texts))
    share, count = MOST_TEXTS / len(texts), Counter(labels)
    room = {label: max(20, int(share * n)) for label, n in count.items()}
    taken: list[int] = []
    for number in map(int, order):
        if room[labels[number]] > 0:
            room[labels[number]] -= 1
            taken.append(number)
    return [texts[n] for n in taken], [labels[n] for n in taken]


def _shares(weights: Weights, views: Views) -> dict[str, float]:
    """The weights of the views there are, so that a text is 1 like itself."""
    there = {name: weights[name] for name in (*views.sparse, *views.dense)}
    return {name: weight / sum(there.values()) for name, weight in there.items()}


def _best(seen: Seen, numbers: Labels, count: int) -> tuple[tuple[Weights, float], ridge.Solved]:
    """The choice whose leave-one-out scores are right most often."""
    wanted = ridge.targets(numbers, count)
    tried = [
        (choice, ridge.solve(_kernel(seen, choice[0]), wanted, choice[1]))
        for choice in (CHOICES if len(numbers) <= CHEAP else [USUAL])
    ]
    return max(tried, key=lambda one: float((one[1].unseen.argmax(1) == numbers).mean()))


def _kernel(seen: Seen, weights: Weights) -> Vectors:
    there = [name for name in (*SPARSE, *DENSE) if name in seen]
    total = sum(weights[name] for name in there)
    kernel: Vectors | None = None
    for name in there:
        alike = likeness(name, seen[name], seen[name])
        alike *= np.float32(weights[name] / total)
        kernel = alike if kernel is None else np.add(kernel, alike, out=kernel)
    assert kernel is not None
    return kernel


def _model(
    names: list[str], views: Views, weights: Weights, seen: Seen, solved: ridge.Solved,
    numbers: Labels,
) -> Model:  # fmt: skip
    primal = {name: np.asarray(seen[name].T @ solved.coefficients) for name in views.sparse}
    return Model(
        labels=names, views=views, weights=weights, primal=primal,
        supports={name: seen[name] for name in views.dense}, coefficients=solved.coefficients,
        confidence=confidence.learn(solved.unseen, numbers),
    )  # fmt: skip
