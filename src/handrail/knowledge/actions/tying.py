"""How an article meets a ticket, and that somebody opened it."""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from handrail.base import limits
from handrail.base.by import By
from handrail.base.store import record, write_line
from handrail.knowledge import rules
from handrail.knowledge.actions.locking import reading_hand
from handrail.knowledge.events import Opened, Tied, Untied
from handrail.knowledge.folding import fold_tie
from handrail.knowledge.models import Article, Tie
from handrail.people.rules import require
from handrail.tickets.actions.locking import locked as locked_ticket
from handrail.tickets.models import Ticket

# What is counted by the day; the others of a tie's kinds are not.
COUNTED = frozenset({"used", "helped", "wrong"})
# A row is proposed before its conflict is seen, so what is proposed must be no less than nothing.
COUNT = """
INSERT INTO knowledge_daycount (article_id, day, opened, used, helped, wrong)
VALUES (%(article)s, %(day)s, greatest(%(opened)s, 0), greatest(%(used)s, 0),
        greatest(%(helped)s, 0), greatest(%(wrong)s, 0))
ON CONFLICT (article_id, day) DO UPDATE SET
    opened = knowledge_daycount.opened + %(opened)s, used = knowledge_daycount.used + %(used)s,
    helped = knowledge_daycount.helped + %(helped)s, wrong = knowledge_daycount.wrong + %(wrong)s
"""
A_DAY = timedelta(days=1)


@transaction.atomic
def tie(article: Article, *, ticket: Ticket, kind: str, by: By) -> Tie:
    """Link an article to a ticket: used, helped, wrong, created, improved. The same again is harmless.

    A new verdict takes the place of the old one. Raises Refused for a kind there is not, MayNot for
    an article above one's level.
    """
    require(by, "link_articles")
    replaced = rules.others_of(kind)
    ticket = locked_ticket(ticket)
    reading_hand(article, by)
    standing = {one.kind: one for one in _ties(article, ticket)}
    for other in replaced & standing.keys():
        _remove(standing[other], by)
    if kind in standing:
        return standing[kind]
    made = Tie(article=article, ticket=ticket)
    event = Tied(article=article.pk, ticket=ticket.pk, tie=kind)
    record(made, event, fold=fold_tie, by=by)
    _count(article.pk, by.at, kind, 1)
    return made


@transaction.atomic
def untie(article: Article, *, ticket: Ticket, kind: str, by: By) -> None:
    """Take a link back; one that is not there is no fault."""
    require(by, "link_articles")
    ticket = locked_ticket(ticket)
    for one in _ties(article, ticket):
        if one.kind == kind:
            _remove(one, by)


def _ties(article: Article, ticket: Ticket) -> list[Tie]:
    ties = Tie.objects.filter(article=article.pk, ticket=ticket.pk, removed_at=None)
    return list(ties.select_related("ticket"))


def _remove(one: Tie, by: By) -> None:
    event = Untied(article=one.article_id, ticket=one.ticket_id, tie=one.kind)
    record(one, event, fold=fold_tie, by=by)
    _count(one.article_id, one.at, one.kind, -1)


def _count(article: int, at: datetime, what: str, more: int) -> None:
    """Count on the day it happened (UTC), in the same transaction as the event that says so."""
    if what not in COUNTED and what != "opened":
        return
    facts = dict.fromkeys(("opened", *COUNTED), 0)
    facts[what] = more
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"article": article, "day": at.astimezone(UTC).date(), **facts})


@transaction.atomic
def opened(article: Article, *, language: str, reader: str, by: By) -> bool:
    """Somebody opened an article they may read; whether it counts: a reader counts once a day.

    `reader` is "person 7", or a keyed hash of a visitor's session. Searching machines without a
    session are no readers: the door leaves them out.
    """
    if limits.count(f"read {article.pk} {reader}", at=by.at, every=A_DAY) > 1:
        return False
    write_line(Opened(language=language, reader=reader), subject=article.pk, by=by)
    _count(article.pk, by.at, "opened", 1)
    return True
