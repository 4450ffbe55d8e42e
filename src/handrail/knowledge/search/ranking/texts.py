"""What is ranked, and where in it something stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

TITLE = "title"
# Characters of a passage: what an encoder of 256 tokens reads well together with the title.
LONGEST_PASSAGE = 720
# Of a very long article the rest is still found by its words.
MOST_PASSAGES = 12
END_OF_SENTENCE = re.compile(r"[.!?]\s+|[。！？]|\n+")


@dataclass(frozen=True, slots=True)
class Article:
    """One article to be found.

    `parts` are its texts by name, in reading order (issue, cause, resolution, …); `asked` are
    questions of people whom this article helped; `language` is an ISO 639-1 code.
    """

    key: int
    title: str
    parts: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a part; the title is the part named "title"."""

    part: str
    start: int
    end: int


def passages(article: Article) -> list[Span]:
    """An article's text in pieces of a few whole sentences each, at most `MOST_PASSAGES`."""
    found: list[Span] = []
    for part, text in article.parts.items():
        found += [Span(part, start, end) for start, end in _packed(text)]
        if len(found) >= MOST_PASSAGES:
            break
    return found[:MOST_PASSAGES]


def read_with_title(article: Article, span: Span) -> str:
    """A passage as it is read for its meaning: pieces out of the middle do not name their subject."""
    return f"{article.title}. {article.parts[span.part][span.start : span.end]}"


def _packed(text: str) -> Iterator[tuple[int, int]]:
    start = end = 0
    for begins, ends in _sentences(text):
        if end > start and ends - start > LONGEST_PASSAGE:
            yield start, end
            start = begins
        elif end == start:
            start = begins
        end = ends
    if end > start:
        yield start, end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences and lines that say something; one longer than a passage is cut."""
    start = 0
    for stop in [*(match.end() for match in END_OF_SENTENCE.finditer(text)), len(text)]:
        end = start + len(text[start:stop].rstrip())
        for begins in range(start, end, LONGEST_PASSAGE):
            yield begins, min(begins + LONGEST_PASSAGE, end)
        start = stop
