"""Who stands behind a message, as far as its channel could find out; kept among what else it found."""

from collections.abc import Mapping
from typing import Any

import msgspec

PROVEN, DENIED, UNPROVEN = "proven", "denied", "unproven"
KEY = "sender"


class Origin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether the sender's own domain stands behind a message; all empty where nobody asked."""

    proof: str = ""
    domain: str = ""
    # {"spf" | "dkim" | "dmarc" | "arc": the method's own word}, and whose word it is; empty is this desk.
    checks: Mapping[str, str] = {}
    checked_by: str = ""


NOTHING = Origin()


def stored(origin: Origin) -> dict[str, Any]:
    """What is kept of it with the message."""
    return {KEY: msgspec.to_builtins(origin)} if origin != NOTHING else {}


def read(found: Any) -> Origin:
    """Who stands behind it, from what a message keeps; nothing known where it can't be read."""
    try:
        return msgspec.convert((found or {}).get(KEY) or {}, Origin)
    except msgspec.ValidationError:
        return NOTHING
