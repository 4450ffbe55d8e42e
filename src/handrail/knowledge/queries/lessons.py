"""Which tickets taught something that nobody has written down."""

from datetime import datetime

from handrail.desk.models import Brand
from handrail.knowledge import rules
from handrail.knowledge.models import Article, Tie, level_of
from handrail.people.models import Person
from handrail.people.rules import can
from handrail.tickets.models import Ticket


def needs_lesson(ticket: Ticket, person: Person) -> bool:
    """Whether to ask a solver for the lesson: above tier 1, may write, and nothing useful is linked.

    An article that was wrong teaches nothing; one that was used, helped, improved or written does.
    """
    if not (person.is_active and can(person.role, "write_articles")):
        return False
    return rules.asks_for_lesson(level=_level(ticket, person), taught=is_taught(ticket))


def _level(ticket: Ticket, person: Person) -> int:
    """An administrator stands above every tier, but solves at the one the ticket is in."""
    return min(level_of(person), ticket.tier.level) if person.role == "admin" else level_of(person)


def is_taught(ticket: Ticket) -> bool:
    """Whether an article is tied to the ticket that says what it taught (index tied_once_a_kind)."""
    ties = Tie.objects.filter(ticket=ticket.pk, removed_at=None, kind__in=rules.TAUGHT)
    return ties.exists()


def ties_of(
    ticket: Ticket, *, person: Person, brand: Brand | None = None, at: datetime | None = None
) -> list[Tie]:
    """The articles tied to a ticket that this person may read, in the order they were tied."""
    readable = Article.objects.visible_to(person, brand, at=at)
    ties = Tie.objects.filter(ticket=ticket.pk, removed_at=None, article__in=readable)
    return list(ties.select_related("article", "person").order_by("id"))


def tried(ticket: Ticket, *, person: Person) -> list[tuple[str, str]]:
    """(title, verdict) of the articles tried on a ticket: what a handoff's package says was tried."""
    ties = [tie for tie in ties_of(ticket, person=person) if tie.kind in rules.VERDICTS]
    wordings = {
        tie.pk: tie.article.wordings.select_related("newest", "shown").get(
            language=tie.article.language
        )
        for tie in ties
    }
    return [(str(wordings[tie.pk].shown or wordings[tie.pk].newest), tie.kind) for tie in ties]
