"""The order of the queues: a place for every open ticket that nobody has.

The database keeps these rows (triggers of migration 0002), so that they are right whoever writes a
ticket, and cost no round trip. Nothing else may write them.
"""

from django.db import models

from handrail.desk.models import Category, Team
from handrail.people.models import Person, Skill
from handrail.tickets.models import Ticket


class Lane(models.Model):
    """Tickets of one team that ask the same of an agent: category, channel, a skill of their own."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=12)
    skill = models.ForeignKey(Skill, models.CASCADE, null=True, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "category", "channel", "skill", "level"],
                name="one_lane_a_kind", nulls_distinct=False,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"lane {self.pk} of team {self.team_id}"


class QueuePlace(models.Model):
    """Where an open ticket without an owner stands: the earliest `serve_by` is next."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="place")
    team = models.ForeignKey(
        Team, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    lane = models.ForeignKey(
        Lane, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    serve_by = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["team", "serve_by"], name="places_of_team"),
            models.Index(fields=["lane", "serve_by"], name="places_of_lane"),
        ]

    def __str__(self) -> str:
        return f"place of #{self.ticket_id}"


class TicketNeed(models.Model):
    """A skill that a rule asks for on one ticket, beyond what its category asks."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="need")
    skill = models.ForeignKey(Skill, models.CASCADE)
    level = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"#{self.ticket_id} needs skill {self.skill_id}"


class LastGiven(models.Model):
    """When the desk last gave somebody of a team a ticket: whose turn it is."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="one_last_turn_a_member")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of team {self.team_id}: {self.at}"
