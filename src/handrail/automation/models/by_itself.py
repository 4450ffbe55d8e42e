"""Rules that start by themselves: on events, and when time has passed."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.automation.models.checks import Acting
from handrail.automation.rules import OCCASIONS

LONGEST_MINUTES = 366 * 24 * 60


class Trigger(Acting):
    """A rule that starts when something happens to a ticket."""

    on = ArrayField(models.CharField(max_length=60), help_text=_("The events that start it."))

    @property
    def ref(self) -> str:
        """What keys and the log call it."""
        return f"trigger:{self.pk}"

    def clean(self) -> None:
        """An event there is, at least one."""
        super().clean()
        unknown = [kind for kind in self.on or [] if kind not in OCCASIONS]
        if not self.on:
            raise ValidationError({"on": _("Say what starts it: at least one event.")})
        if unknown:
            raise ValidationError(
                {"on": _("No trigger starts on %(names)s.") % {"names": ", ".join(unknown)}}
            )


class TimeRule(Acting):
    """A rule that starts when a ticket has been so for a while, once in each such while."""

    class Since(models.TextChoices):
        OPENED = "opened", _("Since it was opened")
        TURN = "turn", _("Since the turn changed")
        CHANGED = "changed", _("Since anything changed")
        SOLVED = "solved", _("Since it was solved")

    # Before the triggers, so that what it does may start them.
    position = models.PositiveIntegerField(default=10, help_text=_("Lower comes first."))
    since = models.CharField(max_length=7, choices=Since, default=Since.TURN)
    after_minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)],
        help_text=_("From one minute to a year."),
    )
    business = models.BooleanField(
        default=False, help_text=_("Only the open hours of the ticket's team count.")
    )

    class Meta(Acting.Meta):
        constraints = [
            models.CheckConstraint(
                name="time_rule_within_a_year",
                condition=Q(after_minutes__range=(1, LONGEST_MINUTES)),
            )
        ]

    @property
    def ref(self) -> str:
        """What keys and the log call it."""
        return f"time:{self.pk}"
