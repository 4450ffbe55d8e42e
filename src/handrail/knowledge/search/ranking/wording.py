"""Three ways in which words agree: whole words, runs of letters, and marks that must be exact."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from handrail.knowledge.search.ranking.postings import Postings, Scores
from handrail.knowledge.search.ranking.texts import Article
from handrail.knowledge.search.ranking.words import letters, marks, spelt, stems

# A word in more than this share of the articles tells nothing (the, how, can), once there are some.
COMMON, SOME = 0.2, 10


class Asked(NamedTuple):
    """What a question asks for; each word is the set of its stems in the languages of the desk."""

    words: frozenset[frozenset[str]]
    letters: frozenset[frozenset[str]]
    marks: frozenset[frozenset[str]]


class Shares(NamedTuple):
    """What each article covers of a question, 0 to 1."""

    words: Scores
    marks: Scores


class Wording:
    """The terms of articles, by row."""

    def __init__(self) -> None:
        self._words, self._letters, self._marks = Postings(), Postings(), Postings(saturation=0)
        self._languages: Counter[str] = Counter()

    def put(self, row: int, article: Article) -> set[str]:
        """Take in an article, instead of what the row had; gives its different words."""
        rest = "\n".join([*article.parts.values(), *article.asked])
        title_words, rest_words = spelt(article.title), spelt(rest)
        language = article.language
        self._words.put(row, (stems(title_words, language), stems(rest_words, language)))
        # Letters of a whole text are found in any other; those of a question are telling.
        asked_words = spelt("\n".join(article.asked))
        self._letters.put(row, (letters(title_words), letters(asked_words)))
        self._marks.put(row, (marks(article.title), marks(rest)))
        self._languages[language] += 1
        return {*title_words, *rest_words}

    def drop(self, row: int, article: Article) -> set[str]:
        """Forget a row; gives the different words it had."""
        for postings in (self._words, self._letters, self._marks):
            postings.drop(row)
        self._languages[article.language] -= 1
        return {*spelt(article.title)}.union(*map(spelt, (*article.parts.values(), *article.asked)))

    def ask(self, question: str, language: str) -> Asked:
        """What a question asks for: its words may be of its own language or of any article's."""
        said = spelt(question)
        spoken = {language, *(+self._languages)}
        by_language = [stems(said, each) for each in sorted(spoken)]
        return Asked(
            frozenset(frozenset(alike) for alike in zip(*by_language, strict=True)),
            frozenset(frozenset([run]) for run in letters(said)),
            frozenset(frozenset([mark]) for mark in marks(question)),
        )

    def cover(self, asked: Asked, size: int) -> Shares:
        """What rows 0 to `size` cover of a question."""
        words = self._words.cover(asked.words, size) + self._letters.cover(asked.letters, size)
        return Shares(words / np.float32(2), self._marks.cover(asked.marks, size))

    def telling(self, asked: Asked) -> frozenset[str]:
        """The stems of a question that set articles apart."""
        few = sum((+self._languages).values()) < SOME
        terms = frozenset().union(*asked.words)
        return frozenset(t for t in terms if few or self._words.share(t) <= COMMON)
