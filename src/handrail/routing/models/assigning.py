"""Who may get which ticket, and how a team gives its tickets out."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Category, Team
from handrail.people.models import Person, Skill


class TeamPolicy(models.Model):
    """How a team's tickets find their agents. A team without one pulls."""

    class Mode(models.TextChoices):
        PULL = "pull", _("Agents take the next")
        PUSH = "push", _("The desk assigns")

    class Strategy(models.TextChoices):
        LEAST_LOADED = "least_loaded", _("Whoever has the least")
        ROUND_ROBIN = "round_robin", _("In turn")
        BEST_SKILL = "best_skill", _("Whoever is best at it")
        STICKY = "sticky", _("Who last answered this requester")

    team = models.OneToOneField(Team, models.CASCADE, related_name="policy")
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.PULL)
    strategy = models.CharField(max_length=12, choices=Strategy, default=Strategy.LEAST_LOADED)

    class Meta:
        verbose_name_plural = _("team policies")

    def __str__(self) -> str:
        return f"{self.team}: {self.get_mode_display()}"


class ChannelCapacity(models.Model):
    """How many open tickets of one channel an agent works on at once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="channel_capacities")
    channel = models.CharField(max_length=12)
    most = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = _("channel capacities")
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="one_capacity_a_channel")
        ]

    def __str__(self) -> str:
        words = {"person": self.person, "most": self.most, "channel": self.channel}
        return str(_("%(person)s: %(most)s by %(channel)s") % words)


class SkillNeed(models.Model):
    """What an agent must be able to do to get tickets of a category, or of one below it."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="skill_needs")
    skill = models.ForeignKey(Skill, models.PROTECT)
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "skill"], name="one_need_a_skill"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="need_is_one_to_five"),
        ]

    def __str__(self) -> str:
        words = {"category": self.category, "skill": self.skill, "level": self.level}
        return str(_("%(category)s needs %(skill)s %(level)s") % words)


class DutyShift(models.Model):
    """A span in which somebody is on duty for a team. A team that has any is given work by them."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="shifts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_has_a_span")
        ]
        indexes = [models.Index(fields=["team", "ends_at"], name="shifts_of_team")]

    def __str__(self) -> str:
        return str(_("%(person)s for %(team)s") % {"person": self.person, "team": self.team})

    def clean(self) -> None:
        """A shift ends after it starts."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError(_("A shift ends after it starts."))
