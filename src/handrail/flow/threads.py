"""Which conversation a message continues, and whether its sender may continue it."""

import re
from collections.abc import Sequence

from handrail.flow.incoming import Incoming
from handrail.flow.mail_rule import rule
from handrail.flow.models import MailRule
from handrail.people.models import Person
from handrail.people.rules import can, works_here
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.models import Message, Ticket

NUMBER_IN_SUBJECT = re.compile(r"\[#(\d{1,12})\]")
MOST_REFERENCES = 200


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


def named_in_subject(incoming: Incoming) -> Ticket | None:
    """The ticket whose number stands in the subject, as `[#123]`. It shows a way and gives no right."""
    match = NUMBER_IN_SUBJECT.search(incoming.subject)
    return Ticket.objects.filter(pk=int(match[1])).first() if match else None


def by_number(incoming: Incoming, sender: Person) -> Ticket | None:
    """The ticket that is continued by its number alone: numbers can be guessed and From lines forged,
    so only for a sender whose own domain stands behind the mail."""
    if not incoming.is_proven or rule().joins_by_number != MailRule.ByNumber.PROVEN:
        return None
    ticket = named_in_subject(incoming)
    return ticket if ticket is not None and may_join(sender, ticket) else None


def may_join(sender: Person, ticket: Ticket) -> bool:
    """Whether what the sender writes becomes part of the conversation, for one who holds its key.

    The From line proves little, so only those may who belong to it: its requester, those who watch it,
    and colleagues where their organisation shares its tickets. Nobody who was shut out may, not even to
    what once was their own.
    """
    is_known = sender.pk == ticket.requester_id or ticket.watchers.filter(person=sender).exists()
    if sender.is_active and not is_known and not works_here(sender.role):
        is_known = Ticket.objects.visible_to(sender).filter(pk=ticket.pk).exists()
    return sender.is_active and is_known


def may_note(incoming: Incoming, sender: Person, ticket: Ticket) -> bool:
    """Whether a colleague of the desk writes for the team by mail: seen, allowed and proven."""
    is_one = incoming.is_proven and works_here(sender.role) and can(sender.role, "note")
    return is_one and Ticket.objects.visible_to(sender).filter(pk=ticket.pk).exists()
