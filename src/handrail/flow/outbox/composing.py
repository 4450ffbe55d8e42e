"""One queued delivery as a message for its channel: to whom, from whom, in which frame."""

from collections.abc import Sequence

from django.conf import settings

from handrail.base.saying import said
from handrail.base.sealed import CannotOpen, opened
from handrail.flow import kept
from handrail.flow.models import Delivery
from handrail.flow.outbox.framing import framed, name_and_address
from handrail.flow.outbox.models import Frame
from handrail.flow.outbox.suppressing import reasons_against
from handrail.flow.outbox.unsubscribing import link_to_stop
from handrail.flow.ports import Outgoing, PermanentFailure, TemporaryFailure
from handrail.flow.rating import link_for
from handrail.people.models import Role
from handrail.tickets import scanning
from handrail.tickets.files import File
from handrail.tickets.models import Attachment, Blob, Message, Ticket

MOST_REFERENCES = 20
Mailboxes = Sequence[tuple[str, str]]


class NobodyLeft(Exception):
    """Everybody it could be sent to gets no mail; the text says why of each."""


def outgoing(delivery: Delivery) -> Outgoing:
    """Everything the channel needs to write the message, from the conversation it belongs to.

    Notes on the delivery whom it leaves out. Raises NobodyLeft, or TemporaryFailure for a mail
    server whose password cannot be read.
    """
    message = delivery.message
    ticket = message.ticket
    to, copies = _reachable(delivery, ticket)
    rating_link = link_for(ticket) if _is_last_word(ticket, message) else ""
    mail = framed(message, kind=delivery.about or Frame.Kind.ANSWER, rating_link=rating_link)
    from_name, from_address, server = name_and_address(ticket, message.author)
    known = _earlier_ids(ticket, message)
    return Outgoing(
        key=str(delivery.key), message_id=message.external_id, to=to, cc=copies,
        from_name=from_name, from_address=from_address or settings.HANDRAIL_MAIL_ADDRESS,
        reply_token=ticket.token, subject=mail.subject, text=mail.text, html=mail.html,
        in_reply_to=known[-1] if known else "", references=known, server=_open(server),
        files=[_file(a) for a in message.attachments.select_related("blob")], automatic=message.is_automatic,
        rating_link="" if mail.asks_rating else rating_link,
        unsubscribe_link=_stop(message, [*to, *copies]), language=ticket.requester.language,
    )  # fmt: skip


def _reachable(delivery: Delivery, ticket: Ticket) -> tuple[Mailboxes, Mailboxes]:
    """To and copies without those who get no mail; they are named on the delivery."""
    to = [(ticket.requester.name, ticket.requester.email or "")]
    copies = _copies(ticket)
    against = reasons_against(
        [address for _, address in (*to, *copies)], automatic=delivery.message.is_automatic
    )
    delivery.left_out = [[address, why] for address, why in sorted(against.items())]
    to, copies = _without(to, against), _without(copies, against)
    if against and not to and not copies:
        raise NobodyLeft("; ".join(f"{address}: {why}" for address, why in delivery.left_out))
    return to, copies


def _without(people: Mailboxes, against: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, address) for name, address in people if address not in against]


def _is_last_word(ticket: Ticket, message: Message) -> bool:
    """Whether this message solved the ticket; then the customer is asked how it was."""
    return ticket.turn == "solved" and not ticket.messages.filter(pk__gt=message.pk).exists()


def _stop(message: Message, recipients: Mailboxes) -> str:
    """The way out of notices; only where one person reads it, since it acts for whoever it names."""
    if not message.is_automatic or len(recipients) != 1:
        return ""
    return link_to_stop(recipients[0][1])


def _open(server: str) -> str:
    try:
        return opened(server)
    except CannotOpen as fault:
        raise TemporaryFailure(kept.OWN_SERVER, fault=fault) from fault


def _earlier_ids(ticket: Ticket, message: Message) -> list[str]:
    """The ids of the conversation so far, oldest first: the first and the newest ones."""
    known = ticket.messages.filter(pk__lt=message.pk).exclude(external_id="").order_by("pk")
    ids = list(known.values_list("external_id", flat=True))
    return ids if len(ids) <= MOST_REFERENCES else [ids[0], *ids[-MOST_REFERENCES + 1 :]]


def _copies(ticket: Ticket) -> list[tuple[str, str]]:
    people = ticket.watchers.filter(person__role=Role.CUSTOMER, person__is_active=True)
    return [
        (w.person.name, w.person.email)
        for w in people.select_related("person")
        if w.person.email and w.person_id != ticket.requester_id
    ]


def _file(attachment: Attachment) -> File:
    try:
        with scanning.opened(attachment.blob) as stored:
            content = stored.read()
    except scanning.HeldBack as why:
        is_gone = attachment.blob.scan == Blob.Scan.INFECTED
        raise (PermanentFailure if is_gone else TemporaryFailure)(
            said("%(name)s: %(why)s", name=attachment.name, why=why)
        ) from why
    return File(name=attachment.name, content=content, content_type=attachment.content_type)
