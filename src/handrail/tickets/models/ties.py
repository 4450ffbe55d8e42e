"""What ties a ticket to teams, people and other tickets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Team
from handrail.people.models import Person


class TeamAccess(models.Model):
    """A team that was given or offered the ticket, and may therefore read it."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="access")
    team = models.ForeignKey(Team, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "team"], name="access_once")]

    def __str__(self) -> str:
        return f"{self.team_id} may read #{self.ticket_id}"


class Watcher(models.Model):
    """Somebody who follows a ticket: a colleague of the customer, or of the desk."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="watchers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="watching")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="watches_once")]

    def __str__(self) -> str:
        return f"{self.person_id} watches #{self.ticket_id}"


class Link(models.Model):
    """That two tickets have to do with each other; a parent points at its child."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("Parent of")
        RELATED = "related", _("Related to")
        DUPLICATE = "duplicate", _("Duplicate of")

    source = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="links_out")
    target = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=9, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="linked_once"),
            models.CheckConstraint(name="link_joins_two", condition=~Q(source=F("target"))),
        ]

    def __str__(self) -> str:
        return f"#{self.source_id} {self.kind} #{self.target_id}"
