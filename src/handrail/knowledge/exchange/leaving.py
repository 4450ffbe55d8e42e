"""Every article as files: a folder each, a Markdown file a language, its files beside them.

The same articles always give the same bytes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handrail.knowledge.exchange.page import written
from handrail.knowledge.models import Article, Wording
from handrail.knowledge.models.scope import ArticleQuerySet
from handrail.knowledge.slugs import free
from handrail.knowledge.words import words_of
from handrail.tickets.scanning import opened


def export(folder: Path, articles: ArticleQuerySet | None = None) -> int:
    """Write articles into a folder, all by default; how many. Files already there are replaced.

    Readers' words are written; of an article that was never published, the newest.
    """
    everything = articles if articles is not None else Article.objects.all()
    whole = everything.select_related("tier", "brand", "category").order_by("pk")
    homes: set[str] = set()
    for article in whole.prefetch_related("wordings__shown", "wordings__newest", "files"):
        name = _name(article)
        home = free(name, homes.__contains__)
        homes.add(home)
        (folder / home).mkdir(parents=True, exist_ok=True)
        for file, content in _files(article):
            (folder / home / file).write_bytes(content)
    return len(homes)


def _name(article: Article) -> str:
    main = next(w for w in article.wordings.all() if w.language == article.language)
    return main.slug


def _files(article: Article) -> Iterator[tuple[str, bytes]]:
    for wording in article.wordings.all():
        shown = wording.shown or wording.newest
        page = written(_facts(article, wording), words_of(shown))
        yield f"{wording.language}.md", page.encode()
    for file in article.files.all():
        with opened(file.blob) as stored:
            yield file.name, stored.read()


def _facts(article: Article, wording: Wording) -> dict[str, Any]:
    """All facts in the main language's file; in the others, which article they belong to.

    Files are named even where there are none: a page that lists its files is taken at its word.
    """
    files = sorted(file.name for file in article.files.all())
    own = {"slug": wording.slug, "language": wording.language}
    published = "published" if article.state == "published" and wording.shown_id else article.state
    if wording.language != article.language:
        state = published if wording.shown_id or article.state != "published" else "draft"
        return {**own, "article": _name(article), "state": state, "files": files}
    return {
        **own, "state": _state(published), "audience": article.audience, "tier": article.tier.level,
        "brand": article.brand.slug if article.brand else None,
        "category": article.category.path if article.category else None,
        "tags": list(article.tags), "review_at": _day(article.review_at),
        "expires_at": _day(article.expires_at), "files": files,
    }  # fmt: skip


def _state(state: str) -> str:
    """A review is asked of somebody here; elsewhere it is a draft."""
    return "draft" if state == "in_review" else state


def _day(at: Any) -> str | None:
    return at.isoformat() if at else None
