"""From a parsed mail to what the desk takes in."""

import re
from collections.abc import Iterable, Mapping, Set
from hashlib import sha256
from typing import Any

from django.conf import settings

from handrail.base.text import fold_case
from handrail.channels.email.authentication import NOTHING_KNOWN, Proof, proof
from handrail.channels.email.models import RawMail
from handrail.channels.email.parsing.addresses import valid
from handrail.channels.email.parsing.mail import AttachedFile, ParsedMail
from handrail.desk.models import Brand
from handrail.flow.intake import BounceReport, Incoming, PassedOn
from handrail.flow.outbox.choosing import our_addresses
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.files import File
from handrail.tickets.models import Message

TOKEN = re.compile(r"[A-Za-z0-9_-]{10,100}")
MOST_FILES = 500
# The end of the ids that we give to mail without one; they are never sent out.
NO_ID = "@content.invalid"


class Unusable(Exception):
    """The mail was read, but nothing can be done with it; the text says why."""


def incoming(mail: ParsedMail, kept: RawMail, found: Mapping[str, Any]) -> Incoming:
    """The mail as the desk wants it, with what was found out besides.

    Raises Unusable where it names nobody who wrote it.
    """
    sender = _sender(mail, kept)
    recipients = [*kept.envelope_to, *mail.delivered_to, *_addresses(mail)]
    domains, known = _domains(_our_addresses()), _known(kept, sender)
    return Incoming(
        channel="email", sender_address=sender, sender_name=mail.sender.name,
        subject=mail.subject, text=mail.reply_text, quoted=mail.quoted_text, html=mail.html,
        files=[_file(part) for part in mail.attachments[:MOST_FILES]],
        at=kept.received_at, external_id=_external_id(mail),
        references=mail.references, reply_token=token(recipients, domains),
        brand_address=_own(recipients, domains), auto_submitted=_auto_submitted(mail),
        bounce=_bounce(mail), denied_by=known.denied_by, is_proven=bool(known.proven_by),
        passed_on=_passed_on(mail), found=found,
    )  # fmt: skip


def identity(mail: ParsedMail) -> str:
    """What makes two mails one: Message-ID and sender, so that nobody can make another's mail
    vanish by using its id first; without an id, the content."""
    named = f"{mail.message_id}\n{fold_case(mail.sender.address)}" if mail.message_id else ""
    return sha256((named or mail.content_hash).encode()).hexdigest()


def is_our_own(mail: ParsedMail) -> bool:
    """Whether it claims to come from the desk itself: a loop, or a lie. Bounces may."""
    return mail.bounce is None and fold_case(mail.sender.address) in _our_addresses()


def _known(kept: RawMail, sender: str) -> Proof:
    """What a server we trust found out about the sender's domain; nothing where none is trusted."""
    trusted = settings.HANDRAIL_MAIL_AUTHSERV_ID
    return proof(bytes(kept.raw), sender=sender, trusted=trusted) if trusted else NOTHING_KNOWN


def _passed_on(mail: ParsedMail) -> PassedOn | None:
    """The original of a forwarded mail, where it says who wrote it."""
    original = mail.forwarded
    if original is None or not valid(original.sender.address):
        return None
    return PassedOn(
        address=original.sender.address, name=original.sender.name, subject=original.subject,
        text=original.text,
    )  # fmt: skip


def _sender(mail: ParsedMail, kept: RawMail) -> str:
    """Who wrote, or else who handed it in. A bounce often has no sender, and needs none."""
    known = mail.sender.address or valid(kept.envelope_from)
    if known:
        return known
    if mail.bounce is not None or mail.complaint:
        return "mailer-daemon@sender.invalid"
    raise Unusable("It has no usable sender.")


def _external_id(mail: ParsedMail) -> str:
    """Its Message-ID, unless it has none or somebody else's mail uses it already."""
    by_content = f"<{mail.content_hash}{NO_ID}>"
    if not mail.message_id:
        return by_content
    taken = Message.objects.filter(external_hash=hash_of(mail.message_id)).first()
    author = taken.author.email or "" if taken and taken.author else ""
    same_hand = taken is None or fold_case(author) == fold_case(mail.sender.address)
    return mail.message_id if same_hand else by_content


def _addresses(mail: ParsedMail) -> Iterable[str]:
    return (box.address for box in (*mail.to, *mail.cc) if box.address)


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


def _our_addresses() -> Set[str]:
    brands = Brand.objects.exclude(address="").values_list("address", flat=True)
    known = (settings.HANDRAIL_MAIL_ADDRESS, *brands, *our_addresses())
    return {fold_case(address) for address in known}


def _domains(addresses: Set[str]) -> Set[str]:
    return {address.rpartition("@")[2] for address in addresses}


def _auto_submitted(mail: ParsedMail) -> str:
    """A list's mail is a person's: only spread, not written, by a machine."""
    return "" if mail.automatic == "list" else mail.automatic


def _bounce(mail: ParsedMail) -> BounceReport | None:
    """What came back. A complaint comes back too, but says nothing against the address."""
    if mail.complaint:
        return BounceReport(recipient="", status="complaint", temporary=True)
    found = mail.bounce
    if found is None:
        return None
    return BounceReport(recipient=found.recipient, status=found.status, temporary=found.temporary)


def _file(part: AttachedFile) -> File:
    return File(
        name=part.filename, content=part.payload, content_type=part.content_type,
        is_inline=part.inline, content_id=part.content_id,
    )  # fmt: skip
