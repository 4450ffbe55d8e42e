"""Everything that comes in, from any channel, becomes part of exactly one conversation here."""

from django.db import transaction

from handrail.base.by import By
from handrail.base.saying import said
from handrail.flow import automatic, kept
from handrail.flow.gathering import gather
from handrail.flow.incoming import Incoming, Outcome
from handrail.flow.mail_rule import rule
from handrail.flow.placing import join, open_for, open_near, write_note
from handrail.flow.speaking import language_of
from handrail.flow.threads import NUMBER_IN_SUBJECT, by_number, find_thread, may_join, may_note
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.models import Message, Ticket


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
        return automatic.bounced(incoming, incoming.bounce, thread, by)
    if incoming.auto_submitted == "auto-replied":
        return automatic.auto_answered(incoming, thread, by)
    return _place(incoming, thread, by)


def _already_here(incoming: Incoming) -> Message | None:
    key = hash_of(incoming.external_id)
    return Message.objects.filter(external_hash=key).first() if key else None


def is_plainly_new(incoming: Incoming) -> bool:
    """Whether `_place` would ask nothing about it but who wrote, what it answers and who said the same."""
    return not (
        incoming.bounce or incoming.auto_submitted == "auto-replied" or incoming.reply_token
        or incoming.passed_on or NUMBER_IN_SUBJECT.search(incoming.subject)
        or rule().requests_an_hour
    )  # fmt: skip


def _place(incoming: Incoming, thread: Ticket | None, by: By) -> Outcome:
    sender = meet(
        address=incoming.sender_address, name=incoming.sender_name, language=language_of(incoming)
    )
    by = By(actor="person", person_id=sender.pk, role=sender.role, at=incoming.at)
    automatic.heard_from(sender, by=by)
    thread = thread or by_number(incoming, sender)
    if thread is not None:
        return _continue(incoming, sender, thread, by)
    if incoming.passed_on is not None and incoming.is_proven and works_here(sender.role):
        return open_for(incoming, incoming.passed_on, sender, by)
    return gather(incoming, sender, by)


def _continue(incoming: Incoming, sender: Person, thread: Ticket, by: By) -> Outcome:
    """Part of the conversation it holds a key to, or else beside it, with the reason."""
    if incoming.denied_by:
        reason = said(kept.NOT_PROVEN, domain=incoming.denied_by)
    elif may_join(sender, thread):
        if thread.turn not in {"closed", "spam"}:
            return join(incoming, sender, thread, by)
        reason = said(kept.CLOSED)
    elif may_note(incoming, sender, thread):
        return write_note(incoming, sender, thread, by)
    else:
        reason = said(kept.STRANGER, who=incoming.sender_address)
    return open_near(incoming, sender, by, near=thread, reason=reason[:])
