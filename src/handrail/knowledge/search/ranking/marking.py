"""Where an article says what was asked, for highlighting."""

from collections.abc import Iterator

from handrail.knowledge.search.ranking.texts import TITLE, Article, Span
from handrail.knowledge.search.ranking.words import stems, words


def marked(article: Article, passage: Span | None, terms: frozenset[str]) -> tuple[Span, ...]:
    """The words of the title and of a passage whose stems are among some terms."""
    shown = [Span(TITLE, 0, len(article.title)), *([passage] if passage else [])]
    return tuple(span for place in shown for span in _within(article, place, terms))


def _within(article: Article, place: Span, terms: frozenset[str]) -> Iterator[Span]:
    text = article.title if place.part == TITLE else article.parts[place.part]
    said = words(text[place.start : place.end])
    ends = stems((word.text.casefold() for word in said), article.language)
    for word, stem in zip(said, ends, strict=True):
        if stem in terms:
            yield Span(place.part, place.start + word.start, place.start + word.end)
