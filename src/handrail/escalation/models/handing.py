"""Stints, handoffs, consults: who was responsible when; and the paths by which tickets climb."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Team, Tier
from handrail.escalation.rules import WORDS
from handrail.people.models import Person
from handrail.tickets.conditions.language import BadCondition, read
from handrail.tickets.models import Ticket


class Stint(models.Model):
    """One team's, and within it one agent's, turn with a ticket.

    Drawn from the ticket's events in the same transaction. An unsolved ticket has exactly one
    open owning stint: at most one by the partial unique index, at least one by a constraint
    trigger (migration 0002). Times in seconds; waiting is what was spent in declared waits.
    """

    class Kind(models.TextChoices):
        OWNING = "owning", _("Owning")
        HELPER = "helper", _("Helping")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="stints")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.OWNING)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="stints")
    started_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    business_seconds = models.PositiveIntegerField(default=0)
    waiting_seconds = models.PositiveIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                name="one_open_owning_stint",
                condition=Q(ended_at__isnull=True, kind="owning"),
            ),
            models.UniqueConstraint(
                fields=["ticket", "agent"],
                name="one_open_helper_stint",
                condition=Q(ended_at__isnull=True, kind="helper"),
            ),
            models.CheckConstraint(
                name="stint_ends_with_an_outcome",
                condition=Q(ended_at__isnull=True, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(fields=["team", "started_at"], name="stints_of_team"),
            models.Index(fields=["tier", "started_at"], name="stints_of_tier"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.team} on #{self.ticket_id}"


class Handoff(models.Model):
    """A ticket offered by one team to another, with everything the other needs to go on.

    Until it is accepted the sender stays responsible.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")
        RECALLED = "recalled", _("Recalled")
        EXPIRED = "expired", _("Expired")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="handoffs")
    state = models.CharField(max_length=8, choices=State, default=State.OFFERED)
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    from_agent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="handoffs_in")
    to_agent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    wanted = models.TextField()
    tried = models.TextField(blank=True)
    found = models.TextField(blank=True)
    needed = models.TextField(blank=True)
    by_when = models.DateTimeField(null=True)
    missing = models.TextField(blank=True, help_text=_("What was missing when it was returned."))
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    climbed = models.PositiveSmallIntegerField(default=0)
    for_lead = models.BooleanField(
        default=False, help_text=_("It went to and fro too often: only a lead decides.")
    )

    NOT_FOLDED = frozenset({"id"})

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="one_handoff_on_offer", condition=Q(state="offered")
            ),
            models.CheckConstraint(
                name="handoff_returned_with_reason", condition=~Q(state="returned") | ~Q(missing="")
            ),
            models.CheckConstraint(
                name="handoff_offer_has_a_clock",
                condition=~Q(state="offered") | Q(expires_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], name="handoffs_to_expire", condition=Q(state="offered")
            ),
            models.Index(
                fields=["to_team", "offered_at"], name="handoffs_offered", condition=Q(state="offered")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"handoff {self.pk} of #{self.ticket_id}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed under the ticket and the team that receives it."""
        return self.ticket_id, self.to_team.tier_id, self.to_team_id


class Consult(models.Model):
    """A question to another team; the ticket stays where it is."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="consults")
    asker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="consults_in")
    question = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    NOT_FOLDED = frozenset({"id"})

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["to_team", "asked_at"], name="consults_open",
                condition=Q(answered_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"consult {self.pk} on #{self.ticket_id}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed under the ticket and the team that is asked."""
        return self.ticket_id, self.to_team.tier_id, self.to_team_id


class Path(models.Model):
    """A way up: which tickets of which tier go where, and what their package must hold.

    The first active path that fits decides; without one a ticket goes to the next tier.
    """

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(default=100, help_text=_("Lower comes first."))
    is_active = models.BooleanField(default=True)
    from_tier = models.ForeignKey(
        Tier, models.CASCADE, null=True, blank=True, related_name="+",
        help_text=_("Empty: from every tier below."),
    )  # fmt: skip
    to_team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    conditions = models.JSONField(default=dict, blank=True)
    requires = ArrayField(
        models.CharField(max_length=10), default=list, blank=True,
        help_text=_("What the package must hold besides what is wanted and what was tried."),
    )  # fmt: skip

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A way that leads up and can be read. Ways that only lead up make no ring."""
        super().clean()
        unknown = [name for name in self.requires if name not in WORDS]
        if unknown:
            raise ValidationError(
                {"requires": _("A package has no part “%(unknown)s”.") % {"unknown": unknown[0]}}
            )
        try:
            read(self.conditions)
        except BadCondition as fault:
            raise ValidationError({"conditions": str(fault)}) from fault
        if self.from_tier and self.to_team_id and self.to_team.tier.level <= self.from_tier.level:
            raise ValidationError(
                {
                    "to_team": _(
                        "%(to_team)s is not above tier %(level)s. "
                        "A path leads up, so that no ticket goes round."
                    )
                    % {"to_team": self.to_team, "level": self.from_tier.level}
                }
            )
