"""X.509: whom a certificate names, and whether one that we trust stands behind it."""

import re
from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

DEEPEST = 6
COMMON = NameOID.COMMON_NAME


def names(certificate: x509.Certificate) -> list[str]:
    """The mail addresses it stands for: those of its alternative names, else of its subject."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        listed = found.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, ValueError):
        listed = []
    said = certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)
    return [str(one).lower() for one in (listed or [str(entry.value) for entry in said])]


def called(name: x509.Name) -> str:
    """Its common name, else its organisation, else all of it."""
    for oid in (COMMON, NameOID.ORGANIZATION_NAME):
        if found := name.get_attributes_for_oid(oid):
            return re.sub(r"\s+", " ", str(found[0].value))[:200]
    return name.rfc4514_string()[:200]


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it may vouch for others."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return found.value.ca


def holds(certificate: x509.Certificate, at: datetime) -> bool:
    """Whether its time has come and not passed."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def is_vouched(
    certificate: x509.Certificate, beside: Sequence[x509.Certificate],
    trusted: Sequence[x509.Certificate], at: datetime,
) -> bool:  # fmt: skip
    """Whether it is trusted itself, or a chain of authorities leads from it to one that is."""
    link = certificate
    for _ in range(DEEPEST):
        if link in trusted:
            return True
        above = next((one for one in (*trusted, *beside) if _issued(one, link, at)), None)
        if above is None:
            return False
        link = above
    return False


def may_sign_mail(certificate: x509.Certificate) -> bool:
    """What its extended key usage says; one without any may."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    anything = x509.ObjectIdentifier("2.5.29.37.0")
    return any(use in found for use in (x509.oid.ExtendedKeyUsageOID.EMAIL_PROTECTION, anything))


def _issued(above: x509.Certificate, link: x509.Certificate, at: datetime) -> bool:
    if above == link or not is_authority(above) or not holds(above, at):
        return False
    try:
        link.verify_directly_issued_by(above)
    except Exception:
        return False
    return True
