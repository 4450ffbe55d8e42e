"""How articles meet tickets, and how often they are read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.knowledge.models.article import Article
from handrail.people.models import Person
from handrail.tickets.models import Ticket


class Tie(models.Model):
    """How an article met a ticket: used, helped or wrong; created from it, or improved by it."""

    class Kind(models.TextChoices):
        USED = "used", _("Used")
        HELPED = "helped", _("Helped")
        WRONG = "wrong", _("Was wrong")
        CREATED = "created", _("Written from it")
        IMPROVED = "improved", _("Improved by it")

    article = models.ForeignKey(Article, models.CASCADE, related_name="ties")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="article_ties")
    kind = models.CharField(max_length=8, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    NOT_FOLDED = frozenset({"id"})

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "article", "kind"],
                name="tied_once_a_kind",
                condition=Q(removed_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["article", "kind"], name="ties_of_article",
                condition=Q(removed_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"article {self.article_id} {self.kind} on #{self.ticket_id}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed under the ticket, with whoever has it."""
        return self.ticket.stands_at()


class DayCount(models.Model):
    """What happened to an article on one day (UTC), counted from the events that say so.

    `opened` counts readers, each once a day; `used`, `helped` and `wrong` count tickets tied.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="days")
    day = models.DateField()
    opened = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    helped = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"article {self.article_id} on {self.day}"


class Suggestion(models.Model):
    """An article that was offered to somebody who was about to write; whether they opened it.

    `visitor` is a keyed hash of the session, never the session itself. `ticket` is what the same
    visitor or person opened within the time that `rules.DEFLECTED_AFTER` allows.
    """

    visitor = models.CharField(max_length=64)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, related_name="suggestions")
    words = models.CharField(max_length=250, blank=True)
    shown_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["visitor", "article"], name="suggestions_of_visitor",
                condition=Q(settled_at__isnull=True),
            ),
            models.Index(
                fields=["shown_at"], name="suggestions_to_settle",
                condition=Q(settled_at__isnull=True),
            ),
            models.Index(fields=["shown_at", "article"], name="suggestions_by_time"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"article {self.article_id} to {self.visitor[:6]}…"
