"""What comes in, as the channels hand it over, and what becomes of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from handrail.tickets.files import File
from handrail.tickets.origin import DENIED, NOTHING, PROVEN, Origin, stored


class BounceReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail system said it could not deliver."""

    recipient: str
    status: str = ""
    temporary: bool = False


class PassedOn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's message that the sender hands on to us."""

    address: str
    name: str = ""
    subject: str = ""
    text: str = ""


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One message from outside, understood by its channel but not yet placed."""

    channel: str
    sender_address: str
    subject: str
    text: str
    at: datetime
    sender_name: str = ""
    quoted: str = ""
    html: str = ""
    files: Sequence[File] = ()
    external_id: str = ""
    references: Sequence[str] = ()
    reply_token: str = ""
    brand_address: str = ""
    # The team whose address or mailbox it came by; a rule may send it elsewhere.
    team: int | None = None
    auto_submitted: str = ""
    bounce: BounceReport | None = None
    # Who stands behind it, among what else its channel found out; the From line alone proves nothing.
    origin: Origin = NOTHING
    # What else the channel found out, kept with the message.
    found: Mapping[str, Any] = {}
    passed_on: PassedOn | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """All that was found out, as it is kept with the message."""
        return {**self.found, **stored(self.origin)}

    @property
    def denied_by(self) -> str:
        """The sender's own domain, where it denies the message and asks that such be refused."""
        return self.origin.domain if self.origin.proof == DENIED else ""

    @property
    def is_proven(self) -> bool:
        """Whether the sender's own domain stands behind the message."""
        return self.origin.proof == PROVEN


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it: opened, joined, duplicate, bounce or auto_reply."""

    kind: str
    ticket_id: int | None = None
    message_id: int | None = None
    reason: str = ""
