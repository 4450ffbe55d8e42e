"""Writing: a new article, another version, another language, an older version brought back."""

import re

from django.db import transaction

from handrail.base.by import By
from handrail.base.languages import later
from handrail.base.saying import said
from handrail.base.store import record
from handrail.base.text import one_line
from handrail.desk.models import Membership, Tier
from handrail.knowledge import rules, slugs
from handrail.knowledge.actions.facts import Facts, check_facts
from handrail.knowledge.actions.locking import happen, locked, standing
from handrail.knowledge.events import Created, Renamed, Written
from handrail.knowledge.folding import fold, fold_wording
from handrail.knowledge.models import Article, OldSlug, Version, Wording, hand_behind
from handrail.knowledge.rules import Hand, Refused
from handrail.knowledge.words import Words, words_of

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


@transaction.atomic
def create(
    *, words: Words, by: By, facts: Facts | None = None, language: str = "en", slug: str = "",
    note: str = "",
) -> Article:  # fmt: skip
    """A new draft. Without facts it is for all agents, owned by the writer and their highest tier.

    Raises MayNot by role or level, Refused for what cannot be an article.
    """
    facts = facts or Facts(audience=1, tier=home_tier(by), owner=by.person_id)
    rules.check_write(hand_behind(by), facts.audience)
    check_facts(facts)
    language = check_language(language)
    article = Article()
    event = Created(
        language=language, tier=facts.tier, readers=facts.audience, brand=facts.brand,
        category=facts.category, owner=facts.owner, tags=list(facts.tags),
    )  # fmt: skip
    record(article, event, fold=fold, by=by)
    _write(locked(article), words.tidy(), language, by, hand_behind(by), slug=slug, note=note)
    return locked(article)


def home_tier(by: By) -> int:
    """The tier that owns what somebody writes: the highest of theirs, else the lowest there is."""
    own = Membership.objects.filter(person=by.person_id).order_by("-team__tier__level")
    tier = own.values_list("team__tier", flat=True).first()
    return tier or Tier.objects.order_by("level").values_list("pk", flat=True)[0]


@transaction.atomic
def write(
    article: Article, *, words: Words, by: By, language: str = "", slug: str = "", note: str = "",
    restores: int | None = None, since: int | None = None,
) -> Article:  # fmt: skip
    """Another version in a language, by default the main one; the same words again change nothing.

    Readers go on reading the version they had until it is published. `since` is the number of the
    version the writer began with: raises Refused when somebody has written another meanwhile.
    """
    article, hand = locked(article), hand_behind(by)
    rules.check_write(hand, article.audience)
    rules.check_state(
        article.state, ("draft", "in_review", "published"), later("You cannot write in it now.")
    )
    language = check_language(language or article.language)
    known = article.wordings.select_related("newest").filter(language=language).first()
    words = words.tidy()
    if since is not None and known and known.newest.number != since:
        raise Refused(
            "%(author)s has written version %(number)s meanwhile. Compare the two, then save "
            "yours again.",
            author=known.newest.author or said("The desk"),
            number=known.newest.number,
        )
    if known and words_of(known.newest) == words:
        return article
    _write(article, words, language, by, hand, slug=slug, note=note, restores=restores)
    return article


def _write(
    article: Article, words: Words, language: str, by: By, hand: Hand, *, slug: str = "",
    note: str = "", restores: int | None = None,
) -> None:  # fmt: skip
    if not words.title:
        raise Refused("Give the article a title: the words somebody would ask with.")
    wording = article.wordings.select_related("newest").filter(language=language).first()
    number = article.versions.filter(language=language).count() + 1
    version = Version.objects.create(
        article=article, language=language, number=number, title=words.title, summary=words.summary,
        issue=words.issue, environment=words.environment, cause=words.cause,
        resolution=words.resolution, author_id=by.person_id, at=by.at, note=one_line(note),
    )  # fmt: skip
    event = Written(
        language=language, number=number, version=version.pk, note=version.note, restores=restores,
        slug=_slug(article, wording, language, slug, words.title),
        needs_coach=not rules.may_publish(hand, standing(article)),
    )  # fmt: skip
    if wording is None:
        fold_wording(wording := Wording(article=article, language=language), event)
        wording.save()
    happen(article, event, by)


def _slug(article: Article, wording: Wording | None, language: str, wanted: str, title: str) -> str:
    """The one asked for; else the title's, until it was published or named by somebody."""
    if wanted and not slugs.is_slug(wanted):
        raise Refused(
            "“%(wanted)s” cannot stand in an address. Use words in lower case with dashes.",
            wanted=wanted,
        )
    if wording and not wanted and not _follows_title(wording, title):
        return wording.slug
    name = wanted or slugs.slug_of(title) or f"article-{article.pk}"
    return slugs.free(name, lambda slug: _taken(slug, language, wording))


def _follows_title(wording: Wording, title: str) -> bool:
    if wording.shown_id or slugs.slug_of(title) == "":
        return False
    return slugs.comes_from(wording.slug, wording.newest.title)


def _taken(slug: str, language: str, wording: Wording | None) -> bool:
    own = wording.pk if wording else 0
    others = Wording.objects.filter(language=language, slug=slug).exclude(pk=own)
    before = OldSlug.objects.filter(language=language, slug=slug).exclude(wording=own)
    return others.exists() or before.exists()


@transaction.atomic
def restore(article: Article, *, version: Version, by: By) -> Article:
    """An older version's words as the newest one. Raises Refused for another article's version."""
    if version.article_id != article.pk:
        raise Refused("That version belongs to another article.")
    return write(
        article, words=words_of(version), language=version.language, by=by,
        note=f"Version {version.number} again", restores=version.number,
    )  # fmt: skip


@transaction.atomic
def rename(article: Article, *, slug: str, by: By, language: str = "") -> Article:
    """Another address; whoever comes by the old one is led on. Raises Refused for one that is taken."""
    article, hand = locked(article), hand_behind(by)
    if article.state == "published":
        rules.check_publish(hand, standing(article))
    rules.check_write(hand, article.audience)
    wording = article.wordings.get(language=language or article.language)
    if slug == wording.slug:
        return article
    if not slugs.is_slug(slug):
        raise Refused(
            "“%(slug)s” cannot stand in an address. Use words in lower case with dashes.", slug=slug
        )
    if _taken(slug, wording.language, wording):
        raise Refused("“%(slug)s” already leads to another article.", slug=slug)
    wording.old_slugs.filter(slug=slug).delete()
    OldSlug.objects.get_or_create(language=wording.language, slug=wording.slug, wording=wording)
    happen(article, Renamed(language=wording.language, slug=slug, was=wording.slug), by)
    return article


def check_language(language: str) -> str:
    """A language tag in lower case, such as en or pt-br. Raises Refused."""
    tag = language.strip().lower().replace("_", "-")
    if not LANGUAGE.fullmatch(tag) or len(tag) > 12:
        raise Refused(
            "“%(language)s” is no language. Write its code, such as en, de or pt-br.",
            language=language,
        )
    return tag
