"""An answer that somebody has sent and may still take back."""

from django.db import models

from handrail.people.models import Person
from handrail.tickets.models import Ticket


class Held(models.Model):
    """An answer in its moment of undo. It is no message yet: nothing of the ticket has changed, and
    no query for the customer knows this table."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="held")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = models.TextField()
    # [{"name", "content_type", "sha256"}]; the bytes are kept already.
    files = models.JSONField(default=list)
    then = models.CharField(max_length=5)
    pressed_at = models.DateTimeField()
    # The ticket's newest event at that moment: a number, because clocks of two machines differ.
    mark = models.BigIntegerField()
    leaves_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "held answers"

    def __str__(self) -> str:
        return f"answer to #{self.ticket_id}, leaves at {self.leaves_at}"
