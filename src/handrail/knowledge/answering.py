"""Which articles answer a question, of those that whoever asks may read.

Every process keeps the index of published words in memory and brings it up to date before it
answers: one small query says what has changed. Vectors of texts come from a file beside the
attachments, so that a start reads none of them anew; without the file it is only slower.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.db import connection

from handrail.base.clock import now
from handrail.desk.models import Brand
from handrail.knowledge.models import Article, Version, Wording
from handrail.knowledge.rendering import plain
from handrail.knowledge.search.ranking import Article as Text
from handrail.knowledge.search.ranking import Found, Index, Kept, Span, best_index, kept
from handrail.knowledge.search.ranking.texts import TITLE
from handrail.knowledge.search.showing import START, STOP, marked
from handrail.people.models import Person

logger = logging.getLogger(__name__)

PARTS = ("summary", "issue", "environment", "cause", "resolution")
# A question waits for so many changed articles to be read; more are read beside it.
AT_ONCE = 8
# An article is looked at again for so long after its change: its transaction may end late.
LATE = timedelta(minutes=2)
# Above this an article is worth showing to somebody who has not searched for one.
WORTH_SHOWING = 0.4
# Characters of the passage that is shown.
LONGEST = 300
BUILDING = Lock()
LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Answer:
    """An article for a question: the words a reader gets, and the part of them that answers.

    `title_html` and `passage_html` are escaped, with the question's words in <mark>.
    """

    article: int
    slug: str
    language: str
    title: str
    summary: str
    audience: int
    score: float
    passage: str
    title_html: str
    passage_html: str


def answers(
    question: str, *, person: Person | None, brand: Brand | None, language: str = "en",
    most: int = 10, least: float = 0.0, at: datetime | None = None,
) -> list[Answer]:  # fmt: skip
    """The published articles that probably answer, best first, never one this reader may not open.

    `least` is the score below which nothing is shown. Two queries, whatever there is.
    """
    if not question.strip():
        return []
    visible = Article.objects.visible_to(person, brand, at=at).published(at=at)
    among = dict(
        Wording.objects.filter(article__in=visible, shown__isnull=False).values_list(
            "pk", "article"
        )
    )
    found = _shelf().rank(question, language, among.keys(), most)
    return _shown([one for one in found if one.score >= least], among, language, most)


def _shown(found: list[Found], among: dict[int, int], language: str, most: int) -> list[Answer]:
    """One answer an article: in the asker's language where it has it, else where it was found."""
    rows = Wording.objects.select_related("shown", "article").in_bulk([one.key for one in found])
    best: dict[int, Answer] = {}
    for one in found:
        row = rows.get(one.key)
        if row is None or row.shown is None:
            continue
        known = best.get(among[one.key])
        if known is not None and (known.language == language or row.language != language):
            continue
        best[row.article_id] = _answer(one, row, row.shown, known.score if known else one.score)
    return list(best.values())[:most]


def _answer(found: Found, row: Wording, shown: Version, score: float) -> Answer:
    title, span = shown.title, found.passage
    text = "" if span is None else _part(shown, span.part)[span.start : span.end][:LONGEST]
    return Answer(
        row.article_id, row.slug, row.language, title, shown.summary, row.article.audience, score,
        _in_line(text), marked(_with_marks(title, found.spans, Span(TITLE, 0, len(title)))),
        marked(_in_line(_with_marks(text, found.spans, span))) if span else "",
    )  # fmt: skip


def _part(shown: Version, name: str) -> str:
    return shown.title if name == TITLE else plain(getattr(shown, name, ""))


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _with_marks(text: str, spans: Sequence[Span], place: Span) -> str:
    """A piece of a text with signs around those spans that lie in it, last first."""
    inside = [one for one in spans if one.part == place.part and one.start >= place.start]
    for one in sorted(inside, key=lambda one: -one.start):
        start, end = one.start - place.start, one.end - place.start
        if end <= len(text):
            text = f"{text[:start]}{START}{text[start:end]}{STOP}{text[end:]}"
    return text


class Shelf:
    """The index of one process."""

    def __init__(self, index: Index, memory: Kept, file: Path) -> None:
        self._index, self._memory, self._file = index, memory, file
        self._mark, self._seen = LONG_AGO, dict[int, int]()
        self._lock, self._reading = Lock(), Lock()

    def rank(self, question: str, language: str, among: object, most: int) -> list[Found]:
        """The best of `among`, by everything that is read by now."""
        self.catch_up()
        keys = set(among)  # type: ignore[call-overload]
        return self._index.rank(question, language=language[:2], among=keys, most=3 * most)

    def catch_up(self, *, wholly: bool = False) -> None:
        """Take in what was published, changed or taken back since; a lot of it beside the question.

        A little is read while the lock is held: whoever asks meanwhile waits for it, instead of being
        answered as if it were not there.
        """
        with self._lock:
            begun = now()
            changed = Article.objects.filter(changed_at__gte=self._mark - LATE)
            rows = _wordings(changed)
            stale = [row for row in rows if self._seen.get(row.pk) != row.shown_id]
            self._forget(changed, {row.pk for row in rows})
            for row in stale:
                self._seen[row.pk] = row.shown_id or 0
            self._mark = begun
            is_little = len(stale) <= AT_ONCE and not self._reading.locked()
            if is_little:
                self._read(stale)
        if wholly and not is_little:
            self._read(stale)
        elif not is_little:
            Thread(target=self._read_aside, args=[stale], daemon=True).start()

    def _forget(self, changed: object, live: set[int]) -> None:
        gone = Wording.objects.filter(article__in=changed).exclude(pk__in=live)  # type: ignore[misc]
        for pk in gone.values_list("pk", flat=True):
            self._seen.pop(pk, None)
            self._index.remove(pk)

    def _read(self, rows: list[Wording]) -> None:
        if not rows:
            return
        with self._reading:
            self._index.put([_text(row) for row in rows])
            try:
                self._memory.write(self._file)
            except OSError:
                logger.warning("%s cannot be written; vectors are read again", self._file)

    def _read_aside(self, rows: list[Wording]) -> None:
        try:
            self._read(rows)
        except Exception:
            logger.exception("%s articles could not be read", len(rows))
        finally:
            connection.close()


def _wordings(changed: object) -> list[Wording]:
    published = Wording.objects.filter(article__in=changed, article__state="published")  # type: ignore[misc]
    return list(published.filter(shown__isnull=False).select_related("shown"))


def _text(row: Wording) -> Text:
    assert row.shown is not None
    parts = {name: plain(getattr(row.shown, name)) for name in PARTS}
    return Text(
        key=row.pk, title=row.shown.title, parts={n: t for n, t in parts.items() if t},
        language=row.language[:2],
    )  # fmt: skip


def _shelf() -> Shelf:
    # Of two questions at the start, one makes the shelf and the other waits for it.
    with BUILDING:
        return _built()


@lru_cache(maxsize=1)
def _built() -> Shelf:
    file = Path(settings.HANDRAIL.home) / "cache" / "articles.npz"
    memory = kept.read(file)
    return Shelf(best_index(memory), memory, file)


def read_all() -> None:
    """Read whatever has changed, and wait for it: for a worker, and for a start."""
    _shelf().catch_up(wholly=True)
