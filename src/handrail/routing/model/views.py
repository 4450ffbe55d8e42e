"""A text seen four ways: its words, its letters, its sentence, and the meaning of its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from handrail.base.embedding import Embedder, Vectors

# How fast likeness falls with distance, by view.
NARROWNESS: Mapping[str, float] = {"sentence": 2.0, "meaning": 1.5}
SPARSE, DENSE = ("words", "letters"), ("sentence", "meaning")
# Letters that occur in one text alone say nothing about others, once there are many.
MANY = 3000
LONGEST = 4000

Seen = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Views:
    """The eyes of a model: vectorisers fitted on its training texts, and embedders."""

    sparse: Mapping[str, TfidfVectorizer]
    dense: Mapping[str, Embedder]

    def see(self, texts: Sequence[str]) -> Seen:
        """Every view of some texts: sparse rows and unit vectors."""
        cut = [text[:LONGEST] for text in texts]
        rows: Seen = {name: eye.transform(cut) for name, eye in self.sparse.items()}
        return rows | {name: eye.embed(cut) for name, eye in self.dense.items()}


def fit(texts: Sequence[str], embedders: Mapping[str, Embedder]) -> Views:
    """Learn the vocabulary of the training texts."""
    cut = [text[:LONGEST] for text in texts]
    sparse = {
        "words": words_eye(),
        "letters": letters_eye(min_df=2 if len(texts) > MANY else 1),
    }
    for eye in sparse.values():
        eye.fit(cut)
    return Views(sparse, embedders)


def words_eye(**more: Any) -> TfidfVectorizer:
    """Words and pairs of words, weighed by how rare they are."""
    return TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode",
        token_pattern=r"(?u)\b\w+\b", dtype=np.float32, **more,  # noqa: S106
    )  # fmt: skip


def letters_eye(**more: Any) -> TfidfVectorizer:
    """Runs of two to five letters inside words: for misspellings, endings and compounds."""
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, strip_accents="unicode",
        dtype=np.float32, **more,
    )  # fmt: skip


def likeness(name: str, ours: Any, theirs: Any) -> Vectors:
    """How like each of our rows is to each of theirs in one view; 1 is the same."""
    if name in SPARSE:
        product: csr_matrix = ours @ theirs.T
        alike: Vectors = product.toarray().astype(np.float32, copy=False)
        return alike
    alike = ours @ theirs.T
    alike -= 1
    alike *= 2 * NARROWNESS[name]
    np.exp(alike, out=alike)
    return alike
