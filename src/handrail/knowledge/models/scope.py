"""The one scope rule of knowledge: which articles somebody may see. Every reader asks here."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from handrail.base.clock import now
from handrail.desk.models import Brand
from handrail.knowledge.models.reader import hand_of
from handrail.knowledge.rules import Hand
from handrail.people.models import Person
from handrail.people.rules import works_here

if TYPE_CHECKING:
    from handrail.knowledge.models.article import Article  # noqa: F401


class ArticleQuerySet(models.QuerySet["Article"]):
    """Questions about many articles."""

    def visible_to(
        self, person: Person | None, brand: Brand | None, *, at: datetime | None = None
    ) -> "ArticleQuerySet":
        """What somebody may open: published, not expired, meant for their level, of this brand or all.

        Nobody (None), a requester and whoever is inactive have level 0. Those who write also see
        drafts and retired articles up to their level. For staff no brand means every brand; for
        everybody else it means articles of all brands only.
        """
        return self.open_to(hand_of(person), brand, at=at)

    def open_to(
        self, hand: Hand, brand: Brand | None, *, at: datetime | None = None
    ) -> "ArticleQuerySet":
        """The same for a reader whose level is known already."""
        found = self.filter(audience__lte=hand.level)
        if brand is not None or not works_here(hand.role):
            found = found.filter(Q(brand__isnull=True) | Q(brand=brand))
        return found if hand.writes else found.published(at=at)

    def published(self, *, at: datetime | None = None) -> "ArticleQuerySet":
        """Those that readers read at a moment, now by default."""
        lasts = Q(expires_at__isnull=True) | Q(expires_at__gt=at or now())
        return self.filter(lasts, state="published")
