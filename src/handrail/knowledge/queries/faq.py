"""What is really asked, category by category: articles in the order of how they are needed now.

The weight of an article is the sum over the last 90 days of what happened on each (opened 1, used on
a ticket 3, helped 5), each day counting half as much as one three weeks later. Read from
`knowledge_daycount` by its unique index (article, day): as many rows as the category's articles had
busy days, whatever the number of tickets.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from handrail.base.reading import of_subject
from handrail.knowledge.models import Article, Tie
from handrail.knowledge.models.scope import ArticleQuerySet

WINDOW_DAYS = 90
HALF_LIFE_DAYS = 21
WEIGHTS = {"opened": 1, "used": 3, "helped": 5}

ASKED = """
SELECT article_id, sum((opened * %(opened)s + used * %(used)s + helped * %(helped)s)
                       * power(0.5, (%(today)s::date - day)::float / %(half)s))
FROM knowledge_daycount
WHERE article_id = ANY(%(articles)s) AND day > %(since)s AND day <= %(today)s
GROUP BY article_id
"""


@dataclass(frozen=True, slots=True)
class Section:
    """One category's articles, most asked first: numbers of articles and their weights."""

    category: int | None
    articles: Sequence[tuple[int, float]]

    @property
    def weight(self) -> float:
        """How much the whole category is asked about."""
        return sum(weight for _, weight in self.articles)


def asked(articles: Iterable[int], *, now: datetime) -> dict[int, float]:
    """How much each of these articles is needed now; those nobody needed are missing."""
    today = now.astimezone(UTC).date()
    facts: dict[str, Any] = {
        "articles": list(articles), "today": today, "half": HALF_LIFE_DAYS,
        "since": today - timedelta(days=WINDOW_DAYS), **WEIGHTS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ASKED, facts)
        return {article: float(weight) for article, weight in cursor.fetchall()}


def faq(
    articles: ArticleQuerySet, *, now: datetime, categories: Iterable[int] | None = None,
    each: int = 20,
) -> list[Section]:  # fmt: skip
    """Sections of the FAQ, the most asked first, with at most `each` articles; from `visible_to`.

    `categories` limits it to these (a category and what stands below it, say). Only what is
    published is in an FAQ. Where nobody has asked yet the newest comes first.
    """
    shown = articles.published(at=now)
    if categories is not None:
        shown = shown.filter(category__in=list(categories))
    homes = list(shown.order_by("-published_at", "-pk").values_list("pk", "category_id"))
    weights = asked((pk for pk, _ in homes), now=now)
    shelves: dict[int | None, list[tuple[int, float]]] = defaultdict(list)
    for pk, category in homes:
        shelves[category].append((pk, weights.get(pk, 0.0)))
    sections = [
        Section(category, sorted(rows, key=lambda row: -row[1])[:each])
        for category, rows in shelves.items()
    ]
    return sorted(sections, key=lambda section: -section.weight)


def in_order(section: Section) -> list[Article]:
    """The articles of a section as rows, in its order."""
    rows = Article.objects.in_bulk([pk for pk, _ in section.articles])
    return [rows[pk] for pk, _ in section.articles if pk in rows]


def recounted(article: int) -> dict[str, dict[str, int]]:
    """{day: {what: count}} of an article, counted anew from the log: what the counters must equal."""
    days: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in of_subject("article", article):
        if line.kind == "article.opened":
            days[line.at.astimezone(UTC).date().isoformat()]["opened"] += 1
    for tie in Tie.objects.filter(article=article):
        for line in of_subject("tie", tie.pk):
            more = 1 if line.kind == "tie.made" else -1
            days[tie.at.astimezone(UTC).date().isoformat()][line.payload["tie"]] += more
    return {day: {what: n for what, n in counts.items() if n} for day, counts in days.items()}
