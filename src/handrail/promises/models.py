"""Policies, what they promise, and the promises themselves."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Calendar, Team
from handrail.desk.shape import shape
from handrail.promises.rules import BadPolicy, check_levels, check_pauses, conditions_of
from handrail.tickets.models import Ticket

# Ten years; nobody means more, and a clock must end within the calendar's sight.
MOST_MINUTES = 60 * 24 * 3653


class Kind(models.TextChoices):
    """What can be promised: to the customer (SLA), and by one team to another (OLA)."""

    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    RESOLUTION = "resolution", _("Resolution")
    ACCEPT_HANDOFF = "accept_handoff", _("Accept a handoff")
    TIME_IN_TIER = "time_in_tier", _("Time in tier")
    ANSWER_CONSULT = "answer_consult", _("Answer a consult")


def default_levels() -> list[int]:
    """When to warn, in percent of the time."""
    return [50, 75, 90]


def default_pauses() -> dict[str, list[str]]:
    """Which clocks stand while the ticket waits, by what it waits on."""
    kinds = ["resolution", "time_in_tier"]
    return {"customer": kinds, "third_party": kinds, "until": kinds}


class Policy(models.Model):
    """A set of targets for the tickets it fits; the first that fits decides.

    Promises to the customer run by the policy's calendar, or around the clock where it has none;
    promises between teams by the calendar of the team that owes them.
    """

    position = models.PositiveSmallIntegerField(
        default=100, help_text=_("Policies are tried in this order; the first that fits decides.")
    )
    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)
    conditions = models.JSONField(default=dict, blank=True, help_text=_("Empty fits every ticket."))
    calendar = models.ForeignKey(
        Calendar, models.PROTECT, null=True, blank=True,
        help_text=_("For promises to the customer. Without one they run around the clock."),
    )  # fmt: skip
    warn_at = ArrayField(
        models.PositiveSmallIntegerField(), default=default_levels, blank=True,
        help_text=_("Warn when so much of the time, in percent, is used up."),
    )  # fmt: skip
    pauses = models.JSONField(default=default_pauses, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises BadPolicy for what cannot be kept."""
        self._check()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """What cannot be kept is refused in the administrator's form."""
        super().clean()
        try:
            self._check()
        except BadPolicy as error:
            raise ValidationError(str(error)) from error

    def _check(self) -> None:
        self.warn_at = list(check_levels(self.warn_at))
        check_pauses(self.pauses)
        conditions_of(self.conditions)


class Target(models.Model):
    """So many minutes of open time for one kind of clock; without a priority, for all others."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=14, choices=Kind)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveIntegerField()

    class Meta:
        ordering = ["policy", "kind", "priority"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "kind", "priority"],
                nulls_distinct=False,
                name="one_target_a_kind",
            ),
            models.CheckConstraint(
                name="target_is_some_time",
                condition=Q(minutes__range=(1, MOST_MINUTES))
                & (Q(priority__isnull=True) | Q(priority__range=(1, 4))),
            ),
        ]

    def __str__(self) -> str:
        of = f"P{self.priority} " if self.priority else ""
        return f"{of}{self.get_kind_display()}: {self.minutes} min"


class Consequence(models.Model):
    """What follows when so much of the time is used up; 100 percent is the breach."""

    class Action(models.TextChoices):
        NOTIFY_OWNER = "notify_owner", _("Tell the owner")
        NOTIFY_LEAD = "notify_lead", _("Tell the team's lead")
        RAISE_PRIORITY = "raise_priority", _("Raise the priority")
        REASSIGN = "reassign", _("Put it back into the queue")
        ESCALATE = "escalate", _("Offer it to the next tier")
        CALL_DUTY_LEAD = "call_duty_lead", _("Call the lead on duty")

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="consequences")
    kind = models.CharField(
        max_length=14, choices=Kind, blank=True, help_text=_("Empty is every kind of clock.")
    )
    at_percent = models.PositiveSmallIntegerField(default=100)
    action = models.CharField(max_length=14, choices=Action)

    class Meta:
        ordering = ["policy", "at_percent", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "kind", "at_percent", "action"], name="one_consequence_a_level"
            ),
            models.CheckConstraint(
                name="consequence_up_to_the_breach", condition=Q(at_percent__range=(1, 100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at_percent} %: {self.get_action_display()}"


class Promise(models.Model):
    """One clock of one ticket. Drawn from the log, in the transaction of the event it follows.

    `about` is the handoff, the consult or the tier that the clock is for. `ended_at` is
    empty as long as somebody still waits, also on a promise that is already broken. `next_at` is
    when the sweep must look: the next warning, or the breach.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Broken")
        CANCELLED = "cancelled", _("Cancelled")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=14, choices=Kind)
    about = models.BigIntegerField(null=True)
    policy = models.ForeignKey(Policy, models.SET_NULL, null=True, db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, db_index=False, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    target_seconds = models.PositiveBigIntegerField()
    started_at = models.DateTimeField()
    waits = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    used_seconds = models.PositiveBigIntegerField(default=0)
    warned = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind", "about"],
                nulls_distinct=False,
                condition=Q(ended_at__isnull=True),
                name="one_clock_of_a_kind",
            ),
            models.CheckConstraint(
                name="promise_runs_towards_a_moment",
                condition=~Q(state="running") | Q(next_at__isnull=False, due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_stands_since",
                condition=~Q(state="paused") | Q(paused_at__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_ended_in_some_way",
                condition=Q(ended_at__isnull=False, state__in=["kept", "broken", "cancelled"])
                | Q(ended_at__isnull=True, state__in=["running", "paused", "broken"]),
            ),
        ]
        indexes = [
            # The sweep reads this and nothing else: what stands still or has ended is not in it.
            models.Index(fields=["next_at", "id"], name="promises_due", condition=Q(state="running")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of #{self.ticket_id}: {self.state}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed under the ticket and the team that has it, or that owes the answer."""
        ticket = self.ticket
        if self.team_id is None or self.team_id == ticket.team_id:
            return ticket.pk, ticket.tier_id, ticket.team_id
        return ticket.pk, shape().team(self.team_id).tier_id, self.team_id


class Settled(models.Model):
    """For which settings all promises have been worked out anew; one row."""

    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.digest
