"""Tickets that suggestions spared, counted honestly.

One *visit* is what one visitor was shown within a row of suggestions: a visitor counts once a day
(UTC) of first showing. A visit is

- `spared` when a suggestion was opened and no ticket followed within 48 hours of the opening, by the
  same session, or, for somebody signed in, by the same person in any way;
- `written` when a ticket followed;
- `left` when nothing was opened and no ticket followed: nobody knows why, so it counts for nothing;
- not counted at all until its 48 hours are over.

A visitor who is not signed in and writes by mail instead cannot be recognised. So `spared` is an
upper bound for such visitors, and the share is of visits in which something was opened.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

# Reads the index suggestions_by_time over the period, and nothing else.
COUNTS = """
WITH visits AS (
    SELECT visitor, (shown_at AT TIME ZONE 'UTC')::date AS day,
           bool_or(opened_at IS NOT NULL) AS opened, bool_or(ticket_id IS NOT NULL) AS wrote
    FROM knowledge_suggestion
    WHERE shown_at >= %(start)s AND shown_at < %(end)s
    GROUP BY visitor, day
    HAVING bool_and(settled_at IS NOT NULL)
)
SELECT count(*) FILTER (WHERE opened AND NOT wrote), count(*) FILTER (WHERE wrote),
       count(*) FILTER (WHERE NOT opened AND NOT wrote), count(*) FILTER (WHERE opened)
FROM visits
"""

BY_ARTICLE = """
SELECT article_id, count(*), count(opened_at), count(*) FILTER (WHERE opened_at IS NOT NULL
                                                                AND ticket_id IS NULL)
FROM knowledge_suggestion
WHERE shown_at >= %(start)s AND shown_at < %(end)s AND settled_at IS NOT NULL
GROUP BY article_id ORDER BY 4 DESC, 1 LIMIT 200
"""


class Deflection(NamedTuple):
    """Visits of a period, by what came of them; `opened` are those that opened anything."""

    spared: int
    written: int
    left: int
    opened: int

    @property
    def share(self) -> float | None:
        """Of the visits that opened something, those that wrote no ticket; None for no visit."""
        return self.spared / self.opened if self.opened else None


class Spared(NamedTuple):
    """How an article did as a suggestion."""

    article: int
    shown: int
    opened: int
    spared: int


def deflection(*, start: datetime, end: datetime) -> Deflection:
    """The visits that began in a period and whose time is over."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"start": start, "end": end})
        return Deflection(*cursor.fetchone())


def by_article(*, start: datetime, end: datetime) -> list[Spared]:
    """The suggested articles of a period, those that spared most first; at most 200."""
    with connection.cursor() as cursor:
        cursor.execute(BY_ARTICLE, {"start": start, "end": end})
        return [Spared(*row) for row in cursor.fetchall()]
