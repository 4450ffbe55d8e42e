"""Trees, their versions, and every walk through them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Brand, Category, Tier
from handrail.knowledge.models import hand_of
from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.tickets.models import Ticket


class TreeQuerySet(models.QuerySet["Tree"]):
    """Questions about many trees."""

    def visible_to(self, person: Person | None, brand: Brand | None) -> "TreeQuerySet":
        """What somebody may walk: published, for their level, of this brand or all. Writers see drafts."""
        hand = hand_of(person)
        found = self.filter(audience__lte=hand.level)
        if brand is not None or not works_here(hand.role):
            found = found.filter(Q(brand__isnull=True) | Q(brand=brand))
        return found if hand.writes else found.filter(state=Tree.State.PUBLISHED)


class Tree(models.Model):
    """A decision tree: for whom, whose, and which version is walked. Only `fold_tree` changes it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    audience = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=12, default="en")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    newest = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(null=True, help_text=_("The version that is walked."))

    objects: ClassVar[TreeQuerySet] = TreeQuerySet.as_manager()  # type: ignore[assignment]
    NOT_FOLDED = frozenset({"id"})

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="published_tree_has_a_version",
                condition=~Q(state="published") | Q(shown__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed with the tier that owns it."""
        return None, self.tier_id, None


class TreeVersion(models.Model):
    """One definition of a tree, for ever: numbered, signed, never changed."""

    tree = models.ForeignKey(Tree, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["tree", "number"], name="tree_version_once")]

    def __str__(self) -> str:
        return f"{self.tree}, version {self.number}"


class Walk(models.Model):
    """One way through one version: by an agent on a ticket, or by a visitor.

    `path` is [[node, answer], …]; `here` the node it stands at. A trial is not counted.
    """

    class Outcome(models.TextChoices):
        NONE = "", _("Under way")
        SOLVED = "solved", _("Solved")
        TICKET = "ticket", _("A ticket was opened")
        ESCALATED = "escalated", _("Handed over")

    version = models.ForeignKey(TreeVersion, models.CASCADE, related_name="walks")
    reader = models.CharField(max_length=80)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="walks")
    is_trial = models.BooleanField(default=False)
    here = models.CharField(max_length=40)
    path = models.JSONField(default=list)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.NONE, blank=True)
    begun_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["version", "begun_at"], name="walks_of_version"),
            models.Index(
                fields=["ticket"], name="walks_of_ticket", condition=Q(ticket__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"walk {self.pk}"
