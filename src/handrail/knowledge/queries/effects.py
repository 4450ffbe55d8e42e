"""What articles changed: the tickets of their kind before and after they were published.

Read from the log (indexes event_by_kind, event_of_ticket) with the definitions of `insight`: a ticket was
escalated when a `ticket.moved` says so, and solved at first contact when its first solution says so
and nothing reopened it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from handrail.desk.shape import shape
from handrail.knowledge.likeness import ALIKE, alike, telling
from handrail.knowledge.models import Article, Tie
from handrail.knowledge.models.scope import ArticleQuerySet

MOST_TICKETS = 5000
# What an article can have changed is looked at in equal spans on both sides of its publication, and
# in each ticket's first week alone: a younger ticket has had no less time to be escalated.
SPAN = timedelta(days=28)
WEEK = timedelta(days=7)

OPENED = """
SELECT k.id, k.subject FROM base_event e JOIN tickets_ticket k ON k.id = e.ticket_id
WHERE e.kind = 'ticket.opened' AND e.at >= %(start)s AND e.at < %(end)s AND k.turn <> 'spam'
  AND (%(categories)s::bigint[] IS NULL OR k.category_id = ANY(%(categories)s))
ORDER BY k.id DESC LIMIT %(most)s
"""

FIGURES = """
SELECT count(*), count(*) FILTER (WHERE escalated), count(first_id),
       count(*) FILTER (WHERE at_first_contact AND NOT EXISTS (
           SELECT FROM base_event back
           WHERE back.ticket_id = life.id AND back.id > life.first_id AND back.at < life.week
             AND (back.kind = 'ticket.reopened' OR (back.kind = 'ticket.customer_wrote'
                                                    AND (back.payload->>'reopens')::boolean))))
FROM (
    SELECT k.id, k.opened_at + make_interval(days => %(days)s) AS week,
           bool_or(e.kind = 'ticket.moved' AND e.payload->>'why' = 'escalated') AS escalated,
           min(e.id) FILTER (WHERE e.kind = 'ticket.solved') AS first_id,
           (array_agg((e.payload->>'first_contact')::boolean ORDER BY e.id)
               FILTER (WHERE e.kind = 'ticket.solved'))[1] AS at_first_contact
    FROM tickets_ticket k
    JOIN base_event e ON e.ticket_id = k.id AND e.at < k.opened_at + make_interval(days => %(days)s)
    WHERE k.id = ANY(%(tickets)s)
    GROUP BY k.id
) life
"""


class Side(NamedTuple):
    """The tickets of an article's kind on one side of its publication, in their first week each."""

    tickets: int
    escalated: int
    solved: int
    first_contact: int

    @property
    def escalation(self) -> float | None:
        """The share that went to a higher tier; None without tickets."""
        return self.escalated / self.tickets if self.tickets else None

    @property
    def first_contact_share(self) -> float | None:
        """Of the solved, those solved at first contact; None where nothing was solved."""
        return self.first_contact / self.solved if self.solved else None


@dataclass(frozen=True, slots=True)
class Effect:
    """An article, and the tickets of its kind before and after it was published."""

    article: int
    days: float
    before: Side
    after: Side

    @property
    def spared(self) -> float:
        """How many escalations fewer than at the rate of before; negative where there were more."""
        was, now = self.before.escalation, self.after.escalation
        return 0.0 if was is None or now is None else (was - now) * self.after.tickets


def effect(article: Article, *, now: datetime) -> Effect | None:
    """Before and after of one article; None until it has been published for a week and a day.

    Of its kind are the tickets in its category or below, whose subject is like its title or like that
    of a ticket it was written from, used on, or helped with; without a category, all such tickets.
    The span is 28 days on each side, or as long as there has been since.
    """
    if article.published_at is None:
        return None
    span = min(SPAN, now - WEEK - article.published_at)
    if span < timedelta(days=1):
        return None
    model, categories = _model(article), _categories(article)
    middle = article.published_at
    before = _kind(model, categories, middle - span, middle)
    after = _kind(model, categories, middle, middle + span)
    return Effect(article.pk, span / timedelta(days=1), _figures(before), _figures(after))


def turned(articles: ArticleQuerySet, *, now: datetime, least: int = 5) -> list[Effect]:
    """Articles that turned escalations into first contact resolutions; the most spared first.

    Of the 200 published last among these, from `visible_to`: at least `least` tickets on each side,
    fewer of them escalated than before, and no fewer solved at first contact.
    """
    recent = articles.published(at=now).order_by("-published_at")[:200]
    effects = [found for article in recent if (found := effect(article, now=now))]
    good = [one for one in effects if _turned(one, least)]
    return sorted(good, key=lambda one: -one.spared)


def _turned(one: Effect, least: int) -> bool:
    if min(one.before.tickets, one.after.tickets) < least or one.spared <= 0:
        return False
    return (one.after.first_contact_share or 0) > (one.before.first_contact_share or 0)


def _model(article: Article) -> list[frozenset[str]]:
    """The word sets that tickets of this article's kind are like."""
    ties = Tie.objects.filter(article=article.pk, removed_at=None).exclude(kind=Tie.Kind.WRONG)
    subjects = ties.order_by("id").values_list("ticket__subject", flat=True)[:50]
    titles = article.wordings.filter(shown__isnull=False).values_list("shown__title", flat=True)
    return [words for words in map(telling, {*titles, *subjects}) if words]


def _categories(article: Article) -> list[int] | None:
    desk = shape()
    top = article.category_id
    return None if top is None else [c for c in desk.above if top in desk.line_of(c)]


def _kind(
    model: Sequence[frozenset[str]], categories: list[int] | None, start: datetime, end: datetime
) -> list[int]:
    facts: dict[str, Any] = {
        "start": start, "end": end, "categories": categories, "most": MOST_TICKETS
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(OPENED, facts)
        rows = [(number, telling(subject)) for number, subject in cursor.fetchall()]
    return [n for n, words in rows if any(alike(words, one) >= ALIKE for one in model)]


def _figures(tickets: Iterable[int]) -> Side:
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"tickets": list(tickets), "days": WEEK.days})
        return Side(*cursor.fetchone())
