"""The figures counted again, slowly and from nothing but the log's lines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from handrail.base.models import EventRecord
from handrail.insight.rules import Period

Lines = Sequence[EventRecord]
# Working seconds of a team between two moments.
Clock = Callable[[int, datetime, datetime], int]
MINUTE = timedelta(minutes=1)


@dataclass
class Turn:
    """One owning stint as the log tells it."""

    ticket: int
    tier: int
    team: int
    agent: int | None
    start: datetime
    end: datetime | None = None
    outcome: str = ""
    seconds: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None


@dataclass
class Story:
    """Where one ticket stands while its lines are read."""

    ticket: int
    opened_at: datetime
    tier: int = 0
    team: int = 0
    owner: int | None = None
    state: str = "open"
    turn: Turn | None = None


class Reading:
    """All turns of all tickets."""

    def __init__(self, lines: Lines, clock: Clock) -> None:
        self.clock = clock
        self.turns: list[Turn] = []
        self.stories: dict[int, Story] = {}
        for line in lines:
            if line.noun == "ticket":
                self._read(line)

    def _read(self, line: EventRecord) -> None:
        story = self.stories.setdefault(line.subject_id, Story(line.subject_id, line.at))
        says, waited = line.payload, story.state == "waiting"
        match line.kind.removeprefix("ticket."):
            case "opened":
                story.tier, story.team = says["tier"], says["team"]
                self._begin(story, line.at)
            case "customer_wrote" if says.get("reopens"):
                story.state = "open"
                self._begin(story, line.at)
            case "customer_wrote" if story.state != "done":
                story.state = "open"
            case "taken" | "assigned":
                story.owner = says["owner"]
                self._new_agent(story, "reassigned", line.at)
            case "released":
                story.owner = None
                self._new_agent(story, "released", line.at)
            case "moved":
                story.tier, story.team = says["tier"], says["team"]
                story.owner = says.get("owner")
                self._next(story, says["why"], line.at)
            case "waits":
                story.state = "waiting"
                self._wait(story, line.at)
            case "resumed":
                story.state = "open"
            case "solved" | "merged" | "spam_marked" as end:
                self._end(story, end.removesuffix("_marked"), line.at)
                story.state = "done"
            case "reopened" | "spam_cleared":
                story.state = "open"
                self._begin(story, line.at)
        if waited and story.state == "open" and story.turn:
            _stop(story.turn, line.at)

    def _begin(self, story: Story, at: datetime) -> None:
        story.turn = Turn(story.ticket, story.tier, story.team, story.owner, at)
        self.turns.append(story.turn)

    def _end(self, story: Story, outcome: str, at: datetime) -> None:
        turn, story.turn = story.turn, None
        if turn is not None:
            _stop(turn, at)
            turn.end, turn.outcome = at, outcome
            turn.seconds = self.clock(turn.team, turn.start, at)

    def _new_agent(self, story: Story, outcome: str, at: datetime) -> None:
        if story.turn is not None and story.turn.agent is None:
            story.turn.agent = story.owner
        else:
            self._next(story, outcome, at)

    def _next(self, story: Story, outcome: str, at: datetime) -> None:
        self._end(story, outcome, at)
        self._begin(story, at)
        self._wait(story, at)

    def _wait(self, story: Story, at: datetime) -> None:
        if story.state == "waiting" and story.turn and story.turn.waiting_since is None:
            story.turn.waiting_since = at


def _stop(turn: Turn, at: datetime) -> None:
    if turn.waiting_since is not None:
        turn.waiting += int((at - turn.waiting_since).total_seconds())
        turn.waiting_since = None


def minutes_at_work(team: int, start: datetime, end: datetime) -> int:
    """Brute force: every minute from Monday to Friday, nine to five, UTC, is a minute of work."""
    count = 0
    while start < end:
        count += start.weekday() < 5 and 9 <= start.hour < 17
        start += MINUTE
    return count * 60


def figures(
    lines: Lines, *, tier: int | None = None, team: int | None = None, level: int | None = None,
    period: Period, now: datetime, clock: Clock,
) -> dict[str, float | None]:  # fmt: skip
    """What `insight.queries.figures` should say of a tier (with its level) or a team."""

    def ours(thing: EventRecord | Turn | Story) -> bool:
        if tier is not None:
            return thing.tier == tier
        return (thing.team_id if isinstance(thing, EventRecord) else thing.team) == team

    def here(kind: str) -> list[EventRecord]:
        return [line for line in lines if line.kind == kind and within(line.at) and ours(line)]

    def within(at: datetime) -> bool:
        return period.start <= at < period.end

    def sent(line: EventRecord) -> bool:
        wanted = ("from_level", level) if tier is not None else ("from_team", team)
        return bool(line.payload[wanted[0]] == wanted[1])

    reading = Reading(lines, clock)
    opened_at = {line.subject_id: line.at for line in lines if line.kind == "ticket.opened"}
    replied_at: dict[int | None, datetime] = {}
    for line in lines:
        if line.kind == "ticket.replied":
            replied_at.setdefault(line.ticket_id, line.at)
    came_back = {line.subject_id for line in lines if line.kind == "handoff.returned"}
    offers = [line for line in lines if line.kind == "handoff.offered" and within(line.at)]
    to_us, from_us = [o for o in offers if ours(o)], [o for o in offers if sent(o)]
    turns = [turn for turn in reading.turns if within(turn.start) and ours(turn)]
    times = [turn.seconds for turn in turns if turn.end]
    touches = here("ticket.replied") + here("ticket.noted")
    backlog = [s for s in reading.stories.values() if s.state != "done" and ours(s)]
    ages = [(now - story.opened_at).total_seconds() for story in backlog]
    waits = [
        (replied_at[line.ticket_id] - line.at).total_seconds()
        for line in here("ticket.opened") if line.ticket_id in replied_at
    ]  # fmt: skip
    solved: dict[int, list[EventRecord]] = {}
    for line in here("ticket.solved"):
        solved.setdefault(line.subject_id, []).append(line)
    reopened = {pk for pk, ends in solved.items() if _back(lines, pk, ends[0].pk)}
    at_once = {pk for pk, ends in solved.items() if ends[0].payload["first_contact"]} - reopened
    lengths = [(ends[-1].at - opened_at[pk]).total_seconds() for pk, ends in solved.items()]
    return {
        "opened": len(here("ticket.opened")),
        "received": len(here("handoff.accepted")),
        "solved": len(solved),
        "first_contact": _share(len(at_once), len(solved)),
        "reopened": _share(len(reopened), len(solved)),
        "escalated": len({t.ticket for t in turns if t.outcome == "escalated"}),
        "escalation": _share(
            len({t.ticket for t in turns if t.outcome == "escalated"}),
            len({t.ticket for t in turns}),
        ),
        "returns_to": sum(o.subject_id in came_back for o in to_us),
        "returns_from": sum(o.subject_id in came_back for o in from_us),
        "returned_to": _share(sum(o.subject_id in came_back for o in to_us), len(to_us)),
        "returned_from": _share(sum(o.subject_id in came_back for o in from_us), len(from_us)),
        "first_response": _at(waits, 0.5),
        "first_response_p90": _at(waits, 0.9),
        "resolution": _at(lengths, 0.5),
        "resolution_p90": _at(lengths, 0.9),
        "in_tier": _at(times, 0.5),
        "in_tier_p90": _at(times, 0.9),
        "csat": _csat(here("ticket.rated")),
        "touches": _share(len(touches), len({line.ticket_id for line in touches})),
        "backlog": len(backlog),
        "backlog_waiting": sum(story.state == "waiting" for story in backlog),
        "backlog_age": _at(ages, 0.5),
        "backlog_oldest": max(ages, default=None),
    }


def _csat(ratings: Lines) -> float | None:
    latest = {line.ticket_id: line.payload["rating"] for line in ratings}
    return _share(sum(said == "good" for said in latest.values()), len(latest))


def _back(lines: Lines, ticket: int, after: int) -> bool:
    later = [line for line in lines if line.ticket_id == ticket and line.pk > after]
    return any(
        line.kind == "ticket.reopened"
        or (line.kind == "ticket.customer_wrote" and line.payload.get("reopens"))
        for line in later
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _at(values: Iterable[float], part: float) -> float | None:
    ordered = sorted(values)
    return ordered[ceil(part * len(ordered)) - 1] if ordered else None
