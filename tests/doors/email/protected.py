# ruff: noqa: E501 — mails and phrases read better unbroken
"""Keys and protected mail made for a test: nothing here is kept or known elsewhere."""

import base64
from dataclasses import dataclass
from datetime import timedelta

import pysequoia
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from cryptography.x509.oid import NameOID

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.settings_log import keep
from handrail.flow.outbox.models import MailKey, TrustedKey

HEAD = b"From: Anna <%s>\r\nTo: support@desk.example\r\nSubject: Help\r\nMessage-ID: <p1@x.example>\r\nMIME-Version: 1.0\r\n"
PART = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe pump is cold.\r\n"
ANNA = b"anna@x.example"


@dataclass(frozen=True)
class Holder:
    """Somebody with a certificate."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def private(self) -> str:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def holder(
    name: str, address: str, by: Holder | None = None, *, days: int = 30, ca: bool = False
) -> Holder:
    key = generate_private_key(65537, 2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder().subject_name(called)
        .issuer_name(by.certificate.subject if by else called).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now() - timedelta(days=99))
        .not_valid_after(now() + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )  # fmt: skip
    return Holder(key, built.sign(by.key if by else key, hashes.SHA256()))


def smime_signed(part: bytes, by: Holder, *, opaque: bool = False) -> bytes:
    """The entity with its signature, beside it or around it."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(part)
    builder = builder.add_signer(by.certificate, by.key, hashes.SHA256())
    binary = pkcs7.PKCS7Options.Binary
    if opaque:
        blob = builder.sign(Encoding.DER, [binary])
        return (
            b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + lines(blob)
        )
    blob = builder.sign(Encoding.DER, [binary, pkcs7.PKCS7Options.DetachedSignature])
    return beside(
        part,
        "application/pkcs7-signature",
        b"Content-Transfer-Encoding: base64\r\n\r\n" + lines(blob),
    )


def smime_sealed(part: bytes, to: Holder) -> bytes:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(part).add_recipient(to.certificate)
    blob = builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    assert cms.ContentInfo.load(blob)["content_type"].native == "enveloped_data"
    return (
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + lines(blob)
    )


def pgp_signed(part: bytes, by: pysequoia.Tsk) -> bytes:
    mark = pysequoia.sign(by.signer(), part, mode=pysequoia.SignatureMode.DETACHED)
    return beside(part, "application/pgp-signature", b"\r\n" + mark)


def pgp_sealed(part: bytes, to: pysequoia.Tsk, by: pysequoia.Tsk | None = None) -> bytes:
    signer = by.signer() if by else None
    blob = pysequoia.encrypt(part, recipients=[to.extract_certificate()], signer=signer)
    return (
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=enc\r\n\r\n'
        b"--enc\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        b"--enc\r\nContent-Type: application/octet-stream\r\n\r\n" + blob + b"\r\n--enc--\r\n"
    )


def beside(part: bytes, kind: str, mark: bytes) -> bytes:
    return (
        b'Content-Type: multipart/signed; protocol="'
        + kind.encode()
        + b'"; micalg=sha-256; boundary=sig\r\n\r\n'
        b"--sig\r\n"
        + part
        + b"\r\n--sig\r\nContent-Type: "
        + kind.encode()
        + b"\r\n"
        + mark
        + b"\r\n--sig--\r\n"
    )


def lines(blob: bytes) -> bytes:
    return base64.encodebytes(blob).replace(b"\n", b"\r\n")


def mail(entity: bytes, sender: bytes = ANNA) -> bytes:
    return HEAD % sender + entity


def desk_key(private: str, certificate: str = "") -> None:
    keep(MailKey(name="Desk", private_key=private, certificate=certificate), by=By.system())


def trust(key: str) -> None:
    keep(TrustedKey(name="Others", key=key), by=By.system())
