"""An article, its languages, and every version it ever had."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Brand, Category, Tier
from handrail.knowledge.models.scope import ArticleQuerySet
from handrail.people.models import Person
from handrail.tickets.models import Blob


class State(models.TextChoices):
    """The life of an article."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Article(models.Model):
    """What is one in all its languages: for whom, whose, and how it stands. Only `fold` changes it.

    `audience` is 0 for everyone, n for tier n and up. `confirmed_at` is when somebody last said that
    it is right; `asked_at` since when a review is awaited, of a draft or of an improvement.
    """

    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    audience = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=12, default="en")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="articles")
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="articles"
    )
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="articles")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    review_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # The end that its owner was warned of; another end is another warning.
    warned_for = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_why = models.TextField(blank=True)

    objects: ClassVar[ArticleQuerySet] = ArticleQuerySet.as_manager()  # type: ignore[assignment]
    NOT_FOLDED = frozenset({"id"})

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="article_has_a_known_state", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="article_was_published_at_a_time",
                condition=~Q(state="published")
                | Q(published_at__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="article_was_retired_at_a_time",
                condition=~Q(state="retired") | Q(retired_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["audience", "category", "brand"], name="articles_to_read",
                condition=Q(state="published"),
            ),
            models.Index(
                fields=["expires_at"], name="articles_to_expire",
                condition=Q(state="published", expires_at__isnull=False),
            ),
            models.Index(
                fields=["review_at"], name="articles_to_look_at",
                condition=Q(state="published", review_at__isnull=False),
            ),
            models.Index(
                fields=["asked_at"], name="articles_to_review", condition=Q(asked_at__isnull=False)
            ),
            models.Index(fields=["owner", "-changed_at"], name="articles_of_owner"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"article {self.pk}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Where the log files it: under no ticket, with the tier that owns it."""
        return None, self.tier_id, None


class Version(models.Model):
    """One wording of an article in one language, for ever: numbered, signed, never changed.

    Texts are Markdown. The database refuses to update a row (migration 0001).
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=250)
    summary = models.TextField(blank=True)
    issue = models.TextField(blank=True)
    environment = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language", "number"], name="version_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Wording(models.Model):
    """An article in one language: where it is found, what readers read, and what is newest.

    `shown` is empty until it is published; where `newest` is another, an improvement waits.
    `needs_coach` says that whoever wrote the newest could not have published it.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=12)
    slug = models.CharField(max_length=120)
    shown = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    newest = models.ForeignKey(Version, models.PROTECT, related_name="+")
    needs_coach = models.BooleanField(default=False)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["article", "language"], name="one_wording_a_language"),
            models.UniqueConstraint(fields=["language", "slug"], name="one_wording_a_slug"),
        ]
        indexes = [
            models.Index(
                fields=["article"], name="wordings_to_publish",
                condition=Q(shown__isnull=True) | ~Q(shown=F("newest")),
            ),
            models.Index(fields=["newest"], name="wordings_to_coach", condition=Q(needs_coach=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.slug} ({self.language})"


class OldSlug(models.Model):
    """Where a wording was found before; whoever comes by the old address is led to the new one."""

    wording = models.ForeignKey(Wording, models.CASCADE, related_name="old_slugs")
    language = models.CharField(max_length=12)
    slug = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="one_way_on_a_slug")
        ]

    def __str__(self) -> str:
        return f"{self.slug} → {self.wording_id}"


class ArticleFile(models.Model):
    """A file of an article, known by its name in the text. Readers see it once it was published."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    is_shown = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["article", "name"], name="one_article_file_a_name")
        ]

    def __str__(self) -> str:
        return self.name
