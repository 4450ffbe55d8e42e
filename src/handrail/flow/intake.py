"""Everything that comes in, from any channel, becomes part of exactly one conversation here."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction

from handrail.base.by import By
from handrail.base.limits import within
from handrail.base.text import fold_case, preview
from handrail.desk.models import Brand
from handrail.desk.shape import shape
from handrail.flow.events import AutoAnswered, Bounced
from handrail.flow.opening import open_request
from handrail.flow.outbox.choosing import our_addresses
from handrail.people.actions import meet
from handrail.people.models import Identity, Person
from handrail.people.queries import by_address
from handrail.people.rules import works_here
from handrail.tickets import actions as tickets
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.files import File
from handrail.tickets.models import Message, Ticket

NUMBER_IN_SUBJECT = re.compile(r"\[#(\d{1,12})\]")
RECEIVED = (
    "Thank you for writing. Your request has reached us, and a person will answer you. "
    "To add something, simply reply to this message."
)
MOST_REFERENCES = 200


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
    auto_submitted: str = ""
    bounce: BounceReport | None = None
    # The sender's own domain, where it denies the mail and asks that such mail be refused (DMARC).
    denied_by: str = ""
    # Whether the sender's own domain stands behind the mail; the From line alone proves nothing.
    is_proven: bool = False
    passed_on: PassedOn | None = None
    # What the channel found out besides, kept with the message.
    found: Mapping[str, Any] = {}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it: opened, joined, duplicate, bounce or auto_reply."""

    kind: str
    ticket_id: int | None = None
    message_id: int | None = None
    reason: str = ""


@transaction.atomic
def receive(incoming: Incoming) -> Outcome:
    """Place one message: who wrote, to which conversation, or else a new ticket.

    Runs in the caller's transaction where there is one, so a channel can mark its raw input in the
    same breath. Doing it twice with one `external_id` is one message.
    """
    by = By.system(incoming.at)
    known = _already_here(incoming)
    if known is not None:
        return Outcome(kind="duplicate", ticket_id=known.ticket_id, message_id=known.pk)
    thread = find_thread(incoming)
    if incoming.bounce is not None:
        return _bounced(incoming, incoming.bounce, thread, by)
    if incoming.auto_submitted == "auto-replied":
        return _auto_answered(incoming, thread, by)
    return _place(incoming, thread, by)


def _already_here(incoming: Incoming) -> Message | None:
    key = hash_of(incoming.external_id)
    return Message.objects.filter(external_hash=key).first() if key else None


def find_thread(incoming: Incoming) -> Ticket | None:
    """The ticket this continues: by unguessable reply address, else by the ids it refers to.

    A number in the subject proves nothing and is not asked. Merged tickets lead on.
    """
    ticket = _by_token(incoming.reply_token) or _by_references(incoming.references)
    while ticket is not None and ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def _by_token(token: str) -> Ticket | None:
    return Ticket.objects.filter(token=token).first() if token else None


def _by_references(references: Sequence[str]) -> Ticket | None:
    keys = [hash_of(ref) for ref in references[-MOST_REFERENCES:]]
    last = (
        Message.objects.filter(external_hash__in=keys)
        .select_related("ticket")
        .order_by("-pk")
        .first()
    )
    return last.ticket if last else None


def _may_join(sender: Person, ticket: Ticket) -> bool:
    """The From line proves little, so only those the ticket already knows may add to it.

    Nobody who was shut out may, not even to what once was their own.
    """
    is_known = sender.pk == ticket.requester_id or ticket.watchers.filter(person=sender).exists()
    return sender.is_active and is_known


def _place(incoming: Incoming, thread: Ticket | None, by: By) -> Outcome:
    sender = meet(address=incoming.sender_address, name=incoming.sender_name)
    by = By(actor="person", person_id=sender.pk, role=sender.role, at=incoming.at)
    if thread is not None and incoming.denied_by:
        reason = f"Sender not proven: {incoming.denied_by} says this mail is not from it"
        return _open(incoming, sender, by, near=thread, reason=reason)
    if thread is not None and _may_join(sender, thread):
        if thread.turn not in {"closed", "spam"}:
            return _join(incoming, sender, thread, by)
        return _open(incoming, sender, by, near=thread, reason="Answer to a closed ticket")
    if thread is not None:
        reason = f"Answer by {incoming.sender_address}, who does not belong to the conversation"
        return _open(incoming, sender, by, near=thread, reason=reason)
    if incoming.passed_on is not None and incoming.is_proven and works_here(sender.role):
        return _open_for(incoming, incoming.passed_on, sender, by)
    named = _named_in_subject(incoming.subject)
    return _open(incoming, sender, by, near=named, reason="Names this number in its subject")


