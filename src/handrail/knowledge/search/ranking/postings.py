"""Who holds which term, and how much of a question an article covers.

BM25F (Robertson, Zaragoza and Taylor 2004) with two zones, title and rest, divided by the most a
question could have reached: a share from 0 to 1 that can be added to a likeness of meaning.
"""

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Zones = tuple[Iterable[str], Iterable[str]]

# Chosen on sentences taken out of their own articles, not on anybody's questions.
TITLE_COUNTS = 4.0
TITLE_LENGTH, REST_LENGTH = 0.5, 0.9
SATURATION = 3.0
# A holder is one number: its row, how often in the title, how often in the rest (16 bits each).
BITS = 16
MOST_OFTEN = (1 << BITS) - 1


class Postings:
    """Terms of articles by row. Rows are small numbers; the same row can be put again."""

    def __init__(self, saturation: float = SATURATION) -> None:
        """`saturation` says how much more often means more; 0 for not at all."""
        self._saturation = saturation
        self._holders: dict[str, array[int]] = {}
        self._terms: dict[int, tuple[str, ...]] = {}
        self._lengths: tuple[array[int], array[int]] = (array("q"), array("q"))

    def put(self, row: int, zones: Zones) -> None:
        """Take a row's terms, instead of those it had."""
        self.drop(row)
        title, rest = map(Counter, zones)
        for lengths, counts in zip(self._lengths, (title, rest), strict=True):
            lengths.extend([0] * (row + 1 - len(lengths)))
            lengths[row] = counts.total()
        self._terms[row] = tuple(title | rest)
        holders, place = self._holders, row << 2 * BITS
        for term in self._terms[row]:
            often = min(title[term], MOST_OFTEN) << BITS | min(rest[term], MOST_OFTEN)
            if term in holders:
                holders[term].append(place | often)
            else:
                holders[term] = array("q", [place | often])

    def drop(self, row: int) -> None:
        """Forget a row; unknown ones are no matter."""
        for term in self._terms.pop(row, ()):
            holders = self._holders[term]
            holders.pop(int(np.argmax(np.frombuffer(holders, "q") >> 2 * BITS == row)))
            if not holders:
                del self._holders[term]
        for lengths in self._lengths:
            if row < len(lengths):
                lengths[row] = 0

    def rarity(self, term: str) -> float:
        """What a term is worth: much if few articles hold it, most if none does."""
        held = len(self._holders.get(term, ()))
        return math.log(1 + (len(self._terms) - held + 0.5) / (held + 0.5))

    def share(self, term: str) -> float:
        """The share of all articles that hold a term."""
        return len(self._holders.get(term, ())) / max(1, len(self._terms))

    def cover(self, asked: Collection[frozenset[str]], size: int) -> Scores:
        """For rows 0 to `size` the share of what is asked for that they hold, from 0 to 1.

        Each thing asked for is a set of terms that stand for the same (a word's stems by language).
        """
        scores, most = np.zeros(size, np.float32), 0.0
        norms = self._norms(0, TITLE_LENGTH), self._norms(1, REST_LENGTH)
        for terms in asked:
            known = terms & self._holders.keys()
            most += max(map(self.rarity, known or {""}))
            for term in known:
                self._add(scores, term, norms)
        return np.minimum(scores / most, 1).astype(np.float32) if most else scores

    def _add(self, scores: Scores, term: str, norms: tuple[Scores, Scores]) -> None:
        packed = np.frombuffer(self._holders[term], "q")
        rows = packed >> 2 * BITS
        title, rest = packed >> BITS & MOST_OFTEN, packed & MOST_OFTEN
        often = TITLE_COUNTS * title / norms[0][rows] + rest / norms[1][rows]
        scores[rows] += self.rarity(term) * often / (often + self._saturation)

    def _norms(self, zone: int, matters: float) -> Scores:
        """By row, how much longer than usual a zone is; in a long text a word means less."""
        lengths = np.frombuffer(self._lengths[zone], "q").astype(np.float32)
        usual = max(1.0, float(lengths.sum()) / max(1, len(self._terms)))
        longer = np.maximum(lengths, 1) / np.float32(usual)
        return (1 - matters + matters * longer).astype(np.float32)
