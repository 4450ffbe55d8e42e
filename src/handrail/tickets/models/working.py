"""What agents keep for their own work: views of tickets, who looks at one now, what can be undone."""

from django.db import models

from handrail.people.models import Person


class SavedView(models.Model):
    """A view under a name: the queue, filters, order and columns of its address."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    # The query string of the page it was saved from; only what a view knows of is kept in it.
    asked = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="view_named_once"),
        ]
        indexes = [
            models.Index(
                fields=["name"], name="views_for_all", condition=models.Q(is_shared=True)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Onlooker(models.Model):
    """Somebody has a ticket open in front of them. Kept in an unlogged table: it may be lost."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.CASCADE, related_name="+", db_constraint=False
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_constraint=False)
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="looks_once"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="onlookers_to_forget")]

    def __str__(self) -> str:
        return f"{self.person_id} looks at #{self.ticket_id}"


class BulkChange(models.Model):
    """One act on many tickets, and how each stood before, so that it can be undone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=200)
    # [{ticket, version after the act, and the facts to put back}]
    before = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="bulk_changes_to_forget")]

    def __str__(self) -> str:
        return self.words
