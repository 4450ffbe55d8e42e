"""From a parsed mail to what the desk takes in."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

from django.conf import settings

from handrail.base.configuration import Remembered
from handrail.base.saying import Saying
from handrail.base.text import fold_case
from handrail.channels.email.authentication import proof
from handrail.channels.email.checking import Handed, check
from handrail.channels.email.models import Mailbox, RawMail
from handrail.channels.email.parsing.addresses import valid
from handrail.channels.email.parsing.mail import AttachedFile, ParsedMail
from handrail.desk.models import Brand
from handrail.flow.incoming import BounceReport, Incoming, PassedOn
from handrail.flow.kept import NO_SENDER
from handrail.flow.models import SenderCheck
from handrail.flow.outbox.choosing import our_addresses
from handrail.flow.outbox.models import SendingAddress
from handrail.flow.proving import chosen
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.files import File
from handrail.tickets.models import Message
from handrail.tickets.origin import NOTHING, Origin

TOKEN = re.compile(r"[A-Za-z0-9_-]{10,100}")
MOST_FILES = 500
# Name servers are slow and far away, so several mails' senders are asked about at once.
MOST_ASKED_AT_ONCE = 8
# The end of the ids that we give to mail without one; they are never sent out.
NO_ID = "@content.invalid"


class Unusable(Saying):
    """The mail was read, but nothing can be done with it; the text says why."""


def incoming(
    mail: ParsedMail, kept: RawMail, found: Mapping[str, Any], *,
    authors: Mapping[str, str] | None = None,
    proof_of_sender: Origin | None = None,
) -> Incoming:  # fmt: skip
    """The mail as the desk wants it, with what was found out besides.

    Raises Unusable where it names nobody who wrote it.

    `authors` is what `authors_of` says of many mails' ids, and `proof_of_sender` what `proofs` does,
    for a caller who asks for many at once.
    """
    if authors is None:
        authors = authors_of([mail.message_id])
    sender = _sender(mail, kept)
    recipients = [*kept.envelope_to, *mail.delivered_to, *_addresses(mail)]
    domains = _domains(_our_addresses())
    return Incoming(
        channel="email", sender_address=sender, sender_name=mail.sender.name,
        subject=mail.subject, text=mail.reply_text, quoted=mail.quoted_text, html=mail.html,
        files=[_file(part) for part in mail.attachments[:MOST_FILES]],
        at=kept.received_at, external_id=_external_id(mail, authors),
        references=mail.references, reply_token=token(recipients, domains),
        brand_address=_own(recipients, domains), team=_team(kept.way, recipients),
        auto_submitted=_auto_submitted(mail),
        bounce=_bounce(mail), origin=proof_of_sender or proofs([(kept, mail)])[0],
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


def proofs(mails: Sequence[tuple[RawMail, ParsedMail]]) -> list[Origin]:
    """What speaks for each mail's sender, as the desk has chosen to ask. May take seconds; never raises."""
    wanted = chosen()
    if wanted.way != SenderCheck.Way.OURSELVES:
        return [_noted(kept, mail, wanted) for kept, mail in mails]
    with ThreadPoolExecutor(MOST_ASKED_AT_ONCE) as threads:
        asked = [threads.submit(_asked, kept, mail, wanted.hops) for kept, mail in mails]
        return [one.result() for one in asked]


def _noted(kept: RawMail, mail: ParsedMail, wanted: SenderCheck) -> Origin:
    if wanted.way == SenderCheck.Way.NOBODY:
        return NOTHING
    return proof(bytes(kept.raw), sender=mail.sender.address, trusted=wanted.server)


def _asked(kept: RawMail, mail: ParsedMail, hops: int) -> Origin:
    handed = Handed(kept.envelope_from, kept.peer or "", hops)
    return check(bytes(kept.raw), sender=mail.sender.address, handed=handed)


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
    raise Unusable(NO_SENDER)


def authors_of(message_ids: Iterable[str]) -> dict[str, str]:
    """{Message-ID: the address of who wrote it}, of those that the desk has; one query."""
    by_hash = {hash_of(one): one for one in message_ids if one}
    known = Message.objects.filter(external_hash__in=[key for key in by_hash if key])
    rows = known.values_list("external_hash", "author__email") if by_hash else ()
    return {by_hash[key]: fold_case(address or "") for key, address in rows}


def _external_id(mail: ParsedMail, authors: Mapping[str, str]) -> str:
    """Its Message-ID, unless it has none or somebody else's mail uses it already."""
    own = fold_case(mail.sender.address)
    is_free = authors.get(mail.message_id, own) == own
    return mail.message_id if mail.message_id and is_free else f"<{mail.content_hash}{NO_ID}>"


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


@Remembered
def _brand_addresses() -> Sequence[str]:
    return list(Brand.objects.exclude(address="").values_list("address", flat=True))


@Remembered
def _teams() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """({mailbox: its team}, {sending address: its team})."""
    boxes = Mailbox.objects.exclude(team=None).values_list("name", "team")
    addresses = SendingAddress.objects.filter(is_active=True).exclude(team=None)
    return dict(boxes), {fold_case(a): team for a, team in addresses.values_list("address", "team")}


def _team(way: str, recipients: Iterable[str]) -> int | None:
    """The team whose mailbox it came by, or whose address it was written to."""
    boxes, addresses = _teams()
    written_to = (addresses.get(fold_case(_bare(one))) for one in recipients)
    return boxes.get(way) or next((team for team in written_to if team), None)


def _bare(address: str) -> str:
    """An address without what stands behind its plus."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _our_addresses() -> Set[str]:
    known = (settings.HANDRAIL_MAIL_ADDRESS, *_brand_addresses(), *our_addresses())
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
