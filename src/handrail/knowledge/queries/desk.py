"""What asks for somebody's work: reviews, drafts to coach, flags, looks that are due, what ended.

Each reads a partial index over what still waits: articles_to_review, wordings_to_coach,
flags_that_stand, articles_to_look_at, advice_to_read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from handrail.base.models import EventRecord
from handrail.knowledge import rules
from handrail.knowledge.actions.locking import standing
from handrail.knowledge.models import Advice, Article, Flag, Wording, hand_of
from handrail.people.models import Person

MOST = 200
TOLD_FOR = timedelta(days=30)


def to_review(person: Person) -> list[Article]:
    """What asks for a review and this person may publish, longest waiting first."""
    asked = Article.objects.visible_to(person, None).filter(asked_at__isnull=False)
    return _publishable(
        person, list(asked.select_related("tier", "owner").order_by("asked_at", "pk")[:MOST])
    )


def _publishable(person: Person, articles: list[Article]) -> list[Article]:
    hand = hand_of(person)
    return [article for article in articles if rules.may_publish(hand, standing(article))]


def to_coach(person: Person) -> list[Wording]:
    """Drafts and improvements by authors who could not publish them, and this person could.

    Oldest first; one's own are not among them.
    """
    mine = Article.objects.visible_to(person, None).exclude(state="retired")
    waiting = (
        Wording.objects.filter(needs_coach=True, article__in=mine)
        .exclude(newest__author=person)
        .select_related("newest__author", "article__tier").order_by("newest_id")[:MOST]
    )  # fmt: skip
    hand = hand_of(person)
    return [w for w in waiting if rules.may_publish(hand, standing(w.article))]


def advice_for(person: Person) -> list[Advice]:
    """What coaches wrote to an author and the author has not seen, oldest first."""
    unseen = Advice.objects.filter(seen_at=None, version__author=person)
    return list(unseen.select_related("article", "version", "coach").order_by("id")[:MOST])


def open_flags(person: Person) -> list[Flag]:
    """What somebody says is wrong, of articles this person may read; oldest first."""
    if not hand_of(person).writes:
        return []
    mine = Article.objects.visible_to(person, None)
    flags = Flag.objects.filter(state="open", article__in=mine)
    return list(flags.select_related("article__tier", "person").order_by("id")[:MOST])


def to_confirm(person: Person, *, now: datetime) -> list[Article]:
    """Published articles whose look is due, that this person may confirm; longest due first."""
    due = Article.objects.visible_to(person, None).published(at=now).filter(review_at__lte=now)
    return _publishable(
        person, list(due.select_related("tier", "owner").order_by("review_at", "pk")[:MOST])
    )


def to_expire(now: datetime, *, most: int = MOST) -> list[Article]:
    """What the sweep retires: published, and its time has come (index articles_to_expire)."""
    due = Article.objects.filter(state="published", expires_at__lte=now)
    return list(due.order_by("expires_at")[:most])


def to_warn(now: datetime, *, most: int = MOST) -> list[Article]:
    """Articles that end soon and whose owner was not told of that end (index articles_to_expire)."""
    near = Article.objects.filter(
        state="published", expires_at__gt=now, expires_at__lte=now + rules.WARNED_BEFORE
    )
    fresh = near.exclude(warned_for__isnull=False, warned_for=F("expires_at"))
    return list(fresh.order_by("expires_at")[:most])


def ending(person: Person, *, now: datetime) -> list[Article]:
    """What is this person's, is read still and ends soon; the next first."""
    own = Article.objects.visible_to(person, None).filter(owner=person, state="published")
    near = own.filter(expires_at__gt=now, expires_at__lte=now + rules.WARNED_BEFORE)
    return list(near.order_by("expires_at")[:MOST])


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened to an article of somebody's by itself."""

    article: int
    at: datetime
    why: str


def told(person: Person, *, now: datetime) -> list[Told]:
    """Which articles of an owner the clock retired in the last 30 days and are retired still."""
    gone = Article.objects.filter(owner=person, state="retired", retired_at__gt=now - TOLD_FOR)
    lines = EventRecord.objects.filter(
        noun="article", subject_id__in=gone.values("pk"), kind="article.retired",
        payload__expired=True, at__gt=now - TOLD_FOR,
    )  # fmt: skip
    return [
        Told(one.subject_id, one.at, one.payload["why"]) for one in lines.order_by("-id")[:MOST]
    ]
