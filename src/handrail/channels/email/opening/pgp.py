"""OpenPGP (RFC 9580) by Sequoia: one layer opened, or one signature checked."""

import re
from collections.abc import Callable, Sequence

import pysequoia

from handrail.channels.email.opening.values import PGP, OwnKey, Signature, State, Trusted

ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
Store = Callable[[list[str]], list[pysequoia.Cert]]


class Signers:
    """The trusted certificates, and whether a message asked for one that is there."""

    def __init__(self, trusted: Sequence[Trusted]) -> None:
        self.known = [_cert(one.key) for one in trusted if one.scheme == PGP]
        self.asked: list[str] = []

    def __call__(self, ids: list[str]) -> list[pysequoia.Cert]:
        """All of them: Sequoia takes those whose keys made a signature."""
        self.asked = list(ids)
        return self.known

    def state(self) -> State:
        """Why nothing was valid: no key of the signer's here, or one that denies the text."""
        asked = {identity.lower() for identity in self.asked}
        here = {identity for cert in self.known for identity in _identities(cert)}
        return "broken" if any(_meets(one, here) for one in asked) else "unknown"

    def of(self, fingerprint: str) -> Signature:
        """A valid signature by one of them."""
        cert = next(one for one in self.known if one.fingerprint == fingerprint)
        names = [str(user) for user in cert.user_ids]
        addresses = [found[1].lower() for name in names if (found := ADDRESS.search(name))]
        return Signature(
            scheme=PGP, state="valid", signer=next(iter(names), ""), addresses=addresses
        )


def checked(signed: bytes, signature: bytes, trusted: Sequence[Trusted]) -> Signature:
    """A detached signature over the bytes of a part."""
    signers = Signers(trusted)
    try:
        detached = pysequoia.Sig.from_bytes(signature)
    except Exception:
        return Signature(scheme=PGP, state="unread")
    try:
        found = pysequoia.verify(signed, store=signers, signature=detached)
        return signers.of(found.valid_sigs[0].certificate)
    except Exception:
        return Signature(scheme=PGP, state=signers.state())


def decrypted(
    sealed: bytes, keys: Sequence[OwnKey], trusted: Sequence[Trusted]
) -> tuple[bytes, Signature | None] | None:
    """What one of the keys makes of it, and who signed inside; None where no key fits."""
    for key in keys:
        if key.scheme != PGP:
            continue
        try:
            decryptor = pysequoia.Tsk.from_bytes(key.private.encode()).decryptor()
            plain = pysequoia.decrypt(sealed, decryptor=decryptor).bytes
        except Exception:  # noqa: S112
            continue
        if plain is not None:
            return plain, _inside(sealed, key, trusted)
    return None


def _inside(sealed: bytes, key: OwnKey, trusted: Sequence[Trusted]) -> Signature | None:
    signers = Signers(trusted)
    decryptor = pysequoia.Tsk.from_bytes(key.private.encode()).decryptor()
    try:
        found = pysequoia.decrypt(sealed, decryptor=decryptor, store=signers)
    except Exception:
        return Signature(scheme=PGP, state=signers.state())
    return signers.of(found.valid_sigs[0].certificate) if found.valid_sigs else None


def _cert(key: str) -> pysequoia.Cert:
    return pysequoia.Cert.from_bytes(key.encode())


def _identities(cert: pysequoia.Cert) -> list[str]:
    """Of the key and of its subkeys, as a signature may name either."""
    packets = pysequoia.packet.PacketPile.from_bytes(bytes(cert))
    return [str(packet.fingerprint).lower() for packet in packets if packet.fingerprint]


def _meets(asked: str, here: set[str]) -> bool:
    """A fingerprint, or its last sixteen digits."""
    return any(one.endswith(asked) or asked.endswith(one) for one in here)
