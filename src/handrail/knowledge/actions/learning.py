"""Solving and writing it down as one act: an article begun from a ticket."""

from django.db import transaction

from handrail.base.by import By
from handrail.knowledge.actions.facts import Facts
from handrail.knowledge.actions.tying import tie
from handrail.knowledge.actions.writing import create, home_tier
from handrail.knowledge.lessons import prefilled
from handrail.knowledge.models import Article, Tie
from handrail.knowledge.words import Words
from handrail.people.rules import require
from handrail.tickets.actions.locking import locked as locked_ticket
from handrail.tickets.models import Ticket


@transaction.atomic
def write_down(ticket: Ticket, *, by: By, words: Words | None = None, audience: int = 1) -> Article:
    """A draft from a ticket, prefilled, tied to it as created; the same person's draft if there is one.

    It is for all agents and owned by the writer's highest tier: that tier reviews it, and widens or
    narrows who reads it. Raises MayNot for whoever may not write.
    """
    require(by, "write_articles")
    ticket = locked_ticket(ticket)
    begun = Tie.objects.filter(
        ticket=ticket, kind=Tie.Kind.CREATED, removed_at=None, article__state="draft",
        article__owner=by.person_id, person=by.person_id,
    ).select_related("article")  # fmt: skip
    if words is None and (known := begun.first()):
        return known.article
    facts = Facts(
        audience=audience, tier=home_tier(by), owner=by.person_id, category=ticket.category_id
    )
    article = create(
        words=words or prefilled(ticket), facts=facts, language=ticket.language or "en", by=by,
        note=f"From #{ticket.pk}",
    )  # fmt: skip
    tie(article, ticket=ticket, kind="created", by=by)
    return article
