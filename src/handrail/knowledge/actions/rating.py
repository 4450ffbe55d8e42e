"""Whether an article helped its reader."""

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.base.text import clean
from handrail.knowledge.actions.locking import locked, reading_hand
from handrail.knowledge.events import Rated
from handrail.knowledge.folding import fold_feedback
from handrail.knowledge.models import Article, Feedback
from handrail.knowledge.rules import Refused

MOST_COMMENT = 4000


@transaction.atomic
def rate(
    article: Article, *, reader: str, helpful: bool, by: By, comment: str = "", language: str = ""
) -> Feedback:
    """One reader's opinion; another one takes its place, the same again changes nothing.

    `by` is the reader where they are signed in, the desk for a visitor. Raises Refused for a
    reader without a name.
    """
    if not reader.strip():
        raise Refused("Nobody can be told who this opinion is of.")
    article = locked(article)
    reading_hand(article, by)
    comment = clean(comment, most=MOST_COMMENT).strip()
    row = Feedback.objects.filter(article=article, reader=reader[:80]).first()
    if row and (row.helpful, row.comment) == (helpful, comment):
        return row
    event = Rated(
        article=article.pk, reader=reader[:80], helpful=helpful, comment=comment, language=language,
        was=row.helpful if row else None,
    )  # fmt: skip
    row = row or Feedback(article=article)
    row.article = article
    record(row, event, fold=fold_feedback, by=by)
    return row
