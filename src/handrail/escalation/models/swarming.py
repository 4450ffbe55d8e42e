"""Swarms: several tiers on one ticket for a while."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from handrail.people.models import Person
from handrail.tickets.models import Ticket


class Swarm(models.Model):
    """People of several teams on one ticket until an hour that is set; the owner stays.

    Who is in it works under a helper stint. It ends with what was found, or by its clock.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="swarms")
    purpose = models.TextField()
    called_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked_teams = ArrayField(models.BigIntegerField(), default=list)
    asked_people = ArrayField(models.BigIntegerField(), default=list)
    members = ArrayField(models.BigIntegerField(), default=list)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    found = models.TextField(blank=True)

    NOT_FOLDED = frozenset({"id"})

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="one_swarm_at_a_time", condition=Q(ended_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], name="swarms_to_end", condition=Q(ended_at__isnull=True)
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"swarm {self.pk} on #{self.ticket_id}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Filed under its ticket."""
        return self.ticket_id, None, None

    def asks(self, person_id: int, teams: list[int]) -> bool:
        """Whether somebody was asked to come, in person or with a team."""
        return person_id in self.asked_people or not set(teams).isdisjoint(self.asked_teams)
