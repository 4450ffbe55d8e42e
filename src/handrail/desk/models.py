"""The shape of support: tiers, teams, categories, and what each stands for."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from handrail.base.languages import offered
from handrail.desk.business_time import Hours
from handrail.desk.week import BadCalendar
from handrail.people.models import Person


class Calendar(models.Model):
    """When a team works: weekly hours in a time zone, and days off.

    `hours` is {"mon": [["09:00", "17:00"], …], …}; an empty object means around the clock.
    """

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=50, default="UTC")
    hours = models.JSONField(default=dict, blank=True)
    days_off = models.JSONField(default=list, blank=True)
    extra_days = models.JSONField(
        default=dict, blank=True,
        help_text=_("Days worked although the week or a holiday says otherwise: date and spans."),
    )  # fmt: skip
    country = models.CharField(
        max_length=2, blank=True, help_text=_("Whose public holidays are off, such as DE.")
    )
    subdivision = models.CharField(
        max_length=20, blank=True, help_text=_("The part of that country, such as BY.")
    )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Kept only when it can be: raises BadCalendar, which says what to write instead."""
        self.open_hours()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Hours that cannot be kept are refused in the administrator's form."""
        super().clean()
        try:
            self.open_hours()
        except BadCalendar as error:
            raise ValidationError(str(error)) from error

    def open_hours(self) -> Hours:
        """The hours to reckon with. Raises BadCalendar."""
        return Hours.read(
            zone=self.time_zone, hours=self.hours, days_off=self.days_off,
            extra_days=self.extra_days, country=self.country, subdivision=self.subdivision,
        )  # fmt: skip


class Brand(models.Model):
    """A face of the company: a portal and an address of its own."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    address = models.EmailField(help_text=_("Where customers write, and what replies come from."))
    signature = models.TextField(blank=True)
    language = models.CharField(
        max_length=12, choices=offered, default="en",
        help_text=_("For customers whose own language we do not know."),
    )  # fmt: skip
    host = models.CharField(
        max_length=253, blank=True, validators=[RegexValidator(r"^[a-z0-9.-]+$")],
        help_text=_("The name its portal answers to, such as help.example.com. Empty: the first brand's."),
    )  # fmt: skip
    hue = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(359)],
        help_text=_("The colour of its portal, as a hue from 0 to 359. Empty: Handrail's blue."),
    )  # fmt: skip
    acknowledges = models.BooleanField(
        default=True, help_text=_("Tell new requesters that their message has arrived.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["host"], name="host_of_one_brand", condition=~models.Q(host="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Tier(models.Model):
    """A level of support and its charter."""

    class Acceptance(models.TextChoices):
        AUTO = "auto", _("At once, without asking")
        AGENT = "agent", _("An agent of the team accepts")
        LEAD = "lead", _("The team's lead accepts")

    level = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    solves = models.TextField(blank=True, help_text=_("What this tier solves."))
    solves_not = models.TextField(blank=True, help_text=_("What it must hand on."))
    objectives = models.JSONField(default=dict, blank=True)
    acceptance = models.CharField(max_length=5, choices=Acceptance, default=Acceptance.AGENT)
    offer_minutes = models.PositiveIntegerField(
        default=60, help_text=_("After this many minutes an unanswered handoff goes to the lead.")
    )
    most_returns = models.PositiveSmallIntegerField(
        default=2,
        help_text=_("After so many returns between the same two teams their leads decide."),
    )
    tells_customer = models.BooleanField(
        default=True, help_text=_("Write to the customer when this tier takes over.")
    )
    notice = models.TextField(
        blank=True,
        default=gettext_noop(
            "Thank you for your patience. A specialist is now looking into this. "
            "You do not need to repeat anything: they have the whole conversation."
        ),
    )

    class Meta:
        ordering = ["level"]

    def __str__(self) -> str:
        return str(_("Tier %(level)s: %(name)s") % {"level": self.level, "name": self.name})


class Team(models.Model):
    """People of one tier who share a queue."""

    class Visibility(models.TextChoices):
        OPEN = "open", _("Every agent may read its tickets")
        PRIVATE = "private", _("Only its members and those who work on a ticket")

    tier = models.ForeignKey(Tier, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    visibility = models.CharField(max_length=7, choices=Visibility, default=Visibility.OPEN)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True)
    is_default = models.BooleanField(
        default=False, help_text=_("New tickets of this tier arrive here.")
    )
    members: ClassVar["models.ManyToManyField[Person, Membership]"] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="teams"
    )

    class Meta:
        ordering = ["tier__level", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tier"], condition=models.Q(is_default=True), name="one_default_team_a_tier"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That somebody is in a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="once_in_a_team")]

    def __str__(self) -> str:
        return str(_("%(person)s in %(team)s") % {"person": self.person, "team": self.team})


class Category(models.Model):
    """What a request is about; a tree, each node with how hard it usually is."""

    class Complexity(models.IntegerChoices):
        ROUTINE = 1, _("Routine")
        DIAGNOSTIC = 2, _("Needs diagnosis")
        EXPERT = 3, _("Needs an expert")

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=80)
    path = models.CharField(max_length=400, unique=True, editable=False)
    complexity = models.PositiveSmallIntegerField(choices=Complexity, default=Complexity.ROUTINE)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True)
    is_public = models.BooleanField(default=True, help_text=_("Customers can choose it."))

    class Meta:
        ordering = ["path"]
        verbose_name_plural = _("categories")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(complexity__in=[1, 2, 3]), name="complexity_is_one_to_three"
            )
        ]

    def __str__(self) -> str:
        return self.path


class PriorityCell(models.Model):
    """One cell of the matrix: this impact and that urgency make this priority (1 is highest)."""

    impact = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["impact", "urgency"], name="one_priority_a_cell"),
            models.CheckConstraint(
                condition=models.Q(
                    impact__range=(1, 3), urgency__range=(1, 3), priority__range=(1, 4)
                ),
                name="matrix_is_three_by_three_of_four",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.impact}×{self.urgency} → P{self.priority}"


class CustomField(models.Model):
    """A typed fact a ticket may carry, asked for in some categories or in all."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("One of a list")
        YES_NO = "yes_no", _("Yes or no")

    key = models.SlugField(unique=True)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=6, choices=Kind)
    options = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True, help_text=_("Customers see it and fill it in."))
    categories = models.ManyToManyField(Category, blank=True, related_name="custom_fields")

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label
