"""Mailboxes the desk reads, as administrators set them, and how each is doing."""

from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.base.sealed import SealedField
from handrail.channels.email.naming import refuse_own_ways
from handrail.desk.models import Brand, Team


def inbox() -> list[str]:
    """The folder every mailbox has."""
    return ["INBOX"]


class Mailbox(models.Model):
    """One account on a mail server whose folders are read."""

    class Protocol(models.TextChoices):
        IMAP = "imap", "IMAP"
        POP3 = "pop3", "POP3"

    class Security(models.TextChoices):
        TLS = "tls", _("Encrypted from the start (TLS)")
        STARTTLS = "starttls", _("Encrypted after a greeting (STARTTLS)")
        NONE = "none", _("Not encrypted")

    class SignIn(models.TextChoices):
        PASSWORD = "password", _("Password")
        OAUTH = "oauth", _("OAuth 2")

    class Afterwards(models.TextChoices):
        FLAG = "flag", _("Leave it there, marked as read")
        MOVE = "move", _("Move it to a folder")
        DELETE = "delete", _("Delete it")

    name = models.CharField(max_length=100, unique=True)
    protocol = models.CharField(max_length=4, choices=Protocol, default=Protocol.IMAP)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(
        default=0, validators=[MaxValueValidator(65535)], help_text=_("0 is the usual one.")
    )
    security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    user = models.CharField(max_length=320)
    sign_in = models.CharField(max_length=8, choices=SignIn, default=SignIn.PASSWORD)
    password = SealedField(blank=True)
    token_url = models.URLField(blank=True, help_text=_("Where a refresh token buys a new token."))
    client_id = models.CharField(max_length=300, blank=True)
    client_secret = SealedField(blank=True)
    refresh_token = SealedField(blank=True)
    folders = ArrayField(models.CharField(max_length=300), default=inbox, size=20)
    afterwards = models.CharField(max_length=6, choices=Afterwards, default=Afterwards.FLAG)
    move_to = models.CharField(max_length=300, blank=True)
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "mailboxes"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What can't work is refused in a sentence."""
        refuse_own_ways(self.name)
        if self.protocol == self.Protocol.POP3 and self.afterwards == self.Afterwards.MOVE:
            raise ValidationError({"afterwards": _("POP3 knows no folders to move mail to.")})
        if self.afterwards == self.Afterwards.MOVE and not self.move_to:
            raise ValidationError({"move_to": _("Say which folder the mail moves to.")})
        if self.afterwards == self.Afterwards.MOVE and self.move_to in self.folders:
            raise ValidationError({"move_to": _("Mail can't move to a folder that is read.")})
        if self.sign_in == self.SignIn.OAUTH:
            self._clean_oauth()

    def _clean_oauth(self) -> None:
        if urlsplit(self.token_url).scheme != "https":
            raise ValidationError({"token_url": _("The token address must begin with https.")})
        if not (self.client_id and self.refresh_token):
            raise ValidationError(
                {"client_id": _("OAuth 2 needs a client id and a refresh token.")}
            )
        if self.security == self.Security.NONE:
            raise ValidationError({"security": _("A token must not travel unencrypted.")})


class MailboxHealth(models.Model):
    """How the reading of one folder goes. Times are when the fetcher last did each."""

    place = models.TextField(unique=True, help_text=_("User, server and folder; no password."))
    contact_at = models.DateTimeField(help_text=_("The server last answered, or reading began."))
    mail_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)
    fault_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    # Since when administrators know that nothing is heard of it.
    silent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["contact_at"], name="mailbox_not_silent",
                condition=models.Q(silent_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.place


class PopMark(models.Model):
    """A mail a POP3 server still holds and that is ours already."""

    place = models.TextField()
    # SHA-256 of the server's unique id, which may be of any length.
    uidl = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "uidl"], name="pop_mark_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.uidl[:8]}"
