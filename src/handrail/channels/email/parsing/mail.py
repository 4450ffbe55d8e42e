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

    @property
    def auto_submitted(self) -> bool:
        """Whether a machine wrote it. A list's mail is a person's, only spread by one."""
        return self.automatic in {"auto-replied", "auto-generated"}
