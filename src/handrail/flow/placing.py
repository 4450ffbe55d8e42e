"""What can become of a message: a new ticket, a part of one, or a note by a colleague."""

from handrail.base.by import By
from handrail.base.saying import said
from handrail.flow import kept, thanking
from handrail.flow.incoming import Incoming, Outcome, PassedOn
from handrail.flow.opening import begin_request, open_request
from handrail.flow.threads import named_in_subject
from handrail.flow.ways_in import brand_of
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket


def open_new(incoming: Incoming, sender: Person, by: By) -> Outcome:
    """A new ticket; a number in the subject shows whoever reads it a way."""
    named = named_in_subject(incoming)
    return open_near(incoming, sender, by, near=named, reason=kept.IN_SUBJECT[:])


def open_for(incoming: Incoming, original: PassedOn, agent: Person, by: By) -> Outcome:
    """A colleague handed on what a customer wrote: the customer asks, the colleague's words are a note."""
    asker = meet(address=original.address, name=original.name)
    ticket = open_request(
        requester=asker, subject=original.subject or incoming.subject, text=original.text,
        files=incoming.files, channel=incoming.channel, brand=brand_of(incoming),
        usual_team=incoming.team, external_id=incoming.external_id, by=by, found=incoming.found,
    )  # fmt: skip
    if incoming.text.strip():
        tickets.note(ticket, author=agent, text=incoming.text, by=by)
    message = ticket.messages.order_by("pk").first()
    return Outcome(
        kind="opened", ticket_id=ticket.pk, message_id=message.pk if message else None,
        reason=said(kept.PASSED_ON, who=incoming.sender_address)[:],
    )  # fmt: skip


def join(incoming: Incoming, sender: Person, ticket: Ticket, by: By) -> Outcome:
    """Part of the conversation, in the sender's own voice."""
    message = tickets.hear(
        ticket, author=sender, text=incoming.text, html=incoming.html, quoted=incoming.quoted,
        files=incoming.files, channel=incoming.channel, external_id=incoming.external_id, by=by,
        is_automatic=bool(incoming.auto_submitted), found=incoming.kept,
    )  # fmt: skip
    return Outcome(kind="joined", ticket_id=ticket.pk, message_id=message.pk)


def open_near(
    incoming: Incoming, sender: Person, by: By, *, near: Ticket | None, reason: str
) -> Outcome:
    """A new ticket, tied to the one it names, if it names one, with the reason why it is not part of it."""
    ticket = open_plain(incoming, sender, by)
    if near is not None:
        tickets.link(ticket, to=near, kind="related", by=By.system(incoming.at), reason=reason)
    if thanking.due(incoming):
        thanking.thank_once(ticket, sender, at=incoming.at)
    message = ticket.messages.order_by("pk").first()
    return Outcome(kind="opened", ticket_id=ticket.pk, message_id=message.pk if message else None,
                   reason=reason if near else "")  # fmt: skip


def open_plain(incoming: Incoming, sender: Person, by: By) -> Ticket:
    """A ticket of what came in, without a word to anybody yet."""
    return begin_request(
        requester=sender, subject=incoming.subject, text=incoming.text, html=incoming.html,
        quoted=incoming.quoted, files=incoming.files, channel=incoming.channel,
        brand=brand_of(incoming), usual_team=incoming.team,
        external_id=incoming.external_id, by=by, is_automatic=bool(incoming.auto_submitted),
        found=incoming.kept,
    )  # fmt: skip


def write_note(incoming: Incoming, agent: Person, ticket: Ticket, by: By) -> Outcome:
    """A colleague's mail is a note for the team: only on the page does one speak to the customer."""
    tickets.note(ticket, author=agent, text=incoming.text, files=incoming.files, by=by)
    return Outcome(
        kind="joined",
        ticket_id=ticket.pk,
        reason=said(kept.NOTE_BY_MAIL, who=incoming.sender_address)[:],
    )
