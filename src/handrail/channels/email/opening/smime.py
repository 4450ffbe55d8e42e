"""S/MIME (RFC 8551, CMS RFC 5652): an envelope opened, or a signature checked.

Written against asn1crypto because senders use BER with lengths left open, which readers of DER refuse.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from handrail.channels.email.opening import certificates
from handrail.channels.email.opening.values import SMIME, OwnKey, Signature, State, Trusted

# Broken digests (MD5, SHA-1) prove nothing and are not in the list.
DIGESTS: dict[str, type[hashes.HashAlgorithm]] = {
    "sha224": hashes.SHA224, "sha256": hashes.SHA256, "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}  # fmt: skip
UNREAD = Signature(scheme=SMIME, state="unread")


class Unfit(Exception):
    """This key does not open it."""


def content_of(wrapped: bytes) -> Any:
    """The signed or enveloped data; None for what is neither."""
    try:
        info = cms.ContentInfo.load(wrapped)
        kind = info["content_type"].native
        return info["content"] if kind in {"signed_data", "enveloped_data"} else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def decrypted(envelope: Any, keys: Sequence[OwnKey]) -> bytes | None:
    """What one of the keys makes of it, or None."""
    for key in keys:
        if key.scheme == SMIME:
            try:
                return _with(envelope, key)
            except Exception:  # noqa: S112
                continue
    return None


def _with(envelope: Any, key: OwnKey) -> bytes:
    private = load_pem_private_key(key.private.encode(), password=None)
    own = x509.load_pem_x509_certificate(key.certificate.encode())
    if not isinstance(private, rsa.RSAPrivateKey):
        raise Unfit
    for choice in envelope["recipient_infos"]:
        recipient = choice.chosen
        if choice.name == "ktri" and _is_for(recipient["rid"], own):
            secret = private.decrypt(recipient["encrypted_key"].native, _padding(recipient))
            return _unwrapped(envelope["encrypted_content_info"], secret)
    raise Unfit


def _padding(recipient: Any) -> rsa_padding.AsymmetricPadding:
    algorithm = recipient["key_encryption_algorithm"]
    if algorithm["algorithm"].native != "rsaes_oaep":
        return rsa_padding.PKCS1v15()
    digest = DIGESTS.get(algorithm["parameters"]["hash_algorithm"]["algorithm"].native, hashes.SHA1)
    return rsa_padding.OAEP(rsa_padding.MGF1(digest()), digest(), None)


def _unwrapped(content: Any, secret: bytes) -> bytes:
    algorithm = content["content_encryption_algorithm"]
    wanted = algorithm.encryption_cipher
    cipher: Any = {"aes": algorithms.AES, "tripledes": algorithms.TripleDES}[wanted](secret)
    opener = Cipher(cipher, modes.CBC(algorithm.encryption_iv)).decryptor()
    padded = opener.update(content["encrypted_content"].native) + opener.finalize()
    unpadder = padding.PKCS7(cipher.block_size).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def carried(signed: Any) -> bytes | None:
    """The text of a message that is signed as one opaque part."""
    content = signed["encap_content_info"]["content"].native
    return content if isinstance(content, bytes) else None


def checked(signed: Any, text: bytes, trusted: Sequence[Trusted], at: datetime) -> Signature:
    """The first signer's signature over a text."""
    try:
        beside = [
            x509.load_der_x509_certificate(one.chosen.dump()) for one in signed["certificates"]
        ]
        known = [
            x509.load_pem_x509_certificate(one.key.encode())
            for one in trusted
            if one.scheme == SMIME
        ]
        info = signed["signer_infos"][0]
        own = next((one for one in (*beside, *known) if _is_for(info["sid"], one)), None)
        if own is None:
            return Signature(scheme=SMIME, state="unknown")
        state = _state(own, beside, known, at) if _is_true(info, own, text) else "broken"
    except Exception:
        return UNREAD
    return Signature(
        scheme=SMIME, state=state, signer=certificates.called(own.subject),
        addresses=certificates.names(own), issuer=certificates.called(own.issuer),
    )  # fmt: skip


def _state(
    own: x509.Certificate, beside: list[x509.Certificate], known: list[x509.Certificate],
    at: datetime,
) -> State:  # fmt: skip
    if not certificates.may_sign_mail(own) or not certificates.is_vouched(own, beside, known, at):
        return "unknown"
    return "valid" if certificates.holds(own, at) else "outdated"


def _is_true(info: Any, own: x509.Certificate, text: bytes) -> bool:
    """Digest and signature both. With signed attributes it is those that are signed (RFC 5652, 5.4)."""
    digest = DIGESTS[info["digest_algorithm"]["algorithm"].native]
    told = hashes.Hash(digest())
    told.update(text)
    attributes = info["signed_attrs"]
    if not len(attributes):
        return _verifies(info, own, text, digest())
    named = {one["type"].native: one["values"] for one in attributes}
    if named["message_digest"][0].native != told.finalize():
        return False
    return _verifies(info, own, attributes.untag().dump(), digest())


def _verifies(info: Any, own: x509.Certificate, text: bytes, digest: hashes.HashAlgorithm) -> bool:
    key, signature = own.public_key(), info["signature"].native
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, text, _scheme(info), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, text, ec.ECDSA(digest))
        else:
            return False
    except Exception:
        return False
    return True


def _scheme(info: Any) -> rsa_padding.AsymmetricPadding:
    algorithm = info["signature_algorithm"]
    if algorithm["algorithm"].native != "rsassa_pss":
        return rsa_padding.PKCS1v15()
    parameters = algorithm["parameters"]
    digest = DIGESTS[parameters["hash_algorithm"]["algorithm"].native]
    return rsa_padding.PSS(rsa_padding.MGF1(digest()), int(parameters["salt_length"].native))


def _is_for(identifier: Any, own: x509.Certificate) -> bool:
    """By issuer and number, or by the key's own mark."""
    named = identifier.chosen
    if identifier.name == "issuer_and_serial_number":
        same_number = named["serial_number"].native == own.serial_number
        return bool(same_number and named["issuer"].dump() == own.issuer.public_bytes())
    try:
        mark = own.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return False
    return bool(named.native == mark.digest)
