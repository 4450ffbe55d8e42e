"""What an article is besides its words: for whom, whose, about what, and until when."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from handrail.base.by import By
from handrail.desk.models import Tier
from handrail.knowledge import rules
from handrail.knowledge.actions.locking import happen, locked, standing
from handrail.knowledge.events import Changed, Scheduled
from handrail.knowledge.models import Article, hand_behind
from handrail.knowledge.rules import Refused, Standing
from handrail.people.models import Person
from handrail.tickets.rules import Refused as BadTags
from handrail.tickets.rules import clean_tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of them, by the numbers of their rows; use `dataclasses.replace` to change one."""

    audience: int
    tier: int
    brand: int | None = None
    category: int | None = None
    owner: int | None = None
    tags: tuple[str, ...] = ()

    @classmethod
    def of(cls, article: Article) -> "Facts":
        """The facts an article has."""
        return cls(
            audience=article.audience, tier=article.tier_id, brand=article.brand_id,
            category=article.category_id, owner=article.owner_id, tags=tuple(article.tags),
        )  # fmt: skip


def check_facts(facts: Facts) -> None:
    """Raise Refused for facts that cannot be."""
    if not 0 <= facts.audience <= rules.TOP:
        raise Refused("The audience is everyone (0), or a tier and up (its level).")
    owner = Person.objects.filter(pk=facts.owner).first() if facts.owner else None
    if facts.owner and not (owner and owner.can("write_articles")):
        raise Refused("The owner must be somebody who writes articles.")
    try:
        clean_tags(list(facts.tags))
    except BadTags as fault:
        raise Refused(fault.sentence) from fault


@transaction.atomic
def change(article: Article, *, facts: Facts, by: By) -> Article:
    """Give an article these facts; those it has already change nothing.

    A published article changes its readers at once, so it takes whoever may publish it, before and
    after. Raises MayNot, Refused.
    """
    article, hand = locked(article), hand_behind(by)
    rules.check_write(hand, article.audience)
    rules.check_write(hand, facts.audience)
    check_facts(facts)
    old, new = asdict(Facts.of(article)), asdict(facts)
    new["tags"] = tuple(clean_tags(list(facts.tags)))
    changes = {name: (old[name], value) for name, value in new.items() if old[name] != value}
    if not changes:
        return article
    if article.state == "published":
        level = Tier.objects.get(pk=facts.tier).level
        rules.check_publish(hand, standing(article))
        rules.check_publish(hand, Standing("published", facts.audience, level))
    happen(article, Changed(changes=_plain(changes)), by)
    return locked(article)


def _plain(changes: dict[str, tuple[object, object]]) -> dict[str, tuple[object, object]]:
    """With lists for tuples, as the log gives them back."""
    return {
        name: (list(a) if isinstance(a, tuple) else a, list(b) if isinstance(b, tuple) else b)
        for name, (a, b) in changes.items()
    }


@transaction.atomic
def schedule(
    article: Article, *, review_at: datetime | None, expires_at: datetime | None, by: By
) -> Article:
    """When to look again, and when it ends; None for never. Raises Refused for a past expiry."""
    article, hand = locked(article), hand_behind(by)
    rules.check_write(hand, article.audience)
    if article.state == "published":
        rules.check_publish(hand, standing(article))
    if (article.review_at, article.expires_at) == (review_at, expires_at):
        return article
    rules.check_dates(review_at, expires_at, by.at)
    happen(article, Scheduled(review_at=review_at, expires_at=expires_at), by)
    return article
