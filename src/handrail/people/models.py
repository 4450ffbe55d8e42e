"""Everybody: those who ask, those who answer, and what they belong to."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from handrail.base.text import fold_case, one_line
from handrail.people import rules


class Role(models.TextChoices):
    """What a person is to the desk."""

    CUSTOMER = "customer", _("Customer")
    LIGHT = "light_agent", _("Light agent")
    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Lead")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


class Presence(models.TextChoices):
    """Whether an agent takes work right now."""

    ONLINE = "online", _("Online")
    BUSY = "busy", _("Busy")
    AWAY = "away", _("Away")
    OUT = "out", _("Out of office")


class Plan(models.Model):
    """What a customer bought. Never a level of support: that is a tier."""

    name = models.CharField(max_length=80, unique=True)
    weight = models.SmallIntegerField(default=0, help_text=_("Higher is served sooner."))

    class Meta:
        ordering = ["-weight", "name"]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A company that customers belong to."""

    name = models.CharField(max_length=200, unique=True)
    domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True)
    shares_tickets = models.BooleanField(
        default=False, help_text=_("Colleagues may read each other's tickets.")
    )
    is_key = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(fields=["domains"], name="organisation_by_domain")]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """How people come into being."""

    def create_user(self, email: str | None, password: str | None = None, **facts: Any) -> "Person":
        """A person who can sign in; without a password only by emailed code."""
        person = self.model(email=fold_case(email) if email else None, **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "Person":
        """An administrator."""
        return self.create_user(email, password, role=Role.ADMIN, is_superuser=True, **facts)


class Person(AbstractBaseUser, PermissionsMixin):
    """Anybody who can write to the desk or work at it. The role says which."""

    email = models.EmailField(_("email address"), null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(max_length=12, choices=Role, default=Role.CUSTOMER)
    is_active = models.BooleanField(default=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="people"
    )
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=50, default="UTC")
    presence = models.CharField(max_length=8, choices=Presence, default=Presence.ONLINE)
    capacity = models.PositiveSmallIntegerField(
        default=12, help_text=_("How many open tickets this agent works on at once.")
    )
    bounced_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="person_has_a_known_role"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation"], name="people_of_organisation"),
            # Colleagues are few among customers; they are named in every form.
            models.Index(
                fields=["name"], name="people_who_work_here", condition=~models.Q(role="customer")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or self.email or f"person {self.pk}"

    def clean(self) -> None:
        """Names in one line; an empty address is no address."""
        super().clean()
        self.name = one_line(self.name, most=200)
        self.email = fold_case(self.email) if self.email else None

    @property
    def is_staff(self) -> bool:
        """Whether this person works at the desk (Django's admin asks by this name)."""
        return rules.works_here(self.role) and self.is_active

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """What the log files a person's own events under: no ticket and no team."""
        return None, None, None

    def can(self, verb: str) -> bool:
        """Whether the role allows the verb at all; which tickets is for `visible_to` to say."""
        return self.is_active and rules.can(self.role, verb)


class Identity(models.Model):
    """One way a person is known to a channel."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("Email")
        PHONE = "phone", _("Phone")
        HANDLE = "handle", _("Handle")

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=320)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _("identities")
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="one_person_an_identity")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Skill(models.Model):
    """Something an agent can be good at."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class PersonSkill(models.Model):
    """How good, and until when the proof counts."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.CASCADE)
    level = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="one_level_a_skill"),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 5)), name="skill_level_is_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.skill} {self.level}"
