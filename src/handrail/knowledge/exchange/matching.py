"""A page's facts as this desk knows them: its tiers, brands and categories by their names."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from handrail.desk.actions import DEEPEST, place
from handrail.desk.models import Brand, Category, Tier
from handrail.knowledge import slugs
from handrail.knowledge.actions.writing import check_language
from handrail.knowledge.exchange.gathering import Source
from handrail.knowledge.exchange.page import BadPage
from handrail.knowledge.rules import Refused

STATES = ("draft", "published", "retired")
IN_NAME = re.compile(r"(?:(?P<slug>.+)\.)?(?P<language>[a-z]{2}(?:-[a-z]{2})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What files that do not say are given."""

    language: str = "en"
    audience: int = 1
    state: str = "draft"
    makes_categories: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page as it is to be here. `given` holds only the facts that the file names."""

    source: Source
    slug: str
    language: str
    main: str
    state: str
    given: dict[str, Any]


def match(source: Source, defaults: Defaults) -> Wanted:
    """Raises BadPage for the first fact that does not fit this desk."""
    page = source.page
    slug, language = _address(source, defaults)
    state = page.text("state", defaults.state)
    if state not in STATES:
        raise BadPage(
            page.line("state"), "“%(state)s” is no state: %(states)s.", state=state, states=STATES
        )
    if not source.words.title:
        raise BadPage(page.line("title"), "The article has no title.")
    given: dict[str, Any] = {}
    for name, find in FINDERS.items():
        if name in page.facts:
            given[name] = find(source, page.text(name), defaults)
    if "tags" in page.facts:
        given["tags"] = tuple(page.texts("tags"))
    return Wanted(source, slug, language, page.text("article"), state, given)


def _address(source: Source, defaults: Defaults) -> tuple[str, str]:
    """From the facts; else from names such as billing/en.md, billing.de.md, billing.md."""
    page, stem = source.page, source.path.stem.lower()
    named = IN_NAME.fullmatch(stem)
    slug = page.text("slug") or slugs.slug_of(
        (named["slug"] or source.path.parent.name) if named else stem
    )
    language = page.text("language") or (named["language"] if named else defaults.language)
    try:
        language = check_language(language)
    except Refused as fault:
        raise BadPage(page.line("language"), fault.sentence) from fault
    if not slugs.is_slug(slug):
        raise BadPage(page.line("slug"), "“%(slug)s” cannot stand in an address.", slug=slug)
    return slug, language


def _audience(source: Source, text: str, defaults: Defaults) -> int:
    if not text.isdecimal() or int(text) > 32_000:
        raise BadPage(
            source.page.line("audience"), "The audience is 0 for everyone, or a tier's level."
        )
    return int(text)


def _tier(source: Source, text: str, defaults: Defaults) -> int:
    found = Tier.objects.filter(level=int(text)).first() if text.isdecimal() else None
    if found is None:
        raise BadPage(source.page.line("tier"), "This desk has no tier %(text)s.", text=text)
    return found.pk


def _brand(source: Source, text: str, defaults: Defaults) -> int:
    found = Brand.objects.filter(slug=text).first()
    if found is None:
        raise BadPage(source.page.line("brand"), "This desk has no brand “%(text)s”.", text=text)
    return found.pk


def _category(source: Source, text: str, defaults: Defaults) -> int:
    found = Category.objects.filter(path=text).first()
    if found is None and defaults.makes_categories:
        found = _made(text)
    if found is None:
        raise BadPage(
            source.page.line("category"),
            "This desk has no category “%(text)s”. Make it first, or add --make-categories.",
            text=text,
        )
    return found.pk


def _made(path: str) -> Category | None:
    """A category and those above it; None for a path without a name."""
    names = [name.strip() for name in path.split(SEPARATOR)]
    if not all(names) or len(names) > DEEPEST:
        return None
    made: Category | None = None
    for at, name in enumerate(names, start=1):
        known = Category.objects.filter(path=SEPARATOR.join(names[:at])).first()
        made = known or place(Category(name=name[:80], parent=made))
    return made


def _moment(name: str) -> Any:
    def find(source: Source, text: str, defaults: Defaults) -> datetime:
        try:
            at = datetime.fromisoformat(text)
        except ValueError as fault:
            raise BadPage(
                source.page.line(name), "“%(text)s” is no date, such as 2027-01-31.", text=text
            ) from fault
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    return find


SEPARATOR = " / "
FINDERS: dict[str, Any] = {
    "audience": _audience, "tier": _tier, "brand": _brand, "category": _category,
    "review_at": _moment("review_at"), "expires_at": _moment("expires_at"),
}  # fmt: skip
