"""What the hall remembers: which reply has left the house."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.tickets.models import Message


class Delivery(models.Model):
    """The sending of one outbound message, once. Its key makes the Message-ID, so that a retry after
    a crash carries the same one."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        BOUNCED = "bounced", _("Came back")
        SKIPPED = "skipped", _("Not sent on purpose")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.OneToOneField(Message, models.CASCADE, related_name="delivery")
    channel = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # What a notice is about; empty for an answer.
    about = models.CharField(max_length=20, blank=True)
    # [[address, why]] of those it was not sent to, though the conversation has them.
    left_out = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["next_at"], name="deliveries_due", condition=models.Q(state="queued")
            ),
            models.Index(
                fields=["-queued_at"], name="deliveries_failed", condition=models.Q(state="failed")
            ),
        ]

    def __str__(self) -> str:
        return f"delivery of message {self.message_id}: {self.state}"
