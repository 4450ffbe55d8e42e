"""How good predictions are: accuracy, macro F1, coverage, calibration, and what is none of ours."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from handrail.routing.model.confidence import PRECISION
from handrail.routing.model.model import Model, Prediction

BINS = 15
UNKNOWN = frozenset({"oos", "ood", "out_of_scope", "out-of-scope", "unknown"})
Bools = NDArray[np.bool_]
Trainer = Callable[[Sequence[str], Sequence[str]], Model]


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures over texts with known labels; times in seconds.

    `coverage_at_95`: the largest share of texts, most confident first, of which 95 % are right.
    `calibration_error`: expected calibration error over 15 bins (Guo et al. 2017).
    In scope are texts whose label is no name for "none of ours"; for those `scope_accuracy` counts
    an abstention as wrong, and `unknown_recall` is the share of the others that is abstained from.
    """

    texts: int
    labels: int
    accuracy: float
    macro_f1: float
    coverage_at_95: float
    calibration_error: float
    sure: float
    sure_precision: float
    scope_accuracy: float
    unknown_recall: float | None
    training_seconds: float
    prediction_seconds: float

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def evaluate(
    learn: Trainer, texts: Sequence[str], labels: Sequence[str], tests: Sequence[str],
    truths: Sequence[str],
) -> Measures:  # fmt: skip
    """Train on one set, measure on another."""
    began = time.perf_counter()
    model = learn(texts, labels)
    trained = time.perf_counter()
    told = model.predict(tests)
    return measure(told, truths, trained - began, time.perf_counter() - trained)


def cross_validate(
    learn: Trainer, texts: Sequence[str], labels: Sequence[str], folds: int
) -> Measures:
    """Measure every text by a model that has not seen it; times are those of one fold."""
    told: dict[int, Prediction] = {}
    spent, asked = 0.0, 0.0
    parts = StratifiedKFold(folds, shuffle=True, random_state=0)
    for known, new in parts.split(np.zeros(len(texts)), list(labels)):
        began = time.perf_counter()
        model = learn([texts[n] for n in known], [labels[n] for n in known])
        trained = time.perf_counter()
        told |= dict(zip(map(int, new), model.predict([texts[n] for n in new]), strict=True))
        spent, asked = spent + trained - began, asked + time.perf_counter() - trained
    ordered = [told[n] for n in range(len(texts))]
    return measure(ordered, labels, spent / folds, asked / folds)


def measure(
    told: Sequence[Prediction], truths: Sequence[str], training: float, prediction: float
) -> Measures:
    """Compare what was told with what is true."""
    ours = np.array([truth.casefold() not in UNKNOWN for truth in truths])
    right = np.array([one.label == truth for one, truth in zip(told, truths, strict=True)])
    height = np.array([one.confidence for one in told])
    kept = np.array([not one.is_unknown for one in told])
    sure = np.array([one.is_sure for one in told])
    inside = [n for n in range(len(told)) if ours[n]]
    names = [truths[n] for n in inside]
    return Measures(
        texts=len(told), labels=len(set(names)), accuracy=_mean(right[ours]),
        macro_f1=float(f1_score(names, [told[n].label for n in inside], average="macro",
                                labels=sorted(set(names)), zero_division=0)),
        coverage_at_95=_coverage(height[ours], right[ours]),
        calibration_error=_calibration_error(height[ours], right[ours]),
        sure=_mean(sure[ours]), sure_precision=_mean(right[sure]),
        scope_accuracy=_mean((right & kept)[ours]),
        unknown_recall=_mean(~kept[~ours]) if (~ours).any() else None,
        training_seconds=training, prediction_seconds=prediction,
    )  # fmt: skip


def _mean(values: Bools) -> float:
    return float(values.mean()) if len(values) else 0.0


def _coverage(height: NDArray[np.float64], right: Bools) -> float:
    order = np.argsort(-height)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= PRECISION)
    return float((good[-1] + 1) / len(order)) if len(good) else 0.0


def _calibration_error(height: NDArray[np.float64], right: Bools) -> float:
    bins = np.minimum((height * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == n].mean() - height[bins == n].mean()) * (bins == n).mean()
            for n in range(BINS) if (bins == n).any()]  # fmt: skip
    return float(sum(gaps))
