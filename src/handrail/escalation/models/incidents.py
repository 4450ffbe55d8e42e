"""Major incidents: one trouble behind many tickets, and one voice towards all who have it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.people.models import Person
from handrail.tickets.models import Message, Ticket


class Stage(models.TextChoices):
    """How far a major incident has come, in the words of public status pages."""

    INVESTIGATING = "investigating", _("Investigating")
    IDENTIFIED = "identified", _("Cause identified")
    MONITORING = "monitoring", _("Fixed, being watched")
    RESOLVED = "resolved", _("Resolved")


class Incident(models.Model):
    """A declared major incident: its parent ticket, who manages it, when all hear again."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="incidents")
    title = models.CharField(max_length=120)
    stage = models.CharField(max_length=13, choices=Stage, default=Stage.INVESTIGATING)
    manager = models.ForeignKey(Person, models.PROTECT, related_name="+")
    conditions = models.JSONField(
        default=dict, blank=True, help_text=_("New tickets that fit become part of it.")
    )
    holds = models.BooleanField(
        default=True, help_text=_("Tickets that are part of it wait while it lasts.")
    )
    on_portal = models.BooleanField(default=True, help_text=_("Visitors of the portal read of it."))
    every_minutes = models.PositiveIntegerField(
        default=60, validators=[MinValueValidator(5), MaxValueValidator(10_080)],
        help_text=_("How often customers hear, at the latest."),
    )  # fmt: skip
    next_update_at = models.DateTimeField(null=True)
    overdue = models.PositiveSmallIntegerField(default=0)
    declared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    NOT_FOLDED = frozenset({"id"})

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                name="one_incident_of_a_ticket",
                condition=Q(resolved_at__isnull=True),
            ),
            models.CheckConstraint(
                name="incident_under_way_has_a_clock",
                condition=Q(resolved_at__isnull=False) | Q(next_update_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_update_at"], name="incidents_to_speak_of",
                condition=Q(resolved_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed under its parent ticket."""
        return self.ticket_id, None, None

    @property
    def is_over(self) -> bool:
        """Whether everybody can go home."""
        return self.resolved_at is not None


class Update(models.Model):
    """One public word about an incident, meant for everybody who is part of it."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="updates")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=13, choices=Stage)
    text = models.TextField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text=_("When the last customer had it."))

    class Meta:
        ordering = ["incident", "number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="update_once"),
        ]
        indexes = [
            models.Index(fields=["at"], name="updates_to_tell", condition=Q(told_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"update {self.number} of {self.incident_id}"


class Affected(models.Model):
    """A ticket that is part of an incident; the parent is the first."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="affected")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="part_of")
    by_rule = models.BooleanField(default=False)
    attached_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "ticket"], name="affected_once"),
            models.UniqueConstraint(
                fields=["ticket"], name="part_of_one_incident", condition=Q(is_open=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["incident", "id"], name="affected_to_tell", condition=Q(is_open=True)
            )
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} is part of incident {self.incident_id}"


class Notice(models.Model):
    """That one customer was told one update: the row that makes it happen once."""

    update_of = models.ForeignKey(Update, models.CASCADE, related_name="notices")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["update_of", "ticket"], name="told_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} was told update {self.update_of_id}"


class StageText(models.Model):
    """What the desk usually says at a stage: the update's first draft."""

    stage = models.CharField(max_length=13, choices=Stage, unique=True)
    text = models.TextField(
        help_text=_("{title} and {next} stand for the incident and the time of the next word.")
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.get_stage_display())

    def filled(self, *, title: str, next_at: str) -> str:
        """The text with the incident's own words in it; nothing else in it is read as a command."""
        return self.text.replace("{title}", title).replace("{next}", next_at)
