"""What readers and colleagues say of an article."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.knowledge.models.article import Article, Version
from handrail.people.models import Person


class Feedback(models.Model):
    """Whether an article helped one reader. A second answer takes the place of the first.

    `reader` is "person 7" for somebody signed in, else a keyed hash of the session.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="feedback")
    reader = models.CharField(max_length=80)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    helpful = models.BooleanField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    NOT_FOLDED = frozenset({"id"})

    class Meta:
        verbose_name_plural = _("feedback")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["article", "reader"], name="one_opinion_a_reader")
        ]

    def __str__(self) -> str:
        return f"{'helpful' if self.helpful else 'no help'}: article {self.article_id}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed with the tier that owns the article."""
        return self.article.stands_at()


class Flag(models.Model):
    """Something is wrong with an article, and somebody said so; open until it is settled."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        FIXED = "fixed", _("Fixed")
        DISMISSED = "dismissed", _("Dismissed")

    article = models.ForeignKey(Article, models.CASCADE, related_name="flags")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    reason = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    NOT_FOLDED = frozenset({"id"})

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="flag_is_open_or_settled",
                condition=Q(state="open", settled_at__isnull=True)
                | Q(state__in=["fixed", "dismissed"], settled_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["article"], name="flags_that_stand", condition=Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"flag {self.pk} on article {self.article_id}: {self.state}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed with the tier that owns the article."""
        return self.article.stands_at()


class Advice(models.Model):
    """What a coach tells the author of a draft; about one version of it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="advice")
    version = models.ForeignKey(Version, models.CASCADE, related_name="advice")
    coach = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    NOT_FOLDED = frozenset({"id"})

    class Meta:
        verbose_name_plural = _("advice")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["version"], name="advice_to_read", condition=Q(seen_at=None))
        ]

    def __str__(self) -> str:
        return f"advice on article {self.article_id}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed with the tier that owns the article."""
        return self.article.stands_at()
