"""What programs get. Customers get shapes of their own, so that nothing internal can slip in."""

from datetime import datetime
from typing import Any

from handrail.api.schemas.shape import Shape
from handrail.base.models import EventRecord
from handrail.escalation.models import Consult, Handoff
from handrail.flow.outbox.status import status
from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.tickets.models import Link, Message, Note, Ticket
from handrail.tickets.origin import NOTHING, read


class PersonOut(Shape):
    id: int
    name: str
    email: str | None

    @classmethod
    def of(cls, person: Person | None) -> "PersonOut | None":
        """A person as programs see them."""
        return cls(id=person.pk, name=person.name, email=person.email) if person else None


class PublicTicketOut(Shape):
    """A ticket as its customer sees it."""

    number: int
    subject: str
    state: str
    looked_after_by: str | None
    opened_at: datetime
    changed_at: datetime
    solved_at: datetime | None


class TicketOut(Shape):
    """A ticket as the desk sees it."""

    number: int
    subject: str
    state: str
    turn: str
    tier: int
    team: str
    owner: PersonOut | None
    requester: PersonOut | None
    category: str | None
    priority: int
    impact: int
    urgency: int
    complexity: int
    channel: str
    tags: list[str]
    fields: dict[str, Any]
    opened_at: datetime
    changed_at: datetime
    waiting_since: datetime
    wait_until: datetime | None
    first_replied_at: datetime | None
    solved_at: datetime | None
    reopened: int
    merged_into: int | None


AnyTicket = TicketOut | PublicTicketOut


def ticket(row: Ticket, person: Person) -> AnyTicket:
    """The ticket in the shape for whoever asks."""
    return _ticket(row) if works_here(person.role) else _public(row)


def _public(row: Ticket) -> PublicTicketOut:
    return PublicTicketOut(
        number=row.pk, subject=row.subject, state=row.state, opened_at=row.opened_at,
        looked_after_by=row.owner.name if row.owner else None, changed_at=row.changed_at,
        solved_at=row.solved_at,
    )  # fmt: skip


def _ticket(row: Ticket) -> TicketOut:
    return TicketOut(
        number=row.pk, subject=row.subject, state=row.state, turn=row.turn, tier=row.tier.level,
        team=row.team.slug, owner=PersonOut.of(row.owner), requester=PersonOut.of(row.requester),
        category=row.category.path if row.category else None, priority=row.priority,
        impact=row.impact, urgency=row.urgency, complexity=row.complexity, channel=row.channel,
        tags=row.tags, fields=row.fields, opened_at=row.opened_at, changed_at=row.changed_at,
        waiting_since=row.waiting_since, wait_until=row.wait_until, reopened=row.reopened,
        first_replied_at=row.first_replied_at, solved_at=row.solved_at,
        merged_into=row.merged_into_id,
    )  # fmt: skip


class TicketPage(Shape):
    items: list[AnyTicket]
    next: str | None


class FileOut(Shape):
    id: int
    name: str
    content_type: str
    size: int


class SendingOut(Shape):
    """How far a message to the customer has come: waiting, delayed, sent, failed, bounced or skipped."""

    state: str
    words: str
    tries: int
    sent_at: datetime | None
    next_try_at: datetime | None
    left_out: list[str]

    @classmethod
    def of(cls, row: Message) -> "SendingOut | None":
        """None for what no channel carries."""
        delivery = getattr(row, "delivery", None)
        if delivery is None:
            return None
        said = status(delivery, when=lambda at: at.isoformat(timespec="seconds"))
        return cls(
            state=said.state, words=said.words, tries=delivery.attempts, sent_at=delivery.sent_at,
            next_try_at=delivery.next_at if said.state == "delayed" else None,
            left_out=[address for address, _ in delivery.left_out],
        )  # fmt: skip


class MessageOut(Shape):
    id: int
    direction: str
    author: str | None
    at: datetime
    text: str
    automatic: bool
    files: list[FileOut]
    sending: SendingOut | None = None
    # Whether the sender's own domain stands behind it (proven, unproven, denied) and by which checks.
    sender_proof: str = ""
    sender_checks: dict[str, str] = {}
    language: str = ""

    @classmethod
    def of(cls, row: Message, *, inside: bool = False) -> "MessageOut":
        """A public message; its files must be prefetched. `inside`: with how far it has come."""
        files = [
            FileOut(id=f.pk, name=f.name, content_type=f.content_type, size=f.size)
            for f in row.attachments.all()
        ]
        origin = read(row.found) if inside else NOTHING
        return cls(
            id=row.pk, direction=row.direction, author=row.author.name if row.author else None,
            at=row.at, text=row.text, automatic=row.is_automatic, files=files,
            sending=SendingOut.of(row) if inside else None, sender_proof=origin.proof,
            sender_checks=dict(origin.checks), language=str(row.found.get("language", "")) if inside else "",
        )  # fmt: skip


class NoteOut(Shape):
    id: int
    author: str | None
    at: datetime
    text: str

    @classmethod
    def of(cls, row: Note) -> "NoteOut":
        """An internal note."""
        return cls(
            id=row.pk, author=row.author.name if row.author else None, at=row.at, text=row.text
        )


class EventOut(Shape):
    id: int
    kind: str
    at: datetime
    person: int | None
    cause: int | None
    payload: dict[str, Any]

    @classmethod
    def of(cls, row: EventRecord) -> "EventOut":
        """A line of the log."""
        return cls(id=row.pk, kind=row.kind, at=row.at, person=row.person_id, cause=row.cause,
                   payload=row.payload)  # fmt: skip


class LinkOut(Shape):
    """A tie as it was made: `source` is the parent, or the duplicate."""

    source: int
    target: int
    kind: str

    @classmethod
    def of(cls, row: Link) -> "LinkOut":
        """A tie."""
        return cls(source=row.source_id, target=row.target_id, kind=row.kind)


class HandoffOut(Shape):
    id: int
    ticket: int
    state: str
    from_team: str
    to_team: str
    wanted: str
    tried: str
    found: str
    needed: str
    by_when: datetime | None
    missing: str
    offered_at: datetime
    expires_at: datetime | None
    decided_at: datetime | None

    @classmethod
    def of(cls, row: Handoff) -> "HandoffOut":
        """A handoff with its package."""
        return cls(
            id=row.pk, ticket=row.ticket_id, state=row.state, from_team=row.from_team.slug,
            to_team=row.to_team.slug, wanted=row.wanted, tried=row.tried, found=row.found,
            needed=row.needed, by_when=row.by_when, missing=row.missing, offered_at=row.offered_at,
            expires_at=row.expires_at, decided_at=row.decided_at,
        )  # fmt: skip


class ConsultOut(Shape):
    id: int
    ticket: int
    to_team: str
    question: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None

    @classmethod
    def of(cls, row: Consult) -> "ConsultOut":
        """A question and its answer."""
        return cls(
            id=row.pk, ticket=row.ticket_id, to_team=row.to_team.slug, question=row.question,
            answer=row.answer, asked_at=row.asked_at, answered_at=row.answered_at,
        )  # fmt: skip
