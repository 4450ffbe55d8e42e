"""Pure decisions about rules: what may start them, in which order, and how often."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from handrail.base.languages import later

# What a trigger can wait for, and how people say it.
OCCASIONS: Mapping[str, str] = {
    "ticket.opened": later("A ticket is opened"),
    "ticket.customer_wrote": later("The customer writes again"),
    "ticket.replied": later("The desk replies"),
    "ticket.noted": later("A note is written"),
    "ticket.taken": later("Somebody takes it"),
    "ticket.assigned": later("It is given to somebody"),
    "ticket.released": later("It goes back to the queue"),
    "ticket.moved": later("Another team gets it"),
    "ticket.changed": later("Its facts change"),
    "ticket.waits": later("It begins to wait"),
    "ticket.resumed": later("The wait ends"),
    "ticket.solved": later("It is solved"),
    "ticket.reopened": later("It is opened again"),
    "ticket.closed": later("It is closed"),
    "ticket.rated": later("The customer rates it"),
    "ticket.left_unattended": later("Nobody has taken it"),
    "ticket.sent_down": later("It is sent down"),
    "ticket.delivery_failed": later("A reply could not be delivered"),
    "ticket.bounced": later("A message came back"),
    "handoff.offered": later("A handoff is offered"),
    "handoff.accepted": later("A handoff is accepted"),
    "handoff.returned": later("A handoff is returned"),
    "handoff.recalled": later("A handoff is taken back"),
    "handoff.expired": later("A handoff is not answered in time"),
    "consult.asked": later("A team is asked"),
    "consult.answered": later("A question is answered"),
    "promise.warned": later("A promise comes near its end"),
    "promise.broken": later("A promise is broken"),
}
# An opening is told in two events; the rules start at the second, when the words are there.
OPENING = "ticket.opened"
HEARD = "ticket.customer_wrote"
# How far to look for the end of open hours: every season, and an hour a week; but an end, as a
# calendar may never open at all.
SEASONS, RARELY, FURTHEST = timedelta(days=400), 168, timedelta(days=3653)


class Placed(Protocol):
    """Anything that stands in the order of rules."""

    @property
    def position(self) -> int: ...


R = TypeVar("R", bound=Placed)


def occasion(kind: str, payload: Mapping[str, Any]) -> str:
    """What a trigger calls this event; nothing for the half of an opening that has no words yet."""
    if kind == OPENING:
        return ""
    return OPENING if kind == HEARD and payload.get("opening") else kind


def may_start(rules: Iterable[R], floor: int | None) -> list[R]:
    """The rules an event may start: those behind every rule that led to it.

    Positions grow strictly along each chain of causes and there are finitely many, so every chain
    ends, whatever the rules say.
    """
    return [rule for rule in rules if floor is None or rule.position > floor]


def run_key(rule: str, ticket: int, origin: str) -> str:
    """The one run of a rule on a ticket for one originating event; unique in the database."""
    return f"{rule}@{ticket}<{origin}"


def clock_origin(last_act: int, what: str, clock: str = "", percent: str = "") -> str:
    """What a clock's event counts as: one for each thing it can say between two acts of people.

    So a ring that leads through time, past any number of clocks, ends as well. A promise warns at
    several percentages and on several clocks; those are different things.
    """
    return f"{last_act}/{what}/{clock}/{percent}"


def ends_within(start: datetime, seconds: int, seconds_open: Any) -> datetime | None:
    """The moment by which `seconds` have passed that count, or None if they never do.

    `seconds_open(start, end)` grows with `end`, so halving the span finds the moment.
    """
    low, high = seconds, seconds
    furthest = SEASONS + min(timedelta(seconds=seconds * RARELY), FURTHEST)
    while seconds_open(start, start + timedelta(seconds=high)) < seconds:
        if timedelta(seconds=high) > furthest:
            return None
        low, high = high, high * 2 + 60
    while low < high:
        middle = (low + high) // 2
        if seconds_open(start, start + timedelta(seconds=middle)) >= seconds:
            high = middle
        else:
            low = middle + 1
    return start + timedelta(seconds=high)
