"""The stints of one made-up ticket, drawn in memory as `escalation.stints` draws them.

The demo's tests draw them a second time, from the log alone, and compare.
"""

from datetime import datetime

from handrail.console.demo.book import Book
from handrail.console.demo.hours import Shifts
from handrail.escalation.models import Stint
from handrail.people.models import Person
from handrail.tickets.models import Ticket


class Turns:
    """Who is responsible for a ticket, and who was."""

    def __init__(self, book: Book, shifts: Shifts, ticket: Ticket) -> None:
        self.book, self.shifts, self.ticket = book, shifts, ticket
        self.open: Stint | None = None
        self.helpers: list[Stint] = []

    def begin(self, at: datetime) -> None:
        """A turn of the team the ticket is with now."""
        ticket = self.ticket
        self.open = self.book.add(
            Stint(
                ticket_id=ticket.pk, tier_id=ticket.tier_id, team=ticket.team,
                agent_id=ticket.owner_id, started_at=at,
                accepted_at=at if ticket.owner_id else None,
            )
        )  # fmt: skip

    def finish(self, outcome: str, at: datetime) -> None:
        """End the open turn and count its time."""
        stint, self.open = self.open, None
        if stint is None:
            return
        self._count_wait(stint, at)
        stint.ended_at, stint.outcome = at, outcome
        stint.business_seconds = self.shifts.seconds(stint.team.calendar, stint.started_at, at)

    def end(self, outcome: str, at: datetime) -> None:
        """The ticket is done: nobody has a turn any more."""
        self.finish(outcome, at)
        for helper in self.helpers:
            helper.ended_at, helper.outcome = at, outcome
        self.helpers = []

    def change_agent(self, at: datetime) -> None:
        """The first agent accepts the turn; a later one begins another."""
        if self.open is not None and self.open.agent_id is None:
            self.open.agent_id, self.open.accepted_at = self.ticket.owner_id, at
            return
        self.change("reassigned" if self.ticket.owner_id else "released", at)

    def change(self, outcome: str, at: datetime) -> None:
        """One turn ends and the next begins; a wait goes on in it."""
        self.finish(outcome, at)
        self.begin(at)
        self.wait(at)

    def wait(self, at: datetime) -> None:
        """From now on the time is not the team's."""
        if self.ticket.state == "waiting" and self.open and self.open.waiting_since is None:
            self.open.waiting_since = at

    def resume(self, at: datetime) -> None:
        """The time is the team's again."""
        if self.open is not None:
            self._count_wait(self.open, at)

    def help(self, helper: Person, team_id: int, tier_id: int, at: datetime) -> None:
        """Somebody works alongside."""
        self.helpers.append(
            self.book.add(
                Stint(
                    ticket_id=self.ticket.pk, kind=Stint.Kind.HELPER, tier_id=tier_id,
                    team_id=team_id, agent_id=helper.pk, started_at=at, accepted_at=at,
                )
            )
        )  # fmt: skip

    @staticmethod
    def _count_wait(stint: Stint, at: datetime) -> None:
        if stint.waiting_since is not None:
            stint.waiting_seconds += max(0, int((at - stint.waiting_since).total_seconds()))
            stint.waiting_since = None
