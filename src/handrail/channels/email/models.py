"""Mail as it arrived, byte for byte, and what became of it. Nothing that came in is ever lost."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.tickets.models import Message, Ticket


class RawMail(models.Model):
    """One mail's bytes, kept once however often they come."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        DELIVERED = "delivered", _("Delivered")
        DUPLICATE = "duplicate", _("Duplicate")
        BOUNCE = "bounce", _("Bounce")
        AUTO_REPLY = "auto_reply", _("Automatic reply")
        UNPARSED = "unparsed", _("Could not be read")
        FAILED = "failed", _("Could not be placed")

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField()
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = ArrayField(models.CharField(max_length=320), default=list)
    arrivals = models.PositiveIntegerField(default=1, help_text=_("How often these bytes came."))
    attempts = models.PositiveSmallIntegerField(default=0)
    # SHA-256 of what makes two mails one: the Message-ID and the sender, else the content.
    identity = models.CharField(max_length=64, blank=True)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name_plural = _("raw mails")
        indexes = [
            models.Index(fields=["identity"], name="rawmail_identity"),
            models.Index(
                fields=["received_at"], name="rawmail_waiting",
                condition=models.Q(state="received"),
            ),
            models.Index(
                fields=["-received_at"], name="rawmail_kept_back",
                condition=models.Q(state__in=["unparsed", "failed"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"mail {self.pk}: {self.state}"
