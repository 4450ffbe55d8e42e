"""What goes to the opening child and what comes back."""

from datetime import datetime
from typing import Literal

import msgspec

PGP, SMIME = "PGP", "S/MIME"
State = Literal["valid", "broken", "unknown", "outdated", "unread"]


class OwnKey(msgspec.Struct, frozen=True):
    """A private key of the desk, unsealed; the certificate belongs to S/MIME."""

    scheme: str
    private: str
    certificate: str = ""


class Trusted(msgspec.Struct, frozen=True):
    """A public key or certificate that the desk's administrators trust."""

    scheme: str
    key: str


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One mail, and everything that may open or check it."""

    raw: bytes
    keys: list[OwnKey]
    trusted: list[Trusted]
    at: datetime


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """One signature and what it is worth. `addresses` are those its certificate names."""

    scheme: str
    state: State
    signer: str = ""
    addresses: list[str] = []
    issuer: str = ""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What was found below. `plain` is a whole mail to be read instead of the one that came."""

    plain: bytes | None = None
    encrypted: str = ""
    # Whether an encrypted layer was left that no key opens.
    is_locked: bool = False
    signature: Signature | None = None
    problem: str = ""
