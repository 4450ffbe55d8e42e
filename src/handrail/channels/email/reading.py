"""From a parsed mail to what the desk takes in."""

import re
from collections.abc import Iterable, Set

from django.conf import settings

from handrail.channels.email.models import RawMail
from handrail.channels.email.parsing.mail import AttachedFile, ParsedMail
from handrail.desk.models import Brand
from handrail.flow.intake import BounceReport, Incoming
from handrail.tickets.files import File

TOKEN = re.compile(r"[A-Za-z0-9_-]{10,100}")
MOST_FILES = 500


class Unusable(Exception):
    """The mail was read, but nothing can be done with it; the text says why."""


def incoming(mail: ParsedMail, kept: RawMail) -> Incoming:
    """The mail as the desk wants it. Raises Unusable where it names nobody who wrote it."""
    sender = _sender(mail, kept)
    recipients = [*kept.envelope_to, *mail.delivered_to, *_addresses(mail)]
    domains = _our_domains()
    return Incoming(
        channel="email", sender_address=sender, sender_name=mail.sender.name,
        subject=mail.subject, text=mail.reply_text, quoted=mail.quoted_text, html=mail.html,
        files=[_file(part) for part in mail.attachments[:MOST_FILES]],
        at=kept.received_at, external_id=mail.message_id or f"<{mail.content_hash}@no-id>",
        references=references(mail), reply_token=token(recipients, domains),
        brand_address=_own(recipients, domains), auto_submitted=_auto_submitted(mail),
        bounce=_bounce(mail),
    )  # fmt: skip


def _sender(mail: ParsedMail, kept: RawMail) -> str:
    """Who wrote. A bounce often has no sender of its own, and needs none."""
    if mail.sender.address:
        return mail.sender.address
    if mail.bounce is not None:
        return kept.envelope_from or "mailer-daemon@invalid"
    raise Unusable("It has no usable sender.")


def _addresses(mail: ParsedMail) -> Iterable[str]:
    return (box.address for box in (*mail.to, *mail.cc) if box.address)


def references(mail: ParsedMail) -> list[str]:
    """The ids it refers to, oldest first; a bounce refers to the message that came back."""
    found = [*mail.references, mail.in_reply_to]
    if mail.bounce is not None:
        found.append(mail.bounce.original_message_id)
    return [reference for reference in dict.fromkeys(found) if reference]


def token(recipients: Iterable[str], domains: Set[str]) -> str:
    """What stands behind the plus of one of our own addresses."""
    for address in recipients:
        local, _, domain = address.rpartition("@")
        behind = local.partition("+")[2]
        if domain.lower() in domains and TOKEN.fullmatch(behind):
            return behind
    return ""


def _own(recipients: Iterable[str], domains: Set[str]) -> str:
    """The address of ours that was written to, without its token; nothing if there is none."""
    for address in recipients:
        local, _, domain = address.rpartition("@")
        if domain.lower() in domains:
            return f"{local.partition('+')[0]}@{domain}"
    return ""


def _our_domains() -> Set[str]:
    addresses = [settings.HANDRAIL_MAIL_ADDRESS, *Brand.objects.values_list("address", flat=True)]
    return {address.rpartition("@")[2].lower() for address in addresses} - {""}


def _auto_submitted(mail: ParsedMail) -> str:
    """A list's mail is a person's: only spread, not written, by a machine."""
    return "" if mail.automatic == "list" else mail.automatic


def _bounce(mail: ParsedMail) -> BounceReport | None:
    found = mail.bounce
    if found is None:
        return None
    return BounceReport(recipient=found.recipient, status=found.status, temporary=found.temporary)


def _file(part: AttachedFile) -> File:
    return File(
        name=part.filename, content=part.payload, content_type=part.content_type,
        is_inline=part.inline, content_id=part.content_id,
    )  # fmt: skip
