"""One made-up ticket and the verbs done to it: the same events as the real verbs record."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from handrail.base.events import Event
from handrail.base.text import preview
from handrail.console.demo.book import Line
from handrail.console.demo.stage import Stage
from handrail.console.demo.turns import Turns
from handrail.desk.models import Category, Team
from handrail.flow.models import Delivery
from handrail.people.models import Person
from handrail.tickets import events as e
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.folding import fold
from handrail.tickets.models import Message, Note, TeamAccess, Ticket


class NotYetError(Exception):
    """The story has reached the present; what comes next has not happened."""


class Life:
    """A ticket's life so far. `at` is its present moment; `go` moves it on, up to now."""

    def __init__(self, stage: Stage, *, requester: Person, at: datetime) -> None:
        self.stage, self.book, self.rng = stage, stage.book, stage.rng
        self.requester, self.at = requester, at
        self.words: dict[str, Any] = {}
        self.replies = self.asked = 0
        self.teams: set[int] = set()

    def go(self, at: datetime) -> None:
        """Let time pass. Raises NotYetError at the present."""
        if at > self.stage.now:
            raise NotYetError
        self.at = max(self.at, at)

    def work(self, mean_minutes: float, team: Team | None = None) -> None:
        """Let about so many minutes of the team's working time pass."""
        minutes = 1 + self.rng.expovariate(1 / mean_minutes)
        calendar = (team or self.team).calendar
        self.go(self.stage.shifts.after(calendar, self.at, timedelta(minutes=minutes)))

    def rest(self, mean_hours: float) -> None:
        """Let about so many hours of a customer's time pass; nobody writes at night."""
        at = self.at + timedelta(hours=0.1 + self.rng.expovariate(1 / mean_hours))
        self.go(at if 6 <= at.hour < 21 else at + timedelta(hours=9))

    @property
    def team(self) -> Team:
        """The team whose turn it is."""
        return self.stage.teams[self.ticket.team_id]

    @property
    def owner(self) -> Person:
        """Whose ticket it is."""
        return self.stage.people[self.ticket.owner_id or 0]

    def happen(
        self, event: Event, person: int | None = None, *, actor: str = "", cause: Line | None = None
    ) -> Line:
        """Record an event of the ticket; `person` None is the desk itself."""
        actor = actor or ("person" if person else "system")
        return self.book.record(self.ticket, event, fold=fold, at=self.at, person=person,
                                actor=actor, cause=cause)  # fmt: skip

    def open(
        self, *, subject: str, text: str, channel: str, team: Team, category: Category | None = None,
        impact: int = 2, urgency: int = 2, fields: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """The customer asks."""
        self.ticket = self.book.add(Ticket())
        self.turns = Turns(self.book, self.stage.shifts, self.ticket)
        who = self.requester
        self.happen(
            e.TicketOpened(
                subject=subject, preview=preview(text), requester=who.pk, channel=channel,
                organisation=who.organisation_id, brand=self.stage.brand.pk,
                category=category.pk if category else None,
                complexity=category.complexity if category else 1, impact=impact, urgency=urgency,
                priority=self.stage.priority(impact, urgency), tier=team.tier_id, team=team.pk,
                tier_level=team.tier.level, fields=fields or {},
            ),
            who.pk,
        )  # fmt: skip
        self.ticket.team = team
        self.turns.begin(self.at)
        self.admit(team)
        self._say(text, opening=True)
        if channel == "email" and self.stage.first_today(who, self.at):
            self.notify(self.stage.acknowledgement, "received")

    def admit(self, team: Team) -> None:
        """Let a team read the ticket."""
        if team.pk not in self.teams:
            self.teams.add(team.pk)
            self.book.add(TeamAccess(ticket_id=self.ticket.pk, team_id=team.pk))

    def hear(self, text: str) -> None:
        """The customer writes again; a solved ticket opens again."""
        waited, reopens = self.ticket.state == "waiting", self.ticket.turn == "solved"
        self._say(text, reopens=reopens)
        if reopens:
            self.turns.begin(self.at)
        elif waited:
            self.turns.resume(self.at)

    def _say(self, text: str, *, opening: bool = False, reopens: bool = False) -> None:
        self.asked += 1
        mail = self.ticket.channel == "email"
        known_as = f"<{self.stage.key()}@mail.example>" if mail else ""
        message = self.book.add(
            Message(
                ticket_id=self.ticket.pk, direction="in", author_id=self.requester.pk,
                channel=self.ticket.channel, at=self.at, text=text, external_id=known_as,
                external_hash=hash_of(known_as),
            )
        )  # fmt: skip
        wrote = e.CustomerWrote(
            message=message.pk, preview=preview(text), reopens=reopens, opening=opening
        )
        self.happen(wrote, self.requester.pk)

    def _send(self, text: str, author: Person | None) -> Message:
        """An outbound message that has long been delivered."""
        key = self.stage.key()
        known_as = f"<{key}@{settings.HANDRAIL_MAIL_DOMAIN}>"
        message = self.book.add(
            Message(
                ticket_id=self.ticket.pk, direction="out", author_id=author.pk if author else None,
                channel=self.ticket.channel, at=self.at, text=text, external_id=known_as,
                external_hash=hash_of(known_as), is_automatic=author is None,
            )
        )  # fmt: skip
        self.book.add(
            Delivery(
                key=uuid.UUID(key), message_id=message.pk, channel="email", state="sent",
                attempts=1, queued_at=self.at, sent_at=self.at,
            )
        )  # fmt: skip
        return message

    def notify(self, text: str, about: str, cause: Line | None = None) -> None:
        """The desk tells the customer something by itself."""
        message = self._send(text, None)
        person = cause.person_id if cause else None
        self.happen(
            e.Notified(message=message.pk, about=about), person, actor="system", cause=cause
        )

    def reply(self, text: str, then: str = "wait") -> None:
        """The owner answers; then waits, keeps working, or solves."""
        waited = self.ticket.state == "waiting"
        self.replies += 1
        message = self._send(text, self.owner)
        first = self.ticket.first_replied_at is None
        self.happen(
            e.Replied(message=message.pk, preview=preview(text), first=first), self.owner.pk
        )
        if waited and self.ticket.state != "waiting":
            self.turns.resume(self.at)
        if then == "solve":
            self.solve()
        elif then == "wait":
            self.wait("customer")

    def note(self, text: str, author: Person | None = None) -> None:
        """Somebody writes for the team."""
        author = author or self.owner
        note = self.book.add(
            Note(ticket_id=self.ticket.pk, author_id=author.pk, at=self.at, text=text)
        )
        self.happen(e.Noted(note=note.pk), author.pk)

    def take(self, person: Person) -> None:
        """Somebody makes it theirs."""
        self.happen(e.Taken(owner=person.pk), person.pk)
        self.turns.change_agent(self.at)

    def assign(self, person: Person, by: Person) -> None:
        """Somebody gives it to a colleague."""
        if self.ticket.owner_id != person.pk:
            self.happen(e.Assigned(owner=person.pk, was=self.ticket.owner_id), by.pk)
            self.turns.change_agent(self.at)

    def change(self, **changes: tuple[Any, Any]) -> None:
        """The owner corrects facts, each as old and new."""
        self.happen(e.Changed(changes=changes), self.owner.pk)

    def wait(self, on: str, until: datetime | None = None) -> None:
        """Nothing can be done before somebody or some time comes."""
        self.happen(e.Waits(on=on, until=until), self.owner.pk)
        self.turns.wait(self.at)

    def resume(self) -> None:
        """It is the desk's turn again."""
        turn = "investigating" if self.ticket.first_replied_at else "first_reply"
        self.happen(e.Resumed(turn=turn), self.owner.pk)
        self.turns.resume(self.at)

    def solve(self) -> None:
        """Answered, as far as the desk can tell."""
        first = self.replies <= 1 and self.asked <= 1 and not self.ticket.reopened
        solved = e.Solved(first_contact=first and len(self.teams) <= 1)
        self.happen(solved, self.owner.pk)
        self.turns.end("solved", self.at)

    def close(self) -> None:
        """Solved long enough."""
        self.happen(e.Closed())

    def mark_spam(self, person: Person) -> None:
        """No request at all."""
        self.happen(e.SpamMarked(), person.pk)
        self.turns.end("spam", self.at)

    def merge(self, other: "Life") -> None:
        """The other ticket's conversation goes on here."""
        for table in (Message, Note):
            for row in self.book.rows[table]:
                if row.ticket_id == other.ticket.pk:  # type: ignore[attr-defined]
                    row.ticket_id = self.ticket.pk  # type: ignore[attr-defined]
        self.asked += other.asked
        other.at = self.at
        other.happen(e.Merged(into=self.ticket.pk), self.owner.pk)
        other.turns.end("merged", self.at)
        self.happen(e.MergedIn(source=other.ticket.pk), self.owner.pk)


Chapter = Callable[[Life], None]
