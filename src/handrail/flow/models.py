"""What the hall remembers: which reply has left the house."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.base.text import fold_case
from handrail.tickets.models import Message, Ticket


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


class AlertRule(models.Model):
    """When messages that say the same are gathered on one ticket instead of each opening its own."""

    kept = models.PositiveSmallIntegerField(
        default=10, verbose_name=_("kept as messages"),
        help_text=_("So many stand on the ticket; what comes beyond is counted."),
    )  # fmt: skip
    minutes = models.PositiveIntegerField(
        default=60,
        help_text=_("When nothing of the kind came for so long, the next opens a ticket."),
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="alert_rule_keeps_one", condition=models.Q(kept__gte=1)),
            models.CheckConstraint(name="alert_rule_has_time", condition=models.Q(minutes__gte=1)),
        ]

    def __str__(self) -> str:
        words = {"kept": self.kept, "minutes": self.minutes}
        return str(_("%(kept)s kept, within %(minutes)s minutes") % words)


class SenderCheck(models.Model):
    """Who says whether a sender's own domain stands behind a mail (SPF, DKIM, DMARC, ARC)."""

    class Way(models.TextChoices):
        HEADER = "header", _("Our mail server: read what it wrote into the mail")
        OURSELVES = "ourselves", _("This desk: check signatures and senders in the DNS")
        NOBODY = "nobody", _("Nobody")

    way = models.CharField(
        max_length=10, choices=Way, default=Way.HEADER, verbose_name=_("who checks")
    )
    server = models.CharField(
        max_length=253, blank=True, verbose_name=_("our mail server's name"),
        help_text=_("As it stands first in Authentication-Results, such as mx.example.com."),
    )  # fmt: skip
    hops = models.PositiveSmallIntegerField(
        default=1, verbose_name=_("servers of our own"), validators=[MinValueValidator(1)],
        help_text=_("How many of ours a mail passes before it is here, each writing a Received line."),
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.server}".strip()

    def clean(self) -> None:
        """A server that is to be trusted has a name."""
        super().clean()
        self.server = fold_case(self.server.strip().rstrip(";."))
        if self.way == self.Way.HEADER and not self.server:
            raise ValidationError({"server": _("Name the server whose word is trusted.")})


class MailRule(models.Model):
    """How mail from outside is taken in."""

    class ByNumber(models.TextChoices):
        NEVER = "never", _("Never; it only shows the agent which ticket is meant")
        PROVEN = "proven", _("From those who belong to it and whose domain stands behind the mail")

    joins_by_number = models.CharField(
        max_length=6, choices=ByNumber, default=ByNumber.PROVEN, verbose_name=_("joined by [#123] alone"),
        help_text=_("Whether a number in the subject is enough to continue a ticket."),
    )  # fmt: skip
    answers_a_domain = models.PositiveIntegerField(
        default=200, verbose_name=_("acknowledgements a domain and day"),
        help_text=_("However many write from one domain. A sender gets one a day."),
    )  # fmt: skip
    requests_an_hour = models.PositiveIntegerField(
        default=0, verbose_name=_("tickets a sender and hour"),
        help_text=_("What comes beyond is gathered on one ticket. 0: no limit."),
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(_("how mail is taken in"))


class Alike(models.Model):
    """Messages that say the same: on which ticket, and how many there were."""

    key = models.CharField(max_length=64, unique=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="alike_by_last")]

    def __str__(self) -> str:
        return f"{self.count} alike on {self.ticket_id}"
