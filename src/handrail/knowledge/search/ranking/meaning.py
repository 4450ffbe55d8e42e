"""What articles are about: their titles, the questions they answered, and their passages."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handrail.base.embedding import Embedder, Vectors
from handrail.knowledge.search.ranking.kept import Kept
from handrail.knowledge.search.ranking.texts import Article, passages, read_with_title
from handrail.knowledge.search.ranking.vectors import Owned

Vector = NDArray[np.float32]
# A tenth of a second's reading at a time, so that nobody's question waits long behind a rebuild.
AT_ONCE = 64


class Texts(NamedTuple):
    """What is read of an article: its title, what was asked, its passages."""

    title: str
    asked: tuple[str, ...]
    passages: tuple[str, ...]


class Meaning:
    """The vectors of articles, by row."""

    def __init__(self, embedder: Embedder, kept: Kept) -> None:
        self._embedder, self._kept = embedder, kept
        self._heads = Owned(embedder.width)
        self._middles = Owned(embedder.width)
        self._bodies = Owned(embedder.width)

    def read(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Vectors]]]:
        """Embed articles, many at once: for each the vectors of title, asked and passages."""
        batch: list[Article] = []
        for article in articles:
            batch.append(article)
            if len(batch) == AT_ONCE:
                yield from self._read(batch)
                batch = []
        yield from self._read(batch)

    def put(self, row: int, seen: list[Vectors]) -> None:
        """Take a row's vectors as `read` gave them."""
        title, asked, bodies = seen
        heads = np.concatenate([title, asked])
        self._heads.put(row, heads)
        self._middles.put(row, unit(heads.sum(0))[None])
        self._bodies.put(row, bodies if len(bodies) else title)

    def drop(self, row: int) -> None:
        """Forget a row."""
        for owned in (self._heads, self._middles, self._bodies):
            owned.drop(row)

    def embed(self, questions: list[str]) -> Vectors:
        """The vectors of questions; they are not kept."""
        return self._embedder.embed(questions)

    def likeness(self, question: Vector, size: int) -> Vector:
        """For rows 0 to `size` how near they are to a question, at most 1.

        Half of it is the title and what else was asked (the nearest of them, and their middle: one
        odd question must not carry an article), half of it is the nearest passage.
        """
        heads = self._heads.nearest(question, size) + self._middles.nearest(question, size)
        bodies = self._bodies.nearest(question, size)
        return (heads / 4 + bodies / 2).astype(np.float32)

    def best_passage(self, question: Vector, row: int) -> int:
        """The number of the passage of a row that is nearest to a question."""
        bodies = self._bodies.of(row)
        return int(np.argmax(bodies @ question)) if len(bodies) else 0

    def _read(self, articles: list[Article]) -> Iterator[tuple[Article, list[Vectors]]]:
        texts = [texts_of(article) for article in articles]
        flat = [text for each in texts for text in (each.title, *each.asked, *each.passages)]
        vectors, at = self._kept.vectors(flat, self._embedder), 0
        for article, each in zip(articles, texts, strict=True):
            seen = []
            for count in (1, len(each.asked), len(each.passages)):
                seen.append(vectors[at : at + count])
                at += count
            yield article, seen


def texts_of(article: Article) -> Texts:
    """What is read of an article for its meaning."""
    pieces = tuple(read_with_title(article, span) for span in passages(article))
    return Texts(article.title, article.asked, pieces)


def unit(vector: Vector) -> Vector:
    """A vector of length 1 in the same direction; zeros stay zeros."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector
