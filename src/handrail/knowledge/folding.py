"""fold(): the only code that changes an article, its wordings, and what people say of it."""

from datetime import datetime
from typing import TYPE_CHECKING

from handrail.base.events import Event
from handrail.knowledge import events as e

if TYPE_CHECKING:
    from handrail.knowledge.models import Advice, Article, Feedback, Flag, Tie, Wording

COLUMN_OF = {"brand": "brand_id", "category": "category_id", "tier": "tier_id", "owner": "owner_id"}


def fold(article: "Article", event: Event, at: datetime, person: int | None) -> None:
    """Make one event true of the article. The same events always make the same row."""
    match event:
        case e.Created():
            _created(article, event, at)
        case e.Changed():
            for name, (_, new) in event.changes.items():
                setattr(article, COLUMN_OF.get(name, name), new)
        case e.Scheduled():
            article.review_at, article.expires_at = event.review_at, event.expires_at
        case e.EndsSoon():
            article.warned_for = event.expires_at
        case e.ReviewAsked():
            article.asked_at = at
            article.state = "in_review" if article.state == "draft" else article.state
        case e.SentBack():
            article.asked_at = None
            article.state = "draft" if article.state == "in_review" else article.state
        case e.Published() | e.Confirmed():
            _right(article, event, at)
        case e.Retired():
            article.state, article.asked_at = "retired", None
            article.retired_at, article.retired_why = at, event.why
        case e.Revived():
            article.state, article.retired_at, article.retired_why = "draft", None, ""
            article.expires_at = None
    article.changed_at = at


def _created(article: "Article", event: e.Created, at: datetime) -> None:
    article.state, article.language, article.tier_id = "draft", event.language, event.tier
    article.audience, article.brand_id = event.readers, event.brand
    article.category_id, article.owner_id = event.category, event.owner
    article.tags, article.created_at = list(event.tags), at


def _right(article: "Article", event: e.Published | e.Confirmed, at: datetime) -> None:
    article.confirmed_at, article.review_at = at, event.review_at
    if isinstance(event, e.Published):
        article.state, article.asked_at = "published", None
        article.published_at = article.published_at or at


def fold_wording(wording: "Wording", event: Event) -> None:
    """Make an event of the article true of one of its languages; the others pass by."""
    match event:
        case e.Written(language=language) if language == wording.language:
            wording.newest_id, wording.slug = event.version, event.slug
            wording.needs_coach = event.needs_coach
        case e.Renamed(language=language) if language == wording.language:
            wording.slug = event.slug
        case e.Published() if wording.language in event.versions:
            wording.shown_id, wording.needs_coach = event.versions[wording.language], False


def fold_tie(tie: "Tie", event: Event, at: datetime, person: int | None) -> None:
    """The only code that changes a tie."""
    match event:
        case e.Tied():
            tie.article_id, tie.ticket_id, tie.kind = event.article, event.ticket, event.tie
            tie.person_id, tie.at = person, at
        case e.Untied():
            tie.removed_at = at


def fold_feedback(row: "Feedback", event: Event, at: datetime, person: int | None) -> None:
    """The only code that changes what a reader thinks."""
    if isinstance(event, e.Rated):
        row.article_id, row.reader, row.person_id = event.article, event.reader, person
        row.helpful, row.comment, row.language = event.helpful, event.comment, event.language
        row.at = at


def fold_flag(flag: "Flag", event: Event, at: datetime, person: int | None) -> None:
    """The only code that changes a flag."""
    match event:
        case e.Flagged():
            flag.article_id, flag.reason = event.article, event.reason
            flag.person_id, flag.at = person, at
        case e.FlagSettled():
            flag.state, flag.answer = event.state, event.answer
            flag.settled_by_id, flag.settled_at = person, at


def fold_advice(advice: "Advice", event: Event, at: datetime, person: int | None) -> None:
    """The only code that changes advice."""
    match event:
        case e.Advised():
            advice.article_id, advice.version_id = event.article, event.version
            advice.text, advice.coach_id, advice.at = event.text, person, at
        case e.AdviceSeen():
            advice.seen_at = at
