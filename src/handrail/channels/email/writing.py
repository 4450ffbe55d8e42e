"""The message of a reply, as RFC 5322 wants it. Nothing a stranger wrote can add a header."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from handrail.base.text import clean, one_line
from handrail.channels.email.parsing.addresses import valid
from handrail.flow.ports import Outgoing, PermanentFailure
from handrail.tickets.files import File

MESSAGE_ID = re.compile(r"<[^<>\s@]{1,500}@[^<>\s@]{1,400}>")
TYPE = re.compile(r"([a-z0-9][\w.+-]{0,60})/([a-z0-9][\w.+-]{0,100})")
MOST_REFERENCES_CHARACTERS = 4000


def written(outgoing: Outgoing, *, at: datetime) -> EmailMessage:
    """The message. Raises PermanentFailure when nobody in it can be written to."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _box(outgoing.from_name, outgoing.from_address)
    message["To"] = _boxes(outgoing.to)
    if outgoing.cc and (copies := _boxes(outgoing.cc, needed=False)):
        message["Cc"] = copies
    message["Subject"] = one_line(outgoing.subject, most=250) or "(no subject)"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = outgoing.message_id
    message["Reply-To"] = _box(outgoing.from_name, reply_address(outgoing))
    _thread(message, outgoing)
    if outgoing.automatic:
        message["Auto-Submitted"] = "auto-replied" if outgoing.in_reply_to else "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    _fill(message, outgoing)
    return message


def reply_address(outgoing: Outgoing) -> str:
    """The desk's address with the ticket's unguessable token: answers find their ticket by it."""
    local, _, domain = outgoing.from_address.rpartition("@")
    return (
        f"{local}+{outgoing.reply_token}@{domain}"
        if outgoing.reply_token
        else outgoing.from_address
    )


def _thread(message: EmailMessage, outgoing: Outgoing) -> None:
    ids = [known for known in outgoing.references if _is_real(known)]
    while sum(map(len, ids)) > MOST_REFERENCES_CHARACTERS:
        del ids[1 if len(ids) > 1 else 0]
    if _is_real(outgoing.in_reply_to):
        message["In-Reply-To"] = outgoing.in_reply_to
    if ids:
        message["References"] = " ".join(ids)


def _is_real(message_id: str) -> bool:
    """Whether another mail program could know the id: ours for mail without one is not sent."""
    fits = MESSAGE_ID.fullmatch(message_id) and message_id.isascii()
    return bool(fits) and not message_id.endswith("@content.invalid>")


def _fill(message: EmailMessage, outgoing: Outgoing) -> None:
    message.set_content(clean(outgoing.text) or " ")
    if outgoing.html:
        message.add_alternative(outgoing.html, subtype="html")
    for file in outgoing.files:
        main, sub = _type(file)
        message.add_attachment(
            file.content, maintype=main, subtype=sub,
            filename=one_line(file.name, most=150) or "attachment",
        )  # fmt: skip


def _type(file: File) -> tuple[str, str]:
    """A type that fits bytes: a text or message claims an encoding we do not know."""
    fits = TYPE.fullmatch(file.content_type.lower())
    if fits is None or fits[1] in {"text", "message", "multipart"}:
        return "application", "octet-stream"
    return fits[1], fits[2]


def _boxes(people: object, *, needed: bool = True) -> list[Address]:
    assert isinstance(people, list | tuple)
    boxes = [_box(name, address) for name, address in people if valid(address)]
    if needed and not boxes:
        raise PermanentFailure("The customer has no address that mail can be sent to.")
    return boxes


def _box(name: str, address: str) -> Address:
    if not valid(address):
        raise PermanentFailure(f"{one_line(address)!r} is no mail address.")
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise PermanentFailure(f"{address} needs a mail server for international addresses.")
    return Address(one_line(name, most=120), local.strip('"'), _ascii(domain))


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError as fault:
        raise PermanentFailure(f"{domain} is no domain.") from fault
