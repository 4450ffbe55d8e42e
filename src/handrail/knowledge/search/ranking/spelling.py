"""A question as it was probably meant, when it holds words that nobody writes.

The question as typed is ranked beside it and the better reading counts, so a wrong guess costs
little: what the words really say is never lost.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from handrail.knowledge.search.ranking.words import words

SHORTEST = 4
# From this length on two slips are forgiven.
LONG = 8
LONGEST = 30
# A pasted log is no question with slips.
MOST_GUESSES = 8


class Spelling:
    """The words of the articles, and those of a language that are right without being there."""

    def __init__(self, right: Collection[str] = frozenset()) -> None:
        self._right = right
        self._seen: Counter[str] = Counter()
        self._by_length: dict[int, dict[str, None]] = {}
        self._right_by_length: dict[int, list[str]] = {}
        for word in right:
            if word.isalpha():
                self._right_by_length.setdefault(len(word), []).append(word)

    def put(self, spelt: Iterable[str]) -> None:
        """Take in the different words of an article."""
        for word in filter(_is_word, spelt):
            self._seen[word] += 1
            self._by_length.setdefault(len(word), {})[word] = None

    def drop(self, spelt: Iterable[str]) -> None:
        """Take the words of an article away again."""
        for word in filter(_is_word, spelt):
            self._seen[word] -= 1
            if self._seen[word] <= 0:
                del self._seen[word], self._by_length[len(word)][word]

    def meant(self, question: str, *, in_its_language: bool = True) -> str:
        """The question with unknown words replaced by the nearest known ones.

        `in_its_language` says whether the words known to be right are of the question's language.
        """
        parts, at, guesses = [], 0, 0
        for word in words(question):
            spelt = word.text.casefold()
            if guesses < MOST_GUESSES and self._is_strange(spelt, in_its_language):
                guesses += 1
                parts += [question[at : word.start], self._nearest(spelt, in_its_language)]
                at = word.end
        return "".join([*parts, question[at:]])

    def _is_strange(self, spelt: str, in_its_language: bool) -> bool:
        known = spelt in self._seen or (in_its_language and spelt in self._right)
        return _is_word(spelt) and len(spelt) >= SHORTEST and not known

    def _nearest(self, spelt: str, in_its_language: bool) -> str:
        slips = 2 if len(spelt) >= LONG else 1
        found = self._among(self._by_length, spelt, slips)
        if not found and in_its_language:
            found = self._among(self._right_by_length, spelt, 1)
        # Hardly anybody mistypes a first letter; among equals, the word that more articles use.
        return min(
            found, key=lambda w: (found[w], w[0] != spelt[0], -self._seen[w], w), default=spelt
        )

    def _among(
        self, by_length: dict[int, dict[str, None]] | dict[int, list[str]], spelt: str, slips: int
    ) -> dict[str, float]:
        lengths = range(len(spelt) - slips, len(spelt) + slips + 1)
        near = [word for length in lengths for word in by_length.get(length, ())]
        found = extract(spelt, near, scorer=OSA.distance, score_cutoff=slips, limit=20)
        return {word: distance for word, distance, _ in found}


def _is_word(spelt: str) -> bool:
    return len(spelt) <= LONGEST and spelt.isalpha()
