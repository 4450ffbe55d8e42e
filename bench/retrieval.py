"""`python -m bench.retrieval`: which article answers a question, ours beside BM25 and PostgreSQL.

Reads a file of FAQs and of questions by people, each with the right FAQ, as
`{"faqs": [{"id", "question", "answers"}], "queries": [{"query", "faq_id"}]}`. Every FAQ becomes an
article: its question the title, its answers the text. Ours sees no question before it is asked;
"with learning" sees those of the other folds, linked as agents link articles to tickets.
"""

import argparse
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import bm25s
import numpy as np
import psycopg
import Stemmer

from handrail.base.database.hold import hold
from handrail.knowledge.search.ranking import (
    Article,
    Index,
    Kept,
    best_index,
    index_without_sentences,
)

DATA = Path(os.environ.get("HANDRAIL_DATA", "../shared/data")) / "faq/stackfaq.json"
FOLDS = 5
MOST = 20
BAR = {"MRR": 0.85, "R@5": 0.94}
TABLE = """
CREATE TABLE article (id int PRIMARY KEY, words tsvector);
CREATE INDEX ON article USING gin (words);
"""
ADD = """
INSERT INTO article VALUES
    (%s, setweight(to_tsvector('english', %s), 'A') || to_tsvector('english', %s))
"""
ALL_WORDS = "plainto_tsquery('english', %s)"
ANY_WORD = "replace(plainto_tsquery('english', %s)::text, '&', '|')::tsquery"
RANK = """
SELECT id FROM article, (SELECT {} AS asked) AS question WHERE words @@ asked
ORDER BY ts_rank_cd(words, asked) DESC, id LIMIT %s
"""

Ranker = Callable[[str], list[int]]


class Query(NamedTuple):
    """A question and the article that answers it."""

    text: str
    key: int


class Line(NamedTuple):
    """How well and how fast one way found the right articles."""

    name: str
    first: float
    five: float
    mrr: float
    ms: float


def main() -> None:
    """Measure every way on the same questions, print the table."""
    options = argparse.ArgumentParser(prog="python -m bench.retrieval", description=main.__doc__)
    options.add_argument("--faq", type=Path, default=DATA)
    options.add_argument("--encoder", default="", help="a folder with another sentence encoder")
    chosen = options.parse_args()
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    articles, queries = read(chosen.faq)
    print(f"{len(articles)} articles, {len(queries)} questions: {chosen.faq.name}\n")
    lines = [*postgresql(articles, queries), bm25(articles, queries, stem=False),
             bm25(articles, queries, stem=True), *ours(articles, queries, chosen.encoder)]  # fmt: skip
    show(lines)


def read(file: Path) -> tuple[list[Article], list[Query]]:
    """The articles and the questions of a file."""
    data = json.loads(file.read_text())
    articles = [
        Article(faq["id"], faq["question"], {"body": "\n\n".join(faq["answers"])})
        for faq in data["faqs"]
    ]
    return articles, [Query(query["query"], query["faq_id"]) for query in data["queries"]]


def ours(articles: list[Article], queries: list[Query], encoder: str) -> list[Line]:
    """Ours without and with learning, and with less to go by."""
    kept = Kept()

    def best() -> Index:
        return best_index(kept, encoder=encoder)

    return [
        measure("ours, words alone", filled(Index(), articles), queries),
        measure("ours without sentence encoder", filled(index_without_sentences(), articles), queries),
        measure("ours", filled(best(), articles), queries),
        learning("ours without sentence encoder, with learning", index_without_sentences, articles, queries),
        learning("ours with learning", best, articles, queries),
    ]  # fmt: skip


def filled(index: Index, articles: list[Article]) -> Ranker:
    """A ranker over some articles."""
    index.put(articles)
    return lambda question: [found.key for found in index.rank(question, most=MOST)]