def _open_for(incoming: Incoming, original: PassedOn, agent: Person, by: By) -> Outcome:
    """A colleague handed on what a customer wrote: the customer asks, the colleague's words are a note."""
    asker = meet(address=original.address, name=original.name)
    ticket = open_request(
        requester=asker, subject=original.subject or incoming.subject, text=original.text,
        files=incoming.files, channel=incoming.channel, brand=_brand(incoming.brand_address),
        external_id=incoming.external_id, by=by, found=incoming.found,
    )  # fmt: skip
    if incoming.text.strip():
        tickets.note(ticket, author=agent, text=incoming.text, by=by)
    message = ticket.messages.order_by("pk").first()
    return Outcome(
        kind="opened", ticket_id=ticket.pk, message_id=message.pk if message else None,
        reason=f"Passed on by {incoming.sender_address}",
    )  # fmt: skip


def _named_in_subject(subject: str) -> Ticket | None:
    match = NUMBER_IN_SUBJECT.search(subject)
    return Ticket.objects.filter(pk=int(match[1])).first() if match else None


def _join(incoming: Incoming, sender: Person, ticket: Ticket, by: By) -> Outcome:
    message = tickets.hear(
        ticket, author=sender, text=incoming.text, html=incoming.html, quoted=incoming.quoted,
        files=incoming.files, channel=incoming.channel, external_id=incoming.external_id, by=by,
        is_automatic=bool(incoming.auto_submitted), found=incoming.found,
    )  # fmt: skip
    return Outcome(kind="joined", ticket_id=ticket.pk, message_id=message.pk)


def _open(
    incoming: Incoming, sender: Person, by: By, *, near: Ticket | None, reason: str
) -> Outcome:
    brand = _brand(incoming.brand_address)
    ticket = open_request(
        requester=sender, subject=incoming.subject, text=incoming.text, html=incoming.html,
        quoted=incoming.quoted, files=incoming.files, channel=incoming.channel, brand=brand,
        external_id=incoming.external_id, by=by, is_automatic=bool(incoming.auto_submitted),
        found=incoming.found,
    )  # fmt: skip
    if near is not None:
        tickets.link(ticket, to=near, kind="related", by=By.system(incoming.at), reason=reason)
    if not incoming.auto_submitted and brand is not None and brand.acknowledges:
        _acknowledge(ticket, sender, incoming)
    message = ticket.messages.order_by("pk").first()
    return Outcome(kind="opened", ticket_id=ticket.pk, message_id=message.pk if message else None,
                   reason=reason if near else "")  # fmt: skip


def _brand(address: str) -> Brand | None:
    """The brand that was written to, else the first."""
    found = Brand.objects.filter(address__iexact=address).first() if address else None
    if found is None and (pk := our_addresses().get(fold_case(address))):
        found = Brand.objects.filter(pk=pk).first()
    return found or shape().brand


def _acknowledge(ticket: Ticket, sender: Person, incoming: Incoming) -> None:
    """At most one a sender and day, and not one word of a stranger's in it: no mail bomb."""
    day = timedelta(days=1)
    if within(f"ack:{sender.pk}", at=incoming.at, every=day, most=1):
        tickets.notify(ticket, text=RECEIVED, about="received", by=By.system(incoming.at))


def _bounced(incoming: Incoming, bounce: BounceReport, thread: Ticket | None, by: By) -> Outcome:
    """Mark the address, and tell the ticket whose message came back. Never an answer."""
    if not bounce.temporary:
        known = Identity.objects.filter(value=fold_case(bounce.recipient)).values("person")
        Person.objects.filter(pk__in=known).update(bounced_at=incoming.at)
    if thread is not None:
        event = Bounced(
            recipient=bounce.recipient, status=bounce.status, temporary=bounce.temporary
        )
        happen(locked(thread), event, by)
    return Outcome(kind="bounce", ticket_id=thread.pk if thread else None)


def _auto_answered(incoming: Incoming, thread: Ticket | None, by: By) -> Outcome:
    """An out-of-office is written down where it belongs; it wakes nobody and is never answered."""
    known = by_address(incoming.sender_address)
    is_stranger = known is None or thread is None or not _may_join(known, thread)
    if thread is None or is_stranger or incoming.denied_by:
        return Outcome(kind="auto_reply", reason="Belongs to no ticket")
    event = AutoAnswered(sender=incoming.sender_address, preview=preview(incoming.text))
    happen(locked(thread), event, by)
    return Outcome(kind="auto_reply", ticket_id=thread.pk)
