# ruff: noqa: E501 — patterns and word lists read better unbroken
"""From the bytes of a mail to plain values. Pure: no database, no network, no clock."""

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from handrail.channels.email.parsing import (
    automatic,
    away,
    bounces,
    forwarding,
    headers,
    invitations,
    protection,
    replies,
)
from handrail.channels.email.parsing.addresses import mailboxes, message_id, message_ids
from handrail.channels.email.parsing.body import Body
from handrail.channels.email.parsing.html import sanitised
from handrail.channels.email.parsing.language import language
from handrail.channels.email.parsing.mail import Address, BounceFound, ParsedMail, Unparsable
from handrail.channels.email.parsing.structure import Part, tree

__all__ = ["Address", "BounceFound", "ParsedMail", "Unparsable", "parse"]

NOBODY = Address("", "")
# Added on the way, so two copies of one mail differ in them.
TRACE = frozenset(
    {"received", "return-path", "delivered-to", "x-original-to", "envelope-to", "x-delivered-to"}
)
DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-delivered-to", "x-envelope-to")


def parse(raw: bytes) -> ParsedMail:
    """Read one mail. Raises Unparsable for what no honest mail asks; broken ones are read as far as
    they can be."""
    root = tree(raw)
    fields = root.fields
    body = Body(root)
    text = body.text
    reply_text, quoted_text = replies.split_reply(body.marked)
    sender = _sender(fields)
    subject = headers.readable(headers.first(fields, "subject"))
    found = _returned(root, raw, sender, subject, text)
    meeting = invitations.find(root)
    if meeting is not None:
        reply_text = f"{reply_text}\n\n{invitations.told(meeting)}".strip()
    return ParsedMail(
        subject=subject, sender=sender, to=_boxes(fields, "to"), cc=_boxes(fields, "cc"),
        reply_to=_boxes(fields, "reply-to"), delivered_to=_delivered_to(fields),
        date=_date(headers.first(fields, "date")),
        message_id=message_id(headers.first(fields, "message-id")),
        in_reply_to=next(iter(message_ids(headers.first(fields, "in-reply-to"))), ""),
        references=_references(fields) + (bounces.original_ids(root) if found else []), text=text, reply_text=reply_text, quoted_text=quoted_text,
        html="\n".join(sanitised(piece) for piece in body.html), attachments=body.files,
        automatic=_automatic(fields, subject, sender, found) or _away(subject, reply_text),
        complaint=bounces.is_complaint(root), bounce=found, content_hash=_content_hash(root, raw),
        forwarded=None if found else forwarding.find(root, subject=subject, text=text),
        invitation=meeting, protection=protection.find(root, text), language=language(reply_text),
        list_id=_list_id(fields),
    )  # fmt: skip


def _boxes(fields: headers.Fields, name: str) -> list[Address]:
    return mailboxes(headers.all_of(fields, name))


def _sender(fields: headers.Fields) -> Address:
    """From; where it names nobody who can be written to, Sender, then Reply-To."""
    named = [box for name in ("from", "sender", "reply-to") for box in _boxes(fields, name)[:5]]
    return next((box for box in named if box.address), named[0] if named else NOBODY)


def _references(fields: headers.Fields) -> list[str]:
    """The conversation's ids, oldest first, the direct parent last."""
    ids = message_ids(headers.first(fields, "references"))
    parents = message_ids(headers.first(fields, "in-reply-to"))
    return [*(known for known in ids if known not in parents), *parents][-200:]


def _list_id(fields: headers.Fields) -> str:
    """What List-Id names between its brackets (RFC 2919), or all of it."""
    said = headers.readable(headers.first(fields, "list-id"), most=1000)
    return said.rpartition("<")[2].partition(">")[0].strip()[:255]


def _delivered_to(fields: headers.Fields) -> list[str]:
    values = [value for name in DELIVERED for value in headers.all_of(fields, name)[:20]]
    return [box.address for box in mailboxes(values) if box.address]


def _date(value: bytes) -> datetime | None:
    """The claimed moment in UTC; a zone that is missing is read as UTC."""
    try:
        read = parsedate_to_datetime(headers.unfolded(value[:200]))
        return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _returned(
    root: Part, raw: bytes, sender: Address, subject: str, text: str
) -> BounceFound | None:
    """A person's away note also has an empty return path: what says it is a reply, is one."""
    if bounces.is_complaint(root):
        return None
    if automatic.kind(root.fields, subject=subject, sender=sender.address) == "auto-replied":
        system = root.type == "multipart/report" or bounces.is_daemon((sender.name, sender.address))
        if not system and not bounces.FAILED.search(subject):
            return None
    return bounces.find(root, raw, sender=(sender.name, sender.address), subject=subject, text=text)


def _automatic(
    fields: headers.Fields, subject: str, sender: Address, bounce: BounceFound | None
) -> str:
    if bounce is not None:
        return "auto-replied"
    return automatic.kind(fields, subject=subject, sender=sender.address)


def _away(subject: str, text: str) -> str:
    """By its words alone, where nothing else says what it is."""
    return "auto-replied" if away.is_note(subject, text) else ""


def _content_hash(root: Part, raw: bytes) -> str:
    """The same for two copies of one mail that came by different ways; SHA-256, hexadecimal."""
    digest = hashlib.sha256()
    for name, value in root.fields:
        if name not in TRACE:
            digest.update(name.encode() + b":" + b" ".join(value.split()) + b"\n")
    digest.update(b"\n" + root.body.replace(b"\r\n", b"\n").strip())
    return digest.hexdigest()
