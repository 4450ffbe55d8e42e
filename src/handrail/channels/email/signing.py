"""Signing what leaves (DKIM), with every key that the sender's domain has."""

import dkim

from handrail.base.sealed import CannotOpen, opened
from handrail.base.text import fold_case
from handrail.flow import kept
from handrail.flow.outbox.choosing import keys_of
from handrail.flow.outbox.models import SigningKey
from handrail.flow.ports import TemporaryFailure

# What a reader goes by. Those that end a subscription must be signed (RFC 8058, 4).
HEADERS = (
    b"from", b"to", b"cc", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to",
    b"references", b"mime-version", b"content-type", b"content-transfer-encoding",
    b"auto-submitted", b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip


def signed(raw: bytes, *, sender: str) -> bytes:
    """The message with a signature before it for each key; as it is where there is none.

    Raises TemporaryFailure for a key that cannot be used: it waits to be mended, rather than leave
    without the signature that others may insist on.
    """
    domain = fold_case(sender).rpartition("@")[2].encode("idna").decode()
    for key in keys_of(domain):
        raw = _signature(raw, key) + raw
    return raw


def _signature(raw: bytes, key: SigningKey) -> bytes:
    """One header. From is named twice, so that nobody can put a second one above it."""
    named = {line.partition(b":")[0].strip().lower() for line in _head(raw)}
    over = [header for header in HEADERS if header in named]
    try:
        made: bytes = dkim.sign(
            raw, key.selector.encode(), key.domain.encode(), opened(key.private_key).encode(),
            canonicalize=(b"relaxed", b"relaxed"), include_headers=[*over, b"from"],
        )  # fmt: skip
    except (dkim.DKIMException, CannotOpen) as fault:
        raise TemporaryFailure(kept.UNSIGNED, key=key.record_name, fault=fault) from fault
    return made


def _head(raw: bytes) -> list[bytes]:
    return raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
