"""What its channel found out about a message, beside its words."""

from collections.abc import Mapping
from typing import Any

import msgspec

PROVEN, DENIED, UNPROVEN = "proven", "denied", "unproven"
PROOFS = (PROVEN, UNPROVEN, DENIED)


class Meeting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A meeting that came with the message; `method` is iTIP's (request, cancel, reply)."""

    method: str = ""
    summary: str = ""
    starts: str = ""
    ends: str = ""
    place: str = ""
    organiser: str = ""


class Origin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a message comes from and what speaks for it. Everything may be unknown, and then is empty."""

    # Whether the sender's own domain stands behind it: proven, denied or unproven; empty if nobody asked.
    proof: str = ""
    domain: str = ""
    # {"spf" | "dkim" | "dmarc" | "arc": the method's own word}, and whose word it is; empty is this desk.
    checks: Mapping[str, str] = {}
    checked_by: str = ""
    language: str = ""
    mailing_list: str = ""
    meeting: Meeting | None = None
    # "S/MIME" or "PGP", and what became of it: "signed", "encrypted", or a sentence of the check.
    scheme: str = ""
    protection: str = ""


NOTHING = Origin()


def stored(origin: Origin) -> dict[str, Any]:
    """The origin as it is kept in the database."""
    return dict(msgspec.to_builtins(origin))


def read(kept: Any) -> Origin:
    """The origin that was kept; nothing known where it can't be read."""
    try:
        return msgspec.convert(kept or {}, Origin)
    except msgspec.ValidationError:
        return NOTHING
