"""What a ticket said when it was opened."""

from collections.abc import Sequence

from handrail.tickets.models import Message, Ticket

MOST_TEXT = 20_000


def opening_texts(numbers: Sequence[int]) -> dict[int, str]:
    """{ticket: subject and first message}, in two queries."""
    subjects = Ticket.objects.filter(pk__in=numbers).values_list("pk", "subject")
    first = (
        Message.objects.filter(ticket__in=numbers, direction=Message.Direction.IN)
        .order_by("ticket_id", "id").distinct("ticket_id").values_list("ticket_id", "text")
    )  # fmt: skip
    said = dict(first)
    return {pk: f"{subject}\n{said.get(pk, '')[:MOST_TEXT]}" for pk, subject in subjects}
