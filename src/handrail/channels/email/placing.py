"""From a kept mail to its place: read it in a child, hand it to the hall, note what became of it."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app

from handrail.base.text import fold_case
from handrail.channels.email import sandbox
from handrail.channels.email.arrival import JOB
from handrail.channels.email.models import RawMail
from handrail.channels.email.parsing.addresses import valid
from handrail.channels.email.parsing.mail import ParsedMail, Unparsable
from handrail.desk.models import Brand
from handrail.flow.intake import BounceReport, Incoming, Outcome, receive
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.files import File
from handrail.tickets.models import Message

# Minutes until the next try when placing a mail fails; after the last, people must look.
BACKOFF = (1, 5, 30, 120)
TOKEN = re.compile(r"\+([0-9a-z]{20,40})@", re.IGNORECASE)
STATE_OF = {
    "opened": RawMail.State.DELIVERED, "joined": RawMail.State.DELIVERED,
    "duplicate": RawMail.State.DUPLICATE, "bounce": RawMail.State.BOUNCE,
    "auto_reply": RawMail.State.AUTO_REPLY,
}  # fmt: skip
MOST_TEXT = 500_000


def take_in(raw_id: int, *, now: datetime) -> str:
    """Read and place one kept mail; the state it is in afterwards. Twice is the same as once."""
    raw = RawMail.objects.filter(pk=raw_id).first()
    if raw is None or raw.state != RawMail.State.RECEIVED:
        return raw.state if raw else "gone"
    try:
        mail = sandbox.parse(bytes(raw.content))
    except Unparsable as why:
        return _keep_back(raw_id, RawMail.State.UNPARSED, str(why))
    try:
        return _place(raw_id, mail)
    except Exception as fault:
        # Nothing of it has happened: the transaction is gone. Try again, then show it to people.
        return _try_later(raw_id, f"{type(fault).__name__}: {fault}"[:2000], now=now)


def _keep_back(raw_id: int, state: str, reason: str) -> str:
    RawMail.objects.filter(pk=raw_id, state=RawMail.State.RECEIVED).update(
        state=state, reason=reason.replace("\x00", "")
    )
    return state


@transaction.atomic
def _try_later(raw_id: int, reason: str, *, now: datetime) -> str:
    raw = RawMail.objects.select_for_update().get(pk=raw_id)
    if raw.state != RawMail.State.RECEIVED:
        return raw.state
    if raw.attempts >= len(BACKOFF):
        return _keep_back(raw_id, RawMail.State.FAILED, reason)
    wait = timedelta(minutes=BACKOFF[raw.attempts])
    raw.attempts, raw.reason = raw.attempts + 1, reason.replace("\x00", "")
    raw.save(update_fields=["attempts", "reason"])
    app.configure_task(JOB, schedule_at=now + wait).defer(raw_id=raw_id)
    return raw.state


@transaction.atomic
def _place(raw_id: int, mail: ParsedMail) -> str:
    """The mail's effects and the note of them, in one commit."""
    raw = RawMail.objects.select_for_update().get(pk=raw_id)
    if raw.state != RawMail.State.RECEIVED:
        return raw.state
    raw.identity = identity_of(mail)
    _one_at_a_time(raw.identity)
    outcome = _outcome(raw, mail)
    raw.state, raw.reason = STATE_OF[outcome.kind], outcome.reason
    raw.ticket_id, raw.message_id = outcome.ticket_id, outcome.message_id
    raw.save(update_fields=["identity", "state", "reason", "ticket_id", "message_id"])
    return raw.state


