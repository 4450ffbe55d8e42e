"""How good and how useful articles are: what the quality rule asks, read for many at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from handrail.knowledge.models import Article, Wording
from handrail.knowledge.quality import Quality, Standing, quality
from handrail.knowledge.words import words_of

# Each part reads an index that begins with the article, over what stands.
VOTES = """
SELECT a.id,
    (SELECT count(*) FROM knowledge_feedback f WHERE f.article_id = a.id AND f.helpful) + t.helped,
    (SELECT count(*) FROM knowledge_feedback f WHERE f.article_id = a.id AND NOT f.helpful) + t.wrong,
    t.tickets,
    (SELECT count(*) FROM knowledge_flag g WHERE g.article_id = a.id AND g.state = 'open')
FROM unnest(%s::bigint[]) AS a(id)
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE kind = 'helped') AS helped,
           count(*) FILTER (WHERE kind = 'wrong') AS wrong,
           count(DISTINCT ticket_id) FILTER (WHERE kind IN ('used', 'helped')) AS tickets
    FROM knowledge_tie WHERE article_id = a.id AND removed_at IS NULL
) t
"""


def qualities(articles: Iterable[Article], *, now: datetime) -> Mapping[int, Quality]:
    """The quality of each article by its main language, three queries for all of them.

    The caller has the articles from `visible_to`.
    """
    rows = {article.pk: article for article in articles}
    votes = _votes(rows)
    wordings = Wording.objects.filter(article__in=rows)
    main = {
        w.article_id: words_of(w.shown or w.newest)
        for w in wordings.select_related("shown", "newest")
        if w.language == rows[w.article_id].language
    }
    return {
        pk: quality(main[pk], _standing(article, votes[pk]), now=now)
        for pk, article in rows.items()
        if pk in main
    }


def _votes(articles: Iterable[int]) -> dict[int, tuple[int, int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(VOTES, [list(articles)])
        return {
            pk: (good, bad, tickets, flags) for pk, good, bad, tickets, flags in cursor.fetchall()
        }


def _standing(article: Article, votes: tuple[int, int, int, int]) -> Standing:
    good, bad, tickets, flags = votes
    return Standing(
        has_category=article.category_id is not None, confirmed_at=article.confirmed_at,
        review_at=article.review_at, helpful=good, unhelpful=bad, tickets=tickets, flags=flags,
    )  # fmt: skip


def reuse(articles: Iterable[int]) -> dict[int, int]:
    """On how many tickets each article was used or helped (index ties_of_article)."""
    return {pk: tickets for pk, (_, _, tickets, _) in _votes(articles).items()}
