"""What parsing yields: one mail as plain values, and how it can fail."""

from datetime import datetime

import msgspec


class Unparsable(Exception):
    """The mail asks for more work than any honest mail does; the text says what."""


class Address(msgspec.Struct, frozen=True):
    """A person's mailbox as a header names it; `address` is empty where it is not a valid one."""

    name: str
    address: str


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A part that is not the text: its claimed name and type, and its decoded bytes."""

    filename: str
    content_type: str
    inline: bool
    content_id: str
    payload: bytes

    @property
    def size(self) -> int:
        """In bytes, decoded."""
        return len(self.payload)


class BounceFound(msgspec.Struct, frozen=True, kw_only=True):
    """A mail system's word that it could not deliver. `status` is an RFC 3463 code or empty."""

    recipient: str
    status: str
    temporary: bool


class Forwarded(msgspec.Struct, frozen=True, kw_only=True):
    """The mail that this one passes on. All of it is the forwarder's claim: trust it as far as
    the forwarder is trusted. `sent` is UTC where the date could be read; `said` is the date as
    it stands."""

    sender: Address
    subject: str
    text: str
    said: str = ""
    sent: datetime | None = None


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting somebody asks for, changes, calls off or answers. `method` is iTIP's, lower case
    ("request", "cancel", "reply"); the moments are as written, with their zone where it was named."""

    method: str
    summary: str
    starts: str
    ends: str
    place: str
    organiser: Address


class Protection(msgspec.Struct, frozen=True, kw_only=True):
    """Signed or encrypted by S/MIME or PGP, by the look of it. Nothing is checked here: the
    reading child has no key."""

    scheme: str
    signed: bool
    encrypted: bool


class ParsedMail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail, read. All text is storable, single-line where it was a header."""

    subject: str
    sender: Address
    to: list[Address]
    cc: list[Address]
    reply_to: list[Address]
    delivered_to: list[str]
    date: datetime | None
    message_id: str
    in_reply_to: str
    references: list[str]
    text: str
    reply_text: str
    quoted_text: str
    html: str
    attachments: list[AttachedFile]
    automatic: str
    complaint: bool
    bounce: BounceFound | None
    content_hash: str
    forwarded: Forwarded | None = None
    invitation: Invitation | None = None
    protection: Protection | None = None
    # ISO 639-1, of the new words; empty where it is not plain.
    language: str = ""
    # The list's own id, from List-Id.
    list_id: str = ""

    @property
    def auto_submitted(self) -> bool:
        """Whether a machine wrote it. A list's mail is a person's, only spread by one."""
        return self.automatic in {"auto-replied", "auto-generated"}
