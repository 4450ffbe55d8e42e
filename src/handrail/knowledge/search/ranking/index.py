"""Articles in the order in which they probably answer a question.

Meaning and words each give a share from 0 to 1, and their weighted sum is the score. Sums of
calibrated shares kept more of what the better one knows than ranks joined by position
(docs/decisions/0040-article-ranking.md).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handrail.base.embedding import Embedder, Vectors
from handrail.knowledge.search.ranking.kept import Kept
from handrail.knowledge.search.ranking.marking import marked
from handrail.knowledge.search.ranking.meaning import Meaning
from handrail.knowledge.search.ranking.spelling import Spelling
from handrail.knowledge.search.ranking.texts import Article, Span, passages
from handrail.knowledge.search.ranking.wording import Asked, Wording

Scores = NDArray[np.float32]
LONGEST_QUESTION = 1000


class Weights(NamedTuple):
    """What words and what marks (codes, numbers, addresses) add to meaning, which counts 1."""

    words: float
    marks: float = 0.6


# Chosen on sentences left out of their own articles and on another desk's categories.
READS_SENTENCES = Weights(0.4)
# For an encoder that knows single words only, or one that never learned the question's language.
KNOWS_WORDS = Weights(1.0)


@dataclass(frozen=True, slots=True)
class Found:
    """An article for a question: its score from 0 to 1, and why.

    `passage` is the part of the text nearest to the question; `spans` are the question's words in
    the title and in that passage.
    """

    key: int
    score: float
    meaning: float
    words: float
    passage: Span | None = None
    spans: tuple[Span, ...] = field(default=())


class Text(NamedTuple):
    """An article and its passages."""

    article: Article
    passages: list[Span]


class Reading(NamedTuple):
    """One way to read a question."""

    asked: Asked
    vector: NDArray[np.float32] | None


class Index:
    """All articles of a desk in memory. Safe for threads.

    `speaks` names the languages the embedder learned, `right` words that are spelt right in them.
    """

    def __init__(
        self, embedder: Embedder | None = None, *, weights: Weights = READS_SENTENCES,
        kept: Kept | None = None, right: Collection[str] = frozenset(),
        speaks: Collection[str] = ("en",),
    ) -> None:  # fmt: skip
        self._weights, self._speaks = weights, speaks
        self._meaning = Meaning(embedder, Kept() if kept is None else kept) if embedder else None
        self._wording, self._spelling = Wording(), Spelling(right)
        self._rows: dict[int, int] = {}
        self._texts: list[Text | None] = []
        self._free: list[int] = []
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, articles: Iterable[Article]) -> None:
        """Take in articles; one whose key is known replaces what was there."""
        for article, seen in self._read(articles):
            with self._lock:
                self._drop(article.key)
                self._add(article, seen)

    def remove(self, key: int) -> None:
        """Forget an article; an unknown key is no matter."""
        with self._lock:
            self._drop(key)

    def rank(
        self, question: str, *, language: str = "en", among: Collection[int] | None = None,
        most: int = 10,
    ) -> list[Found]:  # fmt: skip
        """The best articles first; of `among` only, where it is given."""
        readings = self._readings(question[:LONGEST_QUESTION], language)
        with self._lock:
            if not readings or not self._rows:
                return []
            meaning, words, total = self._scores(readings, language)
            best = self._best(total, among, most)
            return [self._found(r, readings, meaning[r], words[r], total[r]) for r in best]

    def _read(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Vectors]]]:
        if self._meaning is None:
            return ((article, []) for article in articles)
        return self._meaning.read(articles)

    def _add(self, article: Article, seen: list[Vectors]) -> None:
        if not self._free:
            self._free.append(len(self._texts))
            self._texts.append(None)
        row = self._free.pop()
        self._texts[row] = Text(article, passages(article))
        self._rows[article.key] = row
        self._spelling.put(self._wording.put(row, article))
        if self._meaning:
            self._meaning.put(row, seen)

    def _drop(self, key: int) -> None:
        row = self._rows.pop(key, None)
        text = self._texts[row] if row is not None else None
        if row is None or text is None:
            return
        self._spelling.drop(self._wording.drop(row, text.article))
        if self._meaning:
            self._meaning.drop(row)
        self._texts[row] = None
        self._free.append(row)

    def _readings(self, question: str, language: str) -> list[Reading]:
        """The question as typed and, where words look misspelt, as probably meant."""
        with self._lock:
            meant = self._spelling.meant(question, in_its_language=language in self._speaks)
            texts = list(dict.fromkeys([question, meant]))
            asked = [self._wording.ask(text, language) for text in texts]
        if not any(one.letters for one in asked):
            return []
        vectors = self._meaning.embed(texts) if self._meaning else [None] * len(texts)
        return [Reading(one, vector) for one, vector in zip(asked, vectors, strict=True)]

    def _scores(self, readings: list[Reading], language: str) -> tuple[Scores, Scores, Scores]:
        weights = self._weights if language in self._speaks else KNOWS_WORDS
        size = len(self._texts)
        meaning = words = total = np.full(size, -1, np.float32)
        for reading in readings:
            share = self._wording.cover(reading.asked, size)
            near = self._near(reading, size)
            sums = near + weights.words * share.words if self._meaning else share.words
            sums = sums / (1 + weights.words * bool(self._meaning)) + weights.marks * share.marks
            is_better = sums > total
            meaning = np.where(is_better, near, meaning)
            words = np.where(is_better, share.words, words)
            total = np.where(is_better, sums, total)
        return meaning, words, total

    def _near(self, reading: Reading, size: int) -> Scores:
        if self._meaning is None or reading.vector is None:
            return np.zeros(size, np.float32)
        return self._meaning.likeness(reading.vector, size)

    def _best(self, total: Scores, among: Collection[int] | None, most: int) -> list[int]:
        # Rows without an article have neither words nor vectors, and so no score.
        rows = np.flatnonzero(total > 0)
        if among is not None:
            seen = [self._rows[key] for key in self._rows.keys() & set(among)]
            rows = np.intersect1d(rows, np.array(seen, int), assume_unique=True)
        if len(rows) > most:
            rows = rows[np.argpartition(-total[rows], most - 1)[:most]]
        return sorted(rows.tolist(), key=lambda row: (-total[row], row))

    def _found(
        self, row: int, readings: list[Reading], meaning: float, words: float, total: float
    ) -> Found:
        text = self._texts[row]
        assert text is not None
        article = text.article
        terms = frozenset().union(*(self._wording.telling(r.asked) for r in readings))
        passage = self._passage(row, text.passages, readings[-1])
        return Found(
            article.key, min(1.0, float(total)), float(meaning), float(words), passage,
            marked(article, passage, terms),
        )  # fmt: skip

    def _passage(self, row: int, spans: list[Span], reading: Reading) -> Span | None:
        if not spans or self._meaning is None or reading.vector is None:
            return spans[0] if spans else None
        return spans[self._meaning.best_passage(reading.vector, row)]
