"""What was said. Public messages and internal notes live in tables of their own, so that no
query for the one can ever return the other."""

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from handrail.people.models import Person


class Message(models.Model):
    """One public message, to or from the customer. Never edited; redacted with a trace."""

    class Direction(models.TextChoices):
        IN = "in", _("From the customer")
        OUT = "out", _("To the customer")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=12)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True, help_text=_("History and signature, folded away."))
    html = models.TextField(blank=True, help_text=_("Sanitised; shown only in an isolated frame."))
    external_id = models.CharField(max_length=998, blank=True)
    # A message id can be longer than an index entry; its SHA-256 cannot.
    external_hash = models.CharField(max_length=64, null=True, unique=True)
    is_automatic = models.BooleanField(default=False)
    # What the channel found out besides: who stands behind it, signatures, a meeting, the language, a list.
    found = models.JSONField(default=dict, blank=True, db_default=Value({}, models.JSONField()))
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="message_to_customer_has_author",
                condition=Q(direction="in") | Q(author__isnull=False) | Q(is_automatic=True),
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk} of #{self.ticket_id}"


class Note(models.Model):
    """One internal note: for the team only, whatever happens."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"note {self.pk} of #{self.ticket_id}"


class Blob(models.Model):
    """Bytes kept once, under the name of their own SHA-256."""

    class Scan(models.TextChoices):
        NONE = "", _("Not scanned")
        WAITING = "waiting", _("Waits for the virus scanner")
        CLEAN = "clean", _("Nothing found")
        INFECTED = "infected", _("In quarantine")
        RELEASED = "released", _("Released from quarantine")

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    scan = models.CharField(
        max_length=8, choices=Scan, blank=True, default=Scan.NONE, db_default=""
    )
    virus = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["sha256"], name="blob_to_scan", condition=Q(scan="waiting")),
            models.Index(fields=["sha256"], name="blob_infected", condition=Q(scan="infected")),
        ]

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A file of a message or of a note, never of both: a note's file must not become public."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="attachments")
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    note = models.ForeignKey(
        Note, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    blob = models.ForeignKey(Blob, models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    is_inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_of_message_or_note",
                condition=Q(message__isnull=False, note__isnull=True)
                | Q(message__isnull=True, note__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What somebody has typed and not sent; kept here so that no crash loses it."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Note")
        HANDOFF = "handoff", _("Handoff")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person", "kind"], name="one_draft_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} draft of {self.person_id} on #{self.ticket_id}"
