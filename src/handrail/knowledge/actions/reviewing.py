"""From a draft to what readers read, and back."""

from datetime import datetime

from django.db import transaction

from handrail.base.by import By
from handrail.base.languages import later
from handrail.base.text import clean
from handrail.knowledge import rules
from handrail.knowledge.actions.coaching import give_advice
from handrail.knowledge.actions.locking import happen, locked, standing
from handrail.knowledge.events import (
    Confirmed,
    EndsSoon,
    Published,
    Retired,
    ReviewAsked,
    Revived,
    SentBack,
)
from handrail.knowledge.models import Article, Wording, hand_behind
from handrail.knowledge.rules import Refused


@transaction.atomic
def ask_review(article: Article, *, by: By) -> Article:
    """Ask the owning tier to look: at a draft, or at an improvement of what is published."""
    article = locked(article)
    rules.check_write(hand_behind(by), article.audience)
    rules.check_state(
        article.state,
        ("draft", "in_review", "published"),
        later("You cannot send it to review now."),
    )
    if article.asked_at is not None:
        return article
    waiting = _waiting(article)
    if not waiting:
        raise Refused("Nothing here waits for a review: readers read the newest version already.")
    for wording in waiting:
        rules.check_content(wording.newest.title, wording.newest.resolution)
    happen(article, ReviewAsked(tier=article.tier_id), by)
    return article


@transaction.atomic
def send_back(article: Article, *, missing: str, by: By) -> Article:
    """Not yet: say what is missing. The author finds it among the advice. Raises MayNot, Refused."""
    article, hand = locked(article), hand_behind(by)
    rules.check_publish(hand, standing(article))
    if article.asked_at is None:
        raise Refused("Nobody asks for a review of this article.")
    missing = clean(missing, most=20_000).strip()
    if not missing:
        raise Refused("Say what is missing, so that the author can complete it.")
    versions = [wording.newest for wording in _waiting(article)]
    happen(article, SentBack(missing=missing), by)
    for version in versions:
        give_advice(article, version, missing, by)
    return article


@transaction.atomic
def publish(article: Article, *, by: By, language: str = "") -> Article:
    """Readers read the newest versions from now on, in one language or in all that wait.

    Publishing what is published already changes nothing. Raises MayNot saying who may, and
    Refused for an article without a title or a resolution, or one whose time has run out.
    """
    article, hand = locked(article), hand_behind(by)
    rules.check_publish(hand, standing(article))
    rules.check_state(
        article.state, ("draft", "in_review", "published"), later("You cannot publish it now.")
    )
    if article.expires_at is not None and article.expires_at <= by.at:
        raise Refused("Its expiry has passed. Choose a later one, or none.")
    waiting = [w for w in _waiting(article) if language in ("", w.language)]
    if not waiting and article.state == "published":
        return article
    for wording in waiting:
        rules.check_content(wording.newest.title, wording.newest.resolution)
    _must_have_main(article, waiting)
    event = Published(
        versions={w.language: w.newest_id for w in waiting}, readers=article.audience,
        review_at=_next_review(article, by.at),
    )  # fmt: skip
    article.files.update(is_shown=True)
    happen(article, event, by)
    return article


def _waiting(article: Article) -> list[Wording]:
    wordings = article.wordings.select_related("newest").order_by("language")
    return [w for w in wordings if w.shown_id != w.newest_id]


def _must_have_main(article: Article, waiting: list[Wording]) -> None:
    """Readers of any language fall back to the main one, so it is never missing."""
    main = article.wordings.filter(language=article.language, shown__isnull=False)
    if not main.exists() and article.language not in {w.language for w in waiting}:
        raise Refused(
            "Publish the article's main language (%(language)s) first.", language=article.language
        )


def _next_review(article: Article, at: datetime) -> datetime:
    planned = article.review_at
    return planned if planned is not None and planned > at else at + rules.REVIEW_AFTER


@transaction.atomic
def confirm(article: Article, *, by: By, review_at: datetime | None = None) -> Article:
    """Somebody of the owning tier looked, and it is still right; the next look is in half a year."""
    article = locked(article)
    rules.check_state(article.state, ("published",), later("You cannot confirm it now."))
    rules.check_publish(hand_behind(by), standing(article))
    happen(article, Confirmed(review_at=review_at or by.at + rules.REVIEW_AFTER), by)
    return article


@transaction.atomic
def retire(article: Article, *, why: str, by: By) -> Article:
    """Take it away from its readers. A published one takes whoever could publish it."""
    article, hand = locked(article), hand_behind(by)
    if article.state == "retired":
        return article
    rules.check_write(hand, article.audience)
    if article.state == "published":
        rules.check_publish(hand, standing(article))
    if not why.strip():
        raise Refused("Say why it is retired.")
    happen(article, Retired(why=clean(why, most=2000).strip(), owner=article.owner_id), by)
    return article


@transaction.atomic
def revive(article: Article, *, by: By) -> Article:
    """A retired article becomes a draft again; its expiry is forgotten."""
    article = locked(article)
    rules.check_write(hand_behind(by), article.audience)
    if article.state == "draft":
        return article
    rules.check_state(article.state, ("retired",), later("You cannot revive it now."))
    happen(article, Revived(), by)
    return article


@transaction.atomic
def warn_of_end(article: Article, *, now: datetime, by: By) -> bool:
    """Say once that an article ends soon, to its owner; whether there was anything to say."""
    article = locked(article)
    ends = article.expires_at
    is_near = ends is not None and now < ends <= now + rules.WARNED_BEFORE
    if ends is None or not is_near or article.state != "published" or article.warned_for == ends:
        return False
    happen(article, EndsSoon(expires_at=ends, owner=article.owner_id), by)
    return True


@transaction.atomic
def expire(article: Article, *, now: datetime, by: By) -> bool:
    """What the clock does with an article whose time has come; whether it did anything.

    The event names the owner, who is told; see `queries.desk.told`.
    """
    article = locked(article)
    if article.state != "published" or not article.expires_at or article.expires_at > now:
        return False
    happen(article, Retired(why="Its time had come.", expired=True, owner=article.owner_id), by)
    return True
