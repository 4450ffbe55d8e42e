"""The starts and waits of a ticket, read back from its log: for clocks that begin late."""

from dataclasses import dataclass, field
from datetime import datetime

from handrail.base.reading import of_ticket
from handrail.promises.rules import Wait, waits_on, with_wait
from handrail.tickets.folding import fold
from handrail.tickets.models import Ticket


@dataclass(slots=True)
class History:
    """What a ticket waited for, since when it is in its tier, and since when its turn is what it is."""

    waits: list[Wait] = field(default_factory=list)
    in_tier_since: datetime | None = None
    turn_since: datetime | None = None

    def start_of(self, kind: str, ticket: Ticket) -> datetime:
        """When a clock of a kind should have begun."""
        if kind == "time_in_tier":
            return self.in_tier_since or ticket.opened_at
        if kind == "next_response":
            return self.turn_since or ticket.waiting_since
        return ticket.opened_at


def history(ticket: Ticket) -> History:
    """The ticket's story so far, folded again event by event."""
    again, story = Ticket(pk=ticket.pk), History()
    for line in of_ticket(ticket.pk):
        if line.noun != "ticket":
            continue
        tier, turn, done = again.tier_id, again.turn, again.is_done
        fold(again, line.event, line.at, line.person_id)
        story.waits = with_wait(story.waits, waits_on(again.state, again.turn), line.at)
        if again.tier_id != tier or (done and not again.is_done):
            story.in_tier_since = line.at
        if again.turn != turn:
            story.turn_since = line.at
    return story
