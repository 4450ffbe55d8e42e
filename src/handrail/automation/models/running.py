"""What remembers: which rule is due when, and what each run did."""

from django.db import models
from django.db.models import Q

from handrail.automation.models.by_itself import TimeRule
from handrail.tickets.models import Ticket


class Run(models.Model):
    """One run of a rule on a ticket, drawn from its two events.

    `key` names the rule, the ticket and the originating event, and is unique: however often a
    job is done again, a rule runs once.
    """

    key = models.CharField(max_length=250, unique=True)
    rule = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="runs")
    at = models.DateTimeField()
    did = models.JSONField(default=list)
    failed = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["rule", "-id"], name="runs_of_rule"),
            models.Index(fields=["-id"], name="runs_that_failed", condition=~Q(failed=[])),
        ]

    def __str__(self) -> str:
        return f"{self.name} on #{self.ticket_id}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed under the ticket and its team."""
        return self.ticket_id, self.ticket.tier_id, self.ticket.team_id


class Due(models.Model):
    """When a time rule looks at a ticket: once for each `since`.

    Waiting rows are those the sweep may meet; a row that ran stays, so that the rule does not
    run again before the ticket enters its state anew.
    """

    rule = models.ForeignKey(TimeRule, models.CASCADE, related_name="dues")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="dues")
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    is_waiting = models.BooleanField(default=True)
    ran_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "rule"], name="one_due_a_rule_and_ticket")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="rules_due", condition=Q(is_waiting=True)),
        ]

    def __str__(self) -> str:
        return f"rule {self.rule_id} on #{self.ticket_id} at {self.due_at}"


class Winding(models.Model):
    """How far a rule that was switched on has come in setting its clocks on open tickets.

    `stamp` is what the clocks were set by; when the rule says something else, it begins again.
    """

    rule = models.OneToOneField(TimeRule, models.CASCADE, related_name="winding")
    stamp = models.CharField(max_length=60)
    up_to = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"clocks of rule {self.rule_id} up to #{self.up_to}"
