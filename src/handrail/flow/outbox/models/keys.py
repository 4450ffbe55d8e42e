"""Keys that sign what leaves (DKIM, RFC 6376): the private half sealed, the public half for the DNS."""

import base64
import re
import textwrap

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.base.sealed import CannotOpen, SealedLines, opened, seal

BITS = 2048
# RFC 8301: receivers may refuse what is shorter.
FEWEST_BITS = 1024
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# A TXT record is made of strings of at most so many characters.
MOST_IN_STRING = 255


class SigningKey(models.Model):
    """The key of one domain under one selector. Two of a domain sign both, which is how keys are changed."""

    domain = models.CharField(
        max_length=253, help_text=_("What stands behind the @ of the sending address.")
    )
    selector = models.CharField(
        max_length=63, default="handrail",
        help_text=_("A name for this key in the DNS. A new key needs a new one."),
    )  # fmt: skip
    private_key = SealedLines(
        blank=True, help_text=_("Leave it empty and one is made. Kept encrypted.")
    )
    public_key = models.TextField(editable=False, blank=True)
    is_active = models.BooleanField(
        default=False,
        help_text=_("Signs what leaves. Switch it on when the record is in the DNS."),
    )

    class Meta:
        ordering = ["domain", "selector"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="one_key_a_selector")
        ]

    def __str__(self) -> str:
        return self.record_name

    def clean(self) -> None:
        """A domain and a selector as the DNS has them; a key that can sign, made if none is given."""
        super().clean()
        self.domain, self.selector = _domain(self.domain), self.selector.strip().lower()
        if not LABEL.fullmatch(self.selector):
            raise ValidationError({"selector": _("Letters, digits and hyphens only.")})
        key = _read(self.private_key) if self.private_key else generate_private_key(65537, BITS)
        if not self.private_key:
            self.private_key = seal(_pem(key))
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public_key = base64.b64encode(public).decode()

    @property
    def record_name(self) -> str:
        """The name of the TXT record."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record_value(self) -> str:
        """What the TXT record says."""
        return f"v=DKIM1; k=rsa; p={self.public_key}"

    @property
    def to_publish(self) -> list[tuple[str, str]]:
        """The record for copying: as a form of a DNS provider asks for it, and as a zone file has it."""
        strings = " ".join(f'"{part}"' for part in textwrap.wrap(self.record_value, MOST_IN_STRING))
        return [
            ("Name", self.record_name), ("Type", "TXT"), ("Value", self.record_value),
            ("In a zone file", f"{self.record_name}. IN TXT ( {strings} )"),
        ]  # fmt: skip


def _domain(typed: str) -> str:
    try:
        found = typed.strip().strip(".").encode("idna").decode().lower()
    except UnicodeError:
        found = ""
    if not all(LABEL.fullmatch(label) for label in found.split(".")):
        raise ValidationError({"domain": _("This is no domain.")})
    return found


def _read(sealed: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(opened(sealed).encode(), password=None)
    except CannotOpen as fault:
        raise ValidationError({"private_key": str(fault)}) from fault
    except (ValueError, TypeError) as fault:
        raise ValidationError({"private_key": _("This is no private key in PEM.")}) from fault
    if not isinstance(key, RSAPrivateKey) or key.key_size < FEWEST_BITS:
        raise ValidationError(
            {
                "private_key": _("It must be an RSA key of at least %(bits)s bits.")
                % {"bits": FEWEST_BITS}
            }
        )
    return key


def _pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
