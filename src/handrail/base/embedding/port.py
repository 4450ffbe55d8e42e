"""What the house asks of an embedder."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Weights = dict[str, NDArray[Any]]


class Embedder(Protocol):
    """Turns texts into vectors of unit length."""

    name: str
    width: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of `width` a text; the same text always has the same row."""
        ...
