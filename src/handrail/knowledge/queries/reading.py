"""What a reader reads: the article at an address, in a language that fits, and lists of them.

A wording is found by its slug (unique index one_wording_a_slug, then one_way_on_a_slug for an old
one). Which article may be opened is for `visible_to` to say, and readers get only what was published.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, IntegerField, Value, When

from handrail.desk.models import Brand
from handrail.knowledge.models import (
    Article,
    ArticleFile,
    OldSlug,
    Version,
    Wording,
    hand_of,
)
from handrail.knowledge.models.scope import ArticleQuerySet
from handrail.knowledge.rules import Hand
from handrail.people.models import Person

MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Page:
    """An article as one reader gets it. `moved` when they came by an old address."""

    article: Article
    wording: Wording
    version: Version
    moved: bool = False
    is_fallback: bool = False


def at_address(
    slug: str, language: str, *, person: Person | None, brand: Brand | None,
    at: datetime | None = None, published: bool = False,
) -> Page | None:  # fmt: skip
    """The article at an address for this reader; None for one they may not open, or that is not there.

    `published` leaves out what only its writers may open: drafts, and what has ended.

    Where no wording of this language has the slug, another language's leads to the article.
    """
    found, moved = _wording(slug, language)
    if found is None:
        return None
    hand = hand_of(person)
    rows = Article.objects.open_to(hand, brand, at=at).filter(pk=found.article_id)
    article = (rows.published(at=at) if published else rows).first()
    if article is None:
        return None
    page = in_language(article, [language, found.language], hand=hand)
    if page is None:
        return None
    other = page.wording.language not in (language, language.partition("-")[0])
    return replace(page, moved=moved, is_fallback=other)


def _wording(slug: str, language: str) -> tuple[Wording | None, bool]:
    now = Wording.objects.filter(slug=slug).order_by(_first(language), "language").first()
    if now is not None:
        return now, False
    old = OldSlug.objects.select_related("wording").filter(slug=slug)
    known = old.order_by(_first(language), "language").first()
    return (known.wording, True) if known else (None, False)


def _first(language: str) -> Case:
    return Case(
        When(language=language, then=Value(0)), default=Value(1), output_field=IntegerField()
    )


def in_language(article: Article, languages: Sequence[str], *, hand: Hand) -> Page | None:
    """An article in the first of these languages it has, else a wider one, else its main one.

    "de-at" is served by "de". Whoever writes sees the newest words where none were published yet.
    """
    wordings = article.wordings.select_related("shown__author", "newest__author")
    known = {w.language: w for w in wordings if w.shown or hand.writes}
    wanted = [form for tag in languages for form in (tag, tag.partition("-")[0])]
    for tag in [*wanted, article.language, *sorted(known)]:
        if tag in known:
            wording = known[tag]
            return Page(article, wording, wording.shown or wording.newest)
    return None


class Row(NamedTuple):
    """One article in a list."""

    pk: int
    slug: str
    language: str
    title: str
    summary: str
    state: str
    audience: int
    category: str | None
    changed_at: datetime


def listed(
    articles: ArticleQuerySet, languages: Iterable[str], *, most: int = MOST_LISTED
) -> list[Row]:
    """A list of articles in the order they come, each in the first of the languages it has.

    Two queries. Articles without published words (drafts) are listed by their newest.
    """
    facts = articles.values_list(
        "pk", "language", "state", "audience", "category__path", "changed_at"
    )
    rows, wanted = list(facts[:most]), list(languages)
    words = _words([row[0] for row in rows])
    chosen = ((row, _choose(words.get(row[0], []), [*wanted, row[1]])) for row in rows)
    return [
        Row(pk, best.slug, best.language, (best.shown or best.newest).title,
            (best.shown or best.newest).summary, state, audience, category, changed)
        for (pk, _, state, audience, category, changed), best in chosen
        if best is not None
    ]  # fmt: skip


def _words(articles: list[int]) -> dict[int, list[Wording]]:
    found: dict[int, list[Wording]] = defaultdict(list)
    rows = Wording.objects.filter(article__in=articles).select_related("shown", "newest")
    for wording in rows.order_by("language"):
        found[wording.article_id].append(wording)
    return found


def _choose(wordings: list[Wording], languages: list[str]) -> Wording | None:
    """The first of these languages; published words go before any that are not."""
    shown = [wording for wording in wordings if wording.shown] or wordings
    by_language = {wording.language: wording for wording in shown}
    first = (by_language[tag] for tag in languages if tag in by_language)
    return next(first, shown[0] if shown else None)


def file_for(
    number: int, *, person: Person | None, brand: Brand | None, at: datetime | None = None
) -> ArticleFile | None:
    """A file of an article this reader may open; readers get it once it was published."""
    hand = hand_of(person)
    open_ = Article.objects.open_to(hand, brand, at=at).filter(files=number)
    files = ArticleFile.objects.filter(pk=number, article__in=open_).select_related("blob")
    return (files if hand.writes else files.filter(is_shown=True)).first()