def _one_at_a_time(identity: str) -> None:
    """Two copies of one mail wait for each other; the second sees what the first became."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(identity[:15], 16)])


def _outcome(raw: RawMail, mail: ParsedMail) -> Outcome:
    same = RawMail.objects.filter(identity=raw.identity).exclude(pk=raw.pk)
    first = same.exclude(state=RawMail.State.RECEIVED).order_by("pk").first()
    if first is not None:
        return Outcome(
            kind="duplicate", ticket_id=first.ticket_id, message_id=first.message_id,
            reason=f"The same as mail {first.pk}.",
        )  # fmt: skip
    if mail.bounce is None and fold_case(_sender(raw, mail)) in _own_addresses():
        return Outcome(kind="auto_reply", reason="It says it comes from this desk itself.")
    return receive(incoming(raw, mail))


def identity_of(mail: ParsedMail) -> str:
    """What makes two mails one: Message-ID and sender, so that nobody can make another's mail
    vanish by using up its id; without an id, the content."""
    named = f"{mail.message_id}\n{fold_case(mail.sender.address)}" if mail.message_id else ""
    return hashlib.sha256((named or mail.content_hash).encode()).hexdigest()


def _own_addresses() -> set[str]:
    brands = Brand.objects.exclude(address="").values_list("address", flat=True)
    return {fold_case(a) for a in [settings.HANDRAIL_MAIL_ADDRESS, *brands]}


def incoming(raw: RawMail, mail: ParsedMail) -> Incoming:
    """The mail in the hall's words."""
    recipients = _recipients(raw, mail)
    tokens = (match[1].lower() for address in recipients if (match := TOKEN.search(address)))
    kind = mail.automatic if mail.bounce is None else ""
    return Incoming(
        channel="email", sender_address=_sender(raw, mail), sender_name=mail.sender.name,
        subject=mail.subject, text=(mail.reply_text or mail.text)[:MOST_TEXT],
        quoted=mail.quoted_text[:MOST_TEXT], html=mail.html, files=_files(mail),
        external_id=_external_id(mail), references=mail.references,
        reply_token=next(tokens, ""), brand_address=_brand_address(recipients),
        auto_submitted=kind, bounce=_report(mail), at=raw.received_at,
    )  # fmt: skip


def _recipients(raw: RawMail, mail: ParsedMail) -> list[str]:
    """Whom it was for, the envelope first: it says whom the mail really reached."""
    named = [box.address for box in (*mail.to, *mail.cc) if box.address]
    return [*raw.envelope_to, *mail.delivered_to, *named]


def _brand_address(recipients: Sequence[str]) -> str:
    plain = [re.sub(r"\+[^@]*@", "@", address) for address in recipients[:50]]
    known = _own_addresses()
    return next((a for a in plain if fold_case(a) in known), plain[0] if plain else "")


def _sender(raw: RawMail, mail: ParsedMail) -> str:
    """Who wrote; a mail that names nobody is from a stranger who cannot be answered."""
    return (
        mail.sender.address
        or valid(raw.envelope_from)
        or f"unknown-{raw.sha256[:12]}@sender.invalid"
    )


def _external_id(mail: ParsedMail) -> str:
    """Its Message-ID, unless it has none or somebody else's mail already uses it."""
    by_content = f"<{mail.content_hash}@content.invalid>"
    if not mail.message_id:
        return by_content
    known = Message.objects.filter(external_hash=hash_of(mail.message_id))
    taken = known.select_related("author").first()
    author = taken.author.email if taken and taken.author else ""
    same_hand = taken is None or fold_case(author or "") == fold_case(mail.sender.address)
    return mail.message_id if same_hand else by_content


def _files(mail: ParsedMail) -> list[File]:
    return [
        File(name=f.filename, content=f.payload, content_type=f.content_type,
             is_inline=f.inline, content_id=f.content_id)
        for f in mail.attachments
    ]  # fmt: skip


def _report(mail: ParsedMail) -> BounceReport | None:
    """What came back. A complaint comes back too, but says nothing against the address."""
    if mail.complaint:
        return BounceReport(recipient="", status="complaint", temporary=True)
    found = mail.bounce
    if found is None:
        return None
    return BounceReport(recipient=found.recipient, status=found.status, temporary=found.temporary)
