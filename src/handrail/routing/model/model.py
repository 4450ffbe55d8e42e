"""A trained model: what it says of a text, how sure it is, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handrail.base.embedding import Vectors
from handrail.routing.model.confidence import Confidence
from handrail.routing.model.views import DENSE, SPARSE, Seen, Views, likeness

BEST = 5
MOST_WORDS = 4
AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Prediction:
    """The likeliest labels with their confidence, best first.

    `is_sure`: the best may be set without asking. `is_unknown`: like nothing in training.
    `words`: those of the text that spoke most for the best label.
    """

    ranked: list[tuple[str, float]]
    is_sure: bool
    is_unknown: bool
    words: list[str]

    @property
    def label(self) -> str:
        """The likeliest."""
        return self.ranked[0][0]

    @property
    def confidence(self) -> float:
        """How likely the likeliest is, 0 to 1."""
        return self.ranked[0][1]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything needed to predict; nothing of the training texts but their vectors.

    `primal` are the weights of words and letters by view, a row a term; `supports` the vectors of
    the training texts by dense view; `coefficients` one row a training text. `weights` say how much
    each view counts.
    """

    labels: list[str]
    views: Views
    weights: Mapping[str, float]
    primal: Mapping[str, Vectors]
    supports: Mapping[str, Vectors]
    coefficients: Vectors
    confidence: Confidence

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """A prediction for each text, in order."""
        found: list[Prediction] = []
        for start in range(0, len(texts), AT_ONCE):
            seen = self.views.see(texts[start : start + AT_ONCE])
            chances = self.confidence.probabilities(self.scores(seen))
            found += [self._told(seen, row, chances[row]) for row in range(len(chances))]
        return found

    def scores(self, seen: Seen) -> Vectors:
        """Raw scores: a row a text, a column a label."""
        flat = [name for name in SPARSE if name in self.primal]
        deep = [name for name in DENSE if name in self.supports]
        parts = [self.weights[view] * (seen[view] @ self.primal[view]) for view in flat]
        for view in deep:
            alike = likeness(view, seen[view], self.supports[view])
            parts.append(self.weights[view] * (alike @ self.coefficients))
        return np.asarray(sum(parts), np.float32)

    def _told(self, seen: Seen, row: int, chances: Vectors) -> Prediction:
        order = np.argsort(-chances)[:BEST]
        best = int(order[0])
        confidence = float(chances[best])
        unknown = confidence < self.confidence.unknown
        return Prediction(
            ranked=[(self.labels[n], float(chances[n])) for n in order],
            is_sure=not unknown and confidence >= float(self.confidence.sure[best]),
            is_unknown=unknown, words=self._words(seen["words"][row], best),
        )  # fmt: skip

    def _words(self, row: "object", label: int) -> list[str]:
        """The terms that pushed the score up most; none that pushed it down."""
        terms, values = row.indices, row.data  # type: ignore[attr-defined]
        pushed = values * self.primal["words"][terms, label].astype(np.float32)
        names = self.views.sparse["words"].get_feature_names_out()
        order = [n for n in np.argsort(-pushed) if pushed[n] > 0]
        return _without_parts([str(names[terms[n]]) for n in order])[:MOST_WORDS]


def _without_parts(terms: Sequence[str]) -> list[str]:
    """Terms without those that say a part of an earlier one again."""
    kept: list[str] = []
    for term in terms:
        if not any(set(term.split()) & set(other.split()) for other in kept):
            kept.append(term)
    return kept
