"""Ranking with an encoder: by what is meant, remembered between rebuilds, and good enough."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from handrail.base.embedding import Embedder, Vectors, by_sentence, by_word
from handrail.knowledge.search.ranking import (
    Article,
    Index,
    Kept,
    best_index,
    index_without_sentences,
)
from handrail.knowledge.search.ranking.kept import read
from handrail.knowledge.search.ranking.texts import LONGEST_PASSAGE, passages

FAQ = Path(os.environ.get("HANDRAIL_DATA", "../shared/data")) / "faq/stackfaq.json"
needs_faq = pytest.mark.skipif(
    not FAQ.exists(), reason=f"{FAQ} is not here (HANDRAIL_DATA names its folder)"
)
needs_sentences = pytest.mark.skipif(
    by_sentence() is None, reason="no sentence encoder is installed"
)
SHELF = (
    Article(1, "Changing your password", {"body": "Open your profile and choose Security."}),
    Article(2, "Refunds", {"body": "Money comes back within ten days."}),
    Article(3, "Our opening hours", {"body": "We answer from nine to five."}),
)


class Counting:
    """An embedder that says how many texts it was given."""

    name = "counting"

    def __init__(self, inner: Embedder) -> None:
        self.inner, self.width, self.texts = inner, inner.width, 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return self.inner.embed(texts)


def test_other_words_with_the_same_meaning_are_found() -> None:
    index = index_without_sentences()
    index.put(SHELF)
    assert index.rank("login credentials")[0].key == 1


@needs_sentences
def test_a_sentence_is_understood_where_no_word_agrees() -> None:
    index = best_index()
    index.put(SHELF)
    assert index.rank("When can somebody pick up the phone?")[0].key == 3
    assert index.rank("I want a reimbursement")[0].key == 2


def test_what_was_read_once_is_not_read_again(tmp_path: Path) -> None:
    eye, kept = Counting(by_word()), Kept()
    first = Index(eye, kept=kept)
    first.put(SHELF)
    kept.write(tmp_path / "vectors")
    before = eye.texts
    again = Index(eye, kept=read(tmp_path / "vectors"))
    again.put(SHELF)
    assert eye.texts == before
    assert again.rank("refund") == first.rank("refund")


def test_a_change_of_one_article_reads_that_one_alone() -> None:
    eye = Counting(by_word())
    index = Index(eye)
    index.put(SHELF)
    before = eye.texts
    index.put([Article(2, "Money back", {"body": "Money comes back within ten days."})])
    assert eye.texts - before == 2


def test_vectors_of_another_embedder_or_a_damaged_file_are_not_used(tmp_path: Path) -> None:
    kept, file = Kept(), tmp_path / "vectors"
    Index(by_word(), kept=kept).put(SHELF)
    kept.write(file)
    eye = Counting(by_word())
    Index(eye, kept=read(file)).put(SHELF)
    assert eye.texts == 6
    file.write_bytes(file.read_bytes()[:100])
    assert len(read(file)) == len(read(tmp_path / "none")) == 0
    file.write_bytes(b"")
    Index(eye, kept=read(file)).put(SHELF)
    assert eye.texts == 12


def test_questions_are_not_kept() -> None:
    kept = Kept()
    index = Index(by_word(), kept=kept)
    index.put(SHELF)
    before = len(kept)
    index.rank("my own private question")
    assert len(kept) == before


def test_an_article_that_is_taken_away_leaves_the_others_their_own_vectors() -> None:
    index = index_without_sentences()
    index.put(SHELF)
    index.remove(1)
    index.put([Article(7, "Parking in front of the house")])
    assert index.rank("money refund")[0].key == 2
    assert index.rank("hours of opening")[0].key == 3
    assert index.rank("car park")[0].key == 7


def test_passages_hold_the_whole_text_of_an_article_of_usual_length() -> None:
    text = "\n\n".join(f"This is sentence {n}. It is followed by more. " * 5 for n in range(8))
    article = Article(1, "Long", {"issue": "Short.", "body": text + "x" * 2000})
    spans = passages(article)
    assert all(span.end - span.start <= LONGEST_PASSAGE for span in spans)
    kept = "".join(article.parts[span.part][span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join("".join(article.parts.values()).split())
    assert spans[0].part == "issue"


@needs_faq
@pytest.mark.parametrize(
    ("empty", "least_mrr", "least_five"),
    [
        pytest.param(best_index, 0.95, 0.98, marks=needs_sentences, id="with sentences"),
        pytest.param(index_without_sentences, 0.88, 0.95, id="words only"),
    ],
)
def test_the_right_faq_is_found(empty: type[Index], least_mrr: float, least_five: float) -> None:
    data = json.loads(FAQ.read_text())
    index = empty()
    index.put(
        # The beginning of each answer and every second question, so that the test stays short;
        # bench/retrieval.py takes all.
        Article(faq["id"], faq["question"], {"body": "\n\n".join(faq["answers"])[:720]})
        for faq in data["faqs"]
    )
    places = []
    for query in data["queries"][::2]:
        keys = [found.key for found in index.rank(query["query"], most=20)]
        places.append(keys.index(query["faq_id"]) + 1 if query["faq_id"] in keys else np.inf)
    assert np.mean(1 / np.array(places)) >= least_mrr
    assert np.mean(np.array(places) <= 5) >= least_five