def learning(
    name: str, empty: Callable[[], Index], articles: list[Article], queries: list[Query]
) -> Line:
    """Each fifth of the questions, with the other four known from earlier tickets."""
    fold_of = np.random.default_rng(0).permutation(len(queries)) % FOLDS
    ranks: list[int] = []
    spent = 0.0
    for fold in range(FOLDS):
        known = [query for query, its in zip(queries, fold_of, strict=True) if its != fold]
        asked = [query for query, its in zip(queries, fold_of, strict=True) if its == fold]
        taught = [
            replace(a, asked=tuple(query.text for query in known if query.key == a.key))
            for a in articles
        ]
        found, seconds = ranks_of(filled(empty(), taught), asked)
        ranks, spent = ranks + found, spent + seconds
    return line(f"{name} ({FOLDS} folds)", ranks, spent)


def postgresql(articles: list[Article], queries: list[Query]) -> list[Line]:
    """Plain full text: title before text, English, ranked by ts_rank_cd."""
    with (
        tempfile.TemporaryDirectory() as folder,
        hold(Path(folder)) as place,
        psycopg.connect(place.url(), autocommit=True) as connection,
    ):
        connection.execute(TABLE)
        for a in articles:
            connection.execute(ADD, [a.key, a.title, a.parts["body"]])

        def ranker(asked: str) -> Ranker:
            sql = RANK.format(asked)
            return lambda question: [row[0] for row in connection.execute(sql, [question, MOST])]

        return [
            measure("PostgreSQL full text, all words", ranker(ALL_WORDS), queries),
            measure("PostgreSQL full text, any word", ranker(ANY_WORD), queries),
        ]


def bm25(articles: list[Article], queries: list[Query], *, stem: bool) -> Line:
    """bm25s over title and text, its own tokens and stop words."""
    stemmer = Stemmer.Stemmer("english") if stem else None

    def tokens(texts: list[str]) -> list[list[str]]:
        found: list[list[str]] = bm25s.tokenize(
            texts, stemmer=stemmer, return_ids=False, show_progress=False
        )
        return found

    index = bm25s.BM25()
    index.index(tokens([f"{a.title} {a.parts['body']}" for a in articles]), show_progress=False)
    keys = [a.key for a in articles]

    def rank(question: str) -> list[int]:
        scores = index.get_scores(tokens([question])[0])
        return [keys[at] for at in np.argsort(-scores, kind="stable")[:MOST]]

    return measure(f"BM25 (bm25s{', stemmed' if stem else ''})", rank, queries)


def measure(name: str, ranker: Ranker, queries: list[Query]) -> Line:
    """Ask every question once."""
    return line(name, *ranks_of(ranker, queries))


def ranks_of(ranker: Ranker, queries: list[Query]) -> tuple[list[int], float]:
    """At which place each right article came (0 for nowhere), and the seconds it took."""
    ranker("a first question that fills the caches")
    began = time.perf_counter()
    found = [ranker(query.text) for query in queries]
    spent = time.perf_counter() - began
    return [
        keys.index(query.key) + 1 if query.key in keys else 0
        for keys, query in zip(found, queries, strict=True)
    ], spent


def line(name: str, ranks: Sequence[int], seconds: float) -> Line:
    """The usual figures of some ranks."""
    count = len(ranks)
    return Line(
        name, sum(r == 1 for r in ranks) / count, sum(0 < r <= 5 for r in ranks) / count,
        sum(1 / r for r in ranks if r) / count, 1000 * seconds / count,
    )  # fmt: skip


def show(lines: list[Line]) -> None:
    """The table, and whether the bar is reached without any learning."""
    print(f"{'':<56}{'R@1':>7}{'R@5':>7}{'MRR':>7}{'ms':>8}")
    for each in lines:
        print(f"{each.name:<56}{each.first:>7.3f}{each.five:>7.3f}{each.mrr:>7.3f}{each.ms:>8.1f}")
    plain = next(each for each in lines if each.name == "ours")
    for what, value in {"MRR": plain.mrr, "R@5": plain.five}.items():
        word = "kept  " if value >= BAR[what] else "MISSED"
        print(f"{word} {what} of ours without learning: {value:.3f} (at least {BAR[what]})")


if __name__ == "__main__":
    main()
