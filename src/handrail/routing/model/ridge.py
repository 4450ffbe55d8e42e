"""Kernel ridge regression with its exact leave-one-out scores.

One factorisation gives both: the dual coefficients a = (K + cI)^-1 Y, and what the model would have
said of each training text had it not seen it, Y - a / diag((K + cI)^-1)
(Rifkin and Lippert, "Notes on regularized least squares", 2007). So thresholds and calibration cost
no second training and no texts set aside.
"""

from typing import NamedTuple

import numpy as np
from scipy.linalg.lapack import spotrf, spotri, spotrs

from handrail.base.embedding import Vectors


class Solved(NamedTuple):
    """Coefficients and leave-one-out scores: a row a text, a column a label."""

    coefficients: Vectors
    unseen: Vectors


def solve(kernel: Vectors, wanted: Vectors, caution: float) -> Solved:
    """Solve for `wanted`; `caution` (above 0) is how little the model trusts single texts.

    The kernel is used up. Raises ValueError where it is no kernel.
    """
    system = np.asfortranarray(kernel)
    system[np.diag_indices_from(system)] += caution
    factor, failed = spotrf(system, lower=1, overwrite_a=1)
    if failed:
        raise ValueError("the texts' likeness is not positive definite")
    coefficients, _ = spotrs(factor, wanted, lower=1)
    inverse, _ = spotri(factor, lower=1, overwrite_c=1)
    unseen = wanted - coefficients / np.diag(inverse)[:, None]
    return Solved(np.ascontiguousarray(coefficients), np.ascontiguousarray(unseen))


def targets(labels: "np.ndarray[tuple[int], np.dtype[np.int64]]", count: int) -> Vectors:
    """1 for a text's own label, and what sums to nothing for the others."""
    wanted = np.full((len(labels), count), -1 / max(1, count - 1), np.float32)
    wanted[np.arange(len(labels)), labels] = 1
    return wanted
