"""The virus scanner that files are shown to, where there is one."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

ADDRESS = re.compile(r"/\S+|[\w.-]+:\d{1,5}")


class VirusScanner(models.Model):
    """A ClamAV daemon. Every file is shown to it, whichever way it came."""

    address = models.CharField(
        max_length=300, default="127.0.0.1:3310",
        help_text=_("Where clamd listens: host:port, or the path of its socket."),
    )  # fmt: skip
    holds_back = models.BooleanField(
        default=True, verbose_name=_("hold files back until they are scanned"),
        help_text=_("Otherwise a file can be opened while the scanner is away."),
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        """An address that can be one."""
        super().clean()
        if not ADDRESS.fullmatch(self.address):
            raise ValidationError({"address": _("Write host:port, or the path of a socket.")})
