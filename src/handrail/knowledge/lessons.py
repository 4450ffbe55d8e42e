"""What a ticket teaches, as the beginning of an article: without the people in it."""

from typing import NamedTuple

from handrail.base.models import EventRecord
from handrail.knowledge.personal import without_people
from handrail.knowledge.words import Words
from handrail.people.models import Person
from handrail.tickets.models import Message, Ticket


class Said(NamedTuple):
    """The texts an article begins with, as they were said."""

    asked: str
    answered: str
    lesson: str


def prefilled(ticket: Ticket) -> Words:
    """Title from the subject, issue from the customer's first words, resolution from the answer.

    The answer is the last reply to the customer, or what came with a ticket sent down, whichever is
    later; the lesson of it is the cause. Names, addresses, numbers and quoted history are left out.
    """
    names, said = names_around(ticket), _said(ticket)
    return Words(
        title=_title(ticket.subject, names),
        issue=without_people(said.asked, names),
        cause=without_people(said.lesson, names),
        resolution=without_people(said.answered, names),
    ).tidy()


def _title(subject: str, names: list[str]) -> str:
    return without_people(subject, names).replace("\n", " ") or "Untitled"


def names_around(ticket: Ticket) -> list[str]:
    """Everybody who wrote on a ticket or had it, and the customer's organisation."""
    writers = Message.objects.filter(ticket=ticket.pk).values("author")
    people = Person.objects.filter(pk__in=writers) | Person.objects.filter(
        pk__in=[pk for pk in (ticket.requester_id, ticket.owner_id) if pk]
    )
    firm = [ticket.organisation.name] if ticket.organisation else []
    return [*people.values_list("name", flat=True), *firm]


def _said(ticket: Ticket) -> Said:
    messages = Message.objects.filter(ticket=ticket.pk, is_automatic=False, redacted_at=None)
    first = messages.filter(direction="in").order_by("id").first()
    last = messages.filter(direction="out").order_by("-id").first()
    down = (
        EventRecord.objects.filter(ticket_id=ticket.pk, kind="ticket.sent_down")
        .order_by("-id").first()
    )  # fmt: skip
    lesson = str(down.payload.get("lesson", "")) if down else ""
    answered = last.text if last else ""
    if down and (last is None or down.at > last.at):
        answered = str(down.payload.get("answer", ""))
    return Said(first.text if first else ticket.preview, answered, lesson)
