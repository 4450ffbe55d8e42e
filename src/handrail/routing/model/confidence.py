"""From scores to honest confidence, and from confidence to "sure" and "unknown"."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from handrail.base.embedding import Vectors

Labels = NDArray[np.int64]
# Above this confidence a category is set by itself: right in 19 of 20 cases.
PRECISION = 0.95
# What a threshold is learned from; with fewer texts above it nothing is set by itself.
FEWEST = 5
NEVER = 2.0
# Requests that belong nowhere are told apart at this price in right answers, at most.
MOST_LOST = 0.04
LEAST_LOST = 0.01
# Below this share of right answers no more are given away.
KEPT_RIGHT = 0.91


@dataclass(frozen=True, slots=True)
class Confidence:
    """How scores become probabilities, and from where on they are trusted."""

    sharpness: float
    sure: Vectors
    unknown: float

    def probabilities(self, scores: Vectors) -> Vectors:
        """A row a text that sums to 1."""
        return _softmax(scores, self.sharpness)


def learn(unseen: Vectors, labels: Labels) -> Confidence:
    """Fit all of it on scores of texts that the model had not seen."""
    sharpness = _sharpness(unseen, labels)
    chances = _softmax(unseen, sharpness)
    best, height = chances.argmax(1), chances.max(1)
    right = best == labels
    sure = np.array([_sure(height[best == n], right[best == n]) for n in range(unseen.shape[1])])
    return Confidence(sharpness, sure.astype(np.float32), _unknown(height, right))


def _softmax(scores: Vectors, sharpness: float) -> Vectors:
    raised = np.exp((scores - scores.max(1, keepdims=True)) * np.float32(sharpness))
    chances: Vectors = raised / raised.sum(1, keepdims=True)
    return chances


def _sharpness(scores: Vectors, labels: Labels) -> float:
    """The temperature that makes the right labels likeliest (Guo et al. 2017)."""
    own = np.arange(len(labels))

    def surprise(logarithm: float) -> float:
        chances = _softmax(scores, float(np.exp(logarithm)))
        return float(-np.log(np.maximum(chances[own, labels], 1e-9)).mean())

    found = minimize_scalar(surprise, bounds=(-1.0, 5.0), method="bounded")
    return float(np.exp(found.x))


def _sure(height: Vectors, right: NDArray[np.bool_]) -> float:
    """The lowest confidence above which a label was right often enough."""
    order = np.argsort(-height)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= PRECISION)
    if len(good) == 0 or good[-1] + 1 < FEWEST:
        return NEVER
    return float(height[order[good[-1]]])


def _unknown(height: Vectors, right: NDArray[np.bool_]) -> float:
    """The confidence below which a request is taken to be none of the known kinds."""
    lost = float(np.clip(right.mean() - KEPT_RIGHT, LEAST_LOST, MOST_LOST))
    kept = np.sort(height[right])
    return float(kept[int(lost * len(height))]) if len(kept) > lost * len(height) else 0.0
