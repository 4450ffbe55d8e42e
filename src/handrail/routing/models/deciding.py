"""What triage decides by, and what the learned model said."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Category, Team
from handrail.people.models import Person, Skill
from handrail.routing import rules
from handrail.tickets.conditions import BadCondition, read
from handrail.tickets.models import Ticket


class Rule(models.Model):
    """When the conditions fit a new request, these facts are set. The first rule to set a fact wins.

    `sets` is {"category": id, "impact": 1–3, "urgency": 1–3, "complexity": 1–3, "tier": level,
    "team": id, "language": "de", "tags": ["…"], "skill": [id, level]}, each left out at will.
    """

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    conditions = models.JSONField(default=dict, blank=True)
    sets = models.JSONField(default=dict)
    stop = models.BooleanField(
        default=False, help_text=_("When this rule fits, no later rule is asked.")
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what cannot work: broken conditions, unknown facts, rows that are gone."""
        super().clean()
        try:
            read(self.conditions)
            rules.check_sets(self.sets)
        except (BadCondition, rules.BadRule) as fault:
            raise ValidationError(str(fault)) from fault
        _check_rows(self.sets)


def _check_rows(sets: dict[str, Any]) -> None:
    for name, model in (("category", Category), ("team", Team)):
        if name in sets and not model._default_manager.filter(pk=sets[name]).exists():
            raise ValidationError(
                _("The %(name)s that this rule names is gone. Choose another.") % {"name": name}
            )
    if "skill" in sets and not Skill.objects.filter(pk=sets["skill"][0]).exists():
        raise ValidationError(_("The skill that this rule names is gone. Choose another."))
    if "tier" not in sets:
        return
    tiers = Team.objects.filter(tier__level=sets["tier"])
    if not tiers.exists():
        raise ValidationError(_("No team works in tier %(tier)s.") % {"tier": sets["tier"]})
    if "team" in sets and not tiers.filter(pk=sets["team"]).exists():
        raise ValidationError(
            _("The team of this rule is not in the tier it names. Name one of both.")
        )


class Starter(models.Model):
    """Words that speak for a category from the first day, before anything was learned."""

    category = models.OneToOneField(Category, models.CASCADE, related_name="starter")
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(_("words for %(category)s") % {"category": self.category})


class Suggestion(models.Model):
    """What the learned model says about one ticket: applied when it was sure, else offered."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        APPLIED = "applied", _("Applied")
        CONFIRMED = "confirmed", _("Confirmed by a person")
        CORRECTED = "corrected", _("Corrected by a person")

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="suggestion")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    confidence = models.FloatField()
    words = ArrayField(models.CharField(max_length=80), default=list)
    others = models.JSONField(default=list, help_text=_("The next best: [category, confidence]."))
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    label = models.ForeignKey(
        Category, models.SET_NULL, null=True, related_name="+",
        help_text=_("What a person said it is."),
    )  # fmt: skip
    said_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["version", "state"], name="suggestions_of_version")]

    def __str__(self) -> str:
        return f"suggestion for #{self.ticket_id}"


class TriageModel(models.Model):
    """One trained version of the learned model, and how well it did on the newest weeks."""

    class State(models.TextChoices):
        TRAINED = "trained", _("Trained, and not better than the live one")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Replaced by a better one")
        ROLLED_BACK = "rolled_back", _("Rolled back")

    version = models.PositiveIntegerField(unique=True)
    file = models.CharField(max_length=200)
    state = models.CharField(max_length=11, choices=State, default=State.TRAINED)
    trained_at = models.DateTimeField()
    tickets = models.PositiveIntegerField(help_text=_("How many tickets it learned from."))
    measures = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="live"), name="one_live_triage_model"
            )
        ]

    def __str__(self) -> str:
        return f"triage model {self.version}"
