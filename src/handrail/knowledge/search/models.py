"""Groups of tickets that are alike. The index itself has no models: nothing but SQL touches it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.tickets.models import Ticket


class Cluster(models.Model):
    """Recent tickets that are like each other, and that nothing explains yet."""

    words = models.JSONField(default=list, help_text=_("What they have in common."))
    first_seen_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-seen_at", "id"]

    def __str__(self) -> str:
        return " ".join(self.words) or f"cluster {self.pk}"


class Member(models.Model):
    """That a ticket belongs to a cluster, and how near it is to the middle (1 is the middle)."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="members")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    nearness = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket"], name="in_one_cluster")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} in {self.cluster_id}"
