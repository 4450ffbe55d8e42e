"""What the mail channel remembers: every mail as it came, and how far each mailbox was read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.channels.email.mailboxes import Mailbox, MailboxHealth, PopMark
from handrail.channels.email.webhooks import Webhook, WebhookHealth

__all__ = [
    "ImapMark",
    "Mailbox",
    "MailboxHealth",
    "PopMark",
    "RawMail",
    "Webhook",
    "WebhookHealth",
]


class RawMail(models.Model):
    """One mail as it came, byte for byte. Identical bytes are one mail, however often they come."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Waiting to be read")
        DELIVERED = "delivered", _("Part of a ticket")
        DUPLICATE = "duplicate", _("Known already")
        BOUNCE = "bounce", _("A message of ours came back")
        AUTO_REPLY = "auto_reply", _("Answered by a machine")
        COUNTED = "counted", _("Counted with others that say the same")
        UNPARSED = "unparsed", _("Could not be read")
        FAILED = "failed", _("Could not be placed")

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    raw = models.BinaryField()
    deliveries = models.PositiveIntegerField(default=1)
    envelope_from = models.TextField(blank=True)
    envelope_to = ArrayField(models.TextField(), default=list)
    # The machine that handed it to our listener; none where it was fetched or posted.
    peer = models.GenericIPAddressField(null=True)
    # By which way it came: lmtp, smtp, pipe, or the name of a mailbox or a webhook.
    way = models.CharField(max_length=200, blank=True, default="", db_default="")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When its job was last put in the queue, so that a lost one is noticed.
    queued_at = models.DateTimeField()
    # SHA-256 of what makes two mails one: the Message-ID and the sender, else the content.
    identity = models.CharField(max_length=64, blank=True)
    # Numbers, not foreign keys: the mail is evidence and outlives what became of it.
    ticket_id = models.BigIntegerField(null=True)
    message_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["identity"], name="mail_identity"),
            models.Index(
                fields=["queued_at"], name="mail_waiting", condition=models.Q(state="received")
            ),
            models.Index(fields=["state", "-id"], name="mail_by_outcome"),
            models.Index(
                fields=["-id"], name="mail_kept",
                condition=models.Q(state__in=("unparsed", "failed")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"mail {self.pk}: {self.state}"


class ImapMark(models.Model):
    """How far a mailbox was read. Its numbers mean nothing once `uid_validity` has changed."""

    mailbox = models.TextField(unique=True, help_text=_("Its address, without the password."))
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.mailbox} up to {self.last_uid}"
