"""Which article answers a question: by meaning and by words, in memory, without Django."""

from handrail.base.embedding import by_sentence, by_word
from handrail.base.embedding.known import english
from handrail.knowledge.search.ranking.index import KNOWS_WORDS, READS_SENTENCES, Found, Index
from handrail.knowledge.search.ranking.kept import Kept
from handrail.knowledge.search.ranking.texts import Article, Span

__all__ = ["Article", "Found", "Index", "Kept", "Span", "best_index", "index_without_sentences"]


def best_index(kept: Kept | None = None, *, encoder: str = "") -> Index:
    """An empty index with the best encoder there is: a folder's, the package's, or none."""
    sentences = by_sentence(encoder)
    if sentences is None:
        return index_without_sentences(kept)
    return Index(sentences, weights=READS_SENTENCES, kept=kept, right=english())


def index_without_sentences(kept: Kept | None = None) -> Index:
    """An empty index that knows words only; worse, and always there."""
    return Index(by_word(), weights=KNOWS_WORDS, kept=kept)
