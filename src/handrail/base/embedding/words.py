"""Vectors from words alone, without their order: very fast, and always there."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import wordllama
from wordllama import WordLlama

from handrail.base.embedding.port import Vectors


class Words:
    """The mean of the words' vectors, by wordllama; its weights are in its package."""

    name = "wordllama"

    def __init__(self) -> None:
        folder = Path(wordllama.__file__).parent
        self._model = WordLlama.load(cache_dir=folder, disable_download=True)
        self.width = int(self._model.embedding.shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text; a text without words is a row of zeros."""
        if not texts:
            return np.zeros((0, self.width), np.float32)
        found: Vectors = np.nan_to_num(self._model.embed(list(texts), norm=True))
        return found.astype(np.float32)
