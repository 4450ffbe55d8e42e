"""Keys of S/MIME and OpenPGP: the desk's own, which open mail, and those of others, which vouch for it."""

import re
from datetime import datetime
from typing import Any, NamedTuple

import pysequoia
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.base.sealed import CannotOpen, SealedLines, opened
from handrail.base.text import one_line

ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
MOST_CHARACTERS = 200_000


class Scheme(models.TextChoices):
    PGP = "PGP", _("OpenPGP")
    SMIME = "S/MIME", _("S/MIME")


class About(NamedTuple):
    """What a key says of itself."""

    scheme: str
    fingerprint: str
    addresses: str
    not_after: datetime | None


class Described(models.Model):
    """What both kinds of key have: a name, and what was read in the key itself."""

    name = models.CharField(
        max_length=200,
        unique=True,
        help_text=_("What people call it: “Support 2026”, “Anna Lind”."),
    )
    scheme = models.CharField(max_length=6, choices=Scheme, editable=False, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False, blank=True)
    addresses = models.TextField(editable=False, blank=True)
    not_after = models.DateTimeField(null=True, editable=False, verbose_name=_("good until"))
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def _describe(self, about: About) -> None:
        self.scheme, self.fingerprint, self.addresses, self.not_after = about


class MailKey(Described):
    """A private key of the desk. Mail that was encrypted for it is opened with it."""

    private_key = SealedLines(
        blank=True,
        help_text=_("An OpenPGP private key in armour, or one in PEM; without a passphrase. Kept encrypted."),
    )  # fmt: skip
    certificate = models.TextField(
        blank=True, help_text=_("For S/MIME: the certificate of the key, in PEM.")
    )

    class Meta:
        ordering = ["name"]

    def clean(self) -> None:
        """A key that opens mail, and a certificate that is its own. Raises ValidationError by field.

        Without a private key, as a configuration file brings it, the row only waits for one.
        """
        super().clean()
        self.certificate = self.certificate.strip()
        if self.private_key:
            self._describe(self._read())
        else:
            self._describe(About("", "", "", None))

    def _read(self) -> About:
        try:
            typed = opened(self.private_key)
        except CannotOpen as fault:
            raise ValidationError({"private_key": str(fault)}) from fault
        if "BEGIN PGP" in typed:
            return _pgp_private(typed)
        return _smime_private(typed, self.certificate)


class TrustedKey(Described):
    """A public key or certificate of somebody else, or of an authority that vouches for many."""

    key = models.TextField(
        max_length=MOST_CHARACTERS,
        help_text=_("An OpenPGP public key in armour, or a certificate in PEM."),
    )

    class Meta:
        ordering = ["name"]

    def clean(self) -> None:
        """A key that can be read; never a private one."""
        super().clean()
        self.key = self.key.strip()
        if "PRIVATE KEY" in self.key:
            raise ValidationError(
                {"key": _("This is a private key. Keep it to yourself, and paste the public one.")}
            )
        if "BEGIN PGP" in self.key:
            self._describe(_pgp(_read_pgp("key", self.key)))
        else:
            self._describe(_smime(_read_certificate("key", self.key)))


def _pgp_private(typed: str) -> About:
    try:
        key = pysequoia.Tsk.from_bytes(typed.encode())
    except Exception as fault:
        raise ValidationError({"private_key": _("This is no OpenPGP private key.")}) from fault
    try:
        key.decryptor()
    except Exception as fault:
        words = (
            "It can open nothing: it is locked by a passphrase, or it has no part for encryption."
        )
        raise ValidationError({"private_key": words}) from fault
    return _pgp(key.extract_certificate())


def _smime_private(typed: str, certificate: str) -> About:
    try:
        key = load_pem_private_key(typed.encode(), password=None)
    except TypeError as fault:
        raise ValidationError(
            {"private_key": _("It is locked by a passphrase. Take that away first.")}
        ) from fault
    except ValueError as fault:
        raise ValidationError(
            {"private_key": _("This is no private key in PEM or OpenPGP armour.")}
        ) from fault
    if not isinstance(key, RSAPrivateKey):
        raise ValidationError({"private_key": _("S/MIME opens mail with RSA keys only.")})
    if not certificate:
        raise ValidationError({"certificate": _("S/MIME needs the certificate as well.")})
    own = _read_certificate("certificate", certificate)
    if own.public_key() != key.public_key():
        raise ValidationError({"certificate": _("This certificate belongs to another key.")})
    return _smime(own)


def _read_pgp(field: str, typed: str) -> Any:
    try:
        return pysequoia.Cert.from_bytes(typed.encode())
    except Exception as fault:
        raise ValidationError({field: _("This is no OpenPGP key.")}) from fault


def _read_certificate(field: str, typed: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(typed.encode())
    except ValueError as fault:
        raise ValidationError(
            {field: _("This is no certificate in PEM or OpenPGP armour.")}
        ) from fault


def _pgp(cert: Any) -> About:
    named = [found[0] for user in cert.user_ids if (found := ADDRESS.search(str(user)))]
    return About(Scheme.PGP, cert.fingerprint, _joined(named), cert.expiration)


def _smime(own: x509.Certificate) -> About:
    try:
        names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        named = names.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, ValueError):
        named = []
    said = own.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)
    joined = _joined(named or [str(one.value) for one in said])
    return About(Scheme.SMIME, own.fingerprint(SHA256()).hex(), joined, own.not_valid_after_utc)


def _joined(addresses: list[str]) -> str:
    return one_line(", ".join(dict.fromkeys(one.lower() for one in addresses)), most=1000)
