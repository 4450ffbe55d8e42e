"""What was suggested to somebody who was about to write, and what came of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from handrail.base.text import one_line
from handrail.knowledge.models import Article, Suggestion
from handrail.knowledge.rules import DEFLECTED_AFTER
from handrail.people.models import Person
from handrail.tickets.models import Ticket

SETTLED_AT_ONCE = 500


@transaction.atomic
def suggest(
    articles: Iterable[Article], *, visitor: str, at: datetime, person: Person | None = None,
    words: str = "",
) -> None:  # fmt: skip
    """Remember that these articles stood before a visitor; each counts once while it is not settled.

    The caller has them from `visible_to` this very reader.
    """
    wanted = {article.pk: article for article in articles}
    before = _open(visitor).filter(article__in=wanted).values_list("article_id", flat=True)
    Suggestion.objects.bulk_create(
        Suggestion(
            visitor=visitor, person=person, article=wanted[pk], words=one_line(words), shown_at=at
        )
        for pk in sorted(wanted.keys() - set(before))
    )


@transaction.atomic
def open_suggestion(article: Article, *, visitor: str, at: datetime) -> bool:
    """The visitor opened one that was suggested; whether it was the first time."""
    rows = _open(visitor).filter(article=article, opened_at__isnull=True)
    return bool(rows.update(opened_at=at))


@transaction.atomic
def followed(ticket: Ticket, *, visitor: str) -> int:
    """This visitor has written after all: what was suggested within the time spared no ticket."""
    since = ticket.opened_at - DEFLECTED_AFTER
    soon = Q(opened_at__gt=since) | Q(opened_at__isnull=True, shown_at__gt=since)
    return _open(visitor).filter(soon, ticket__isnull=True).update(ticket=ticket)


@transaction.atomic
def settle_suggestions(*, now: datetime) -> int:
    """Suggestions whose time is over, at most 500: tied to a ticket the person opened meanwhile.

    So somebody who was signed in and wrote by mail, or from another device, is no ticket spared.
    The time runs from the opening, or from the showing of what nobody opened. How many were settled.
    """
    due = Suggestion.objects.select_for_update(skip_locked=True).filter(
        Q(opened_at__lte=now - DEFLECTED_AFTER)
        | Q(opened_at__isnull=True, shown_at__lte=now - DEFLECTED_AFTER),
        settled_at__isnull=True, shown_at__lte=now - DEFLECTED_AFTER,
    )  # fmt: skip
    rows = list(due.order_by("shown_at")[:SETTLED_AT_ONCE])
    for row in rows:
        row.ticket_id = row.ticket_id or _wrote_anyway(row)
        row.settled_at = now
    Suggestion.objects.bulk_update(rows, ["ticket", "settled_at"])
    return len(rows)


def _open(visitor: str) -> "QuerySet[Suggestion]":
    return Suggestion.objects.filter(visitor=visitor, settled_at__isnull=True)


def _wrote_anyway(row: Suggestion) -> int | None:
    if row.person_id is None:
        return None
    since = row.opened_at or row.shown_at
    theirs = Ticket.objects.filter(requester=row.person_id, opened_at__gte=row.shown_at)
    soon = theirs.filter(opened_at__lte=since + DEFLECTED_AFTER).order_by("pk")
    return soon.values_list("pk", flat=True).first()
