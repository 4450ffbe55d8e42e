"""Vectors with owners, in one block of memory: the nearest of each owner in one product."""

import numpy as np
from numpy.typing import NDArray

from handrail.base.embedding import Vectors


class Owned:
    """A growing block of unit vectors; each belongs to a row, and a row may have many or none."""

    def __init__(self, width: int) -> None:
        self._block: Vectors = np.zeros((16, width), np.float32)
        self._owners: NDArray[np.int64] = np.full(16, -1)
        self._count = 0

    def put(self, owner: int, vectors: Vectors) -> None:
        """Give an owner these vectors, instead of those it had."""
        self.drop(owner)
        end = self._count + len(vectors)
        if end > len(self._block):
            self._grow(max(end, 2 * len(self._block)))
        self._block[self._count : end] = vectors
        self._owners[self._count : end] = owner
        self._count = end

    def drop(self, owner: int) -> None:
        """Take an owner's vectors away; the others keep their order."""
        gaps = np.flatnonzero(self._owners[: self._count] == owner)
        if not len(gaps):
            return
        first, stays = gaps[0], self._owners[: self._count] != owner
        left = int(stays.sum())
        self._block[first:left] = self._block[first : self._count][stays[first:]]
        self._owners[first:left] = self._owners[first : self._count][stays[first:]]
        self._count = left

    def of(self, owner: int) -> Vectors:
        """An owner's vectors, in the order they were put."""
        found: Vectors = self._block[: self._count][self._owners[: self._count] == owner]
        return found

    def nearest(self, question: NDArray[np.float32], size: int) -> NDArray[np.float32]:
        """For owners 0 to `size` the cosine of their nearest vector; 0 for an owner without any."""
        found = np.full(size, -np.inf, np.float32)
        np.maximum.at(found, self._owners[: self._count], self._block[: self._count] @ question)
        return np.where(np.isfinite(found), found, np.float32(0))

    def _grow(self, size: int) -> None:
        block = np.zeros((size, self._block.shape[1]), np.float32)
        owners = np.full(size, -1)
        block[: self._count] = self._block[: self._count]
        owners[: self._count] = self._owners[: self._count]
        self._block, self._owners = block, owners
