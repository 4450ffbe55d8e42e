"""What can happen to a promise, and how it changes its row."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from handrail.base.events import Event
from handrail.promises.rules import BREACH
from handrail.tickets.events import DueMoved

if TYPE_CHECKING:
    from handrail.promises.models import Promise


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything about one clock, as it stands after a change. `was` is the deadline before it."""

    promise: int
    kind: str
    state: str
    started_at: datetime
    target: int
    policy: int | None = None
    about: int | None = None
    team: int | None = None
    due_at: datetime | None = None
    next_at: datetime | None = None
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    broken_at: datetime | None = None
    waits: list[tuple[str, datetime, datetime | None]] = []
    used: int = 0
    warned: int = 0
    was: datetime | None = None


class Promised(DueMoved, frozen=True):
    """Clocks of a ticket were started, stopped, paused or set anew; the ticket's deadline follows."""

    kind: ClassVar[str] = "ticket.promised"
    clocks: list[Clock] = []


class Warned(Event, frozen=True):
    """So much of the time is used up, and `follows` is what the policy wants done about it."""

    kind: ClassVar[str] = "promise.warned"
    ticket: int
    clock: str
    percent: int
    due_at: datetime
    next_at: datetime
    follows: list[str] = []
    policy: int | None = None


class Broken(Event, frozen=True):
    """The time is used up. Somebody still waits, unless `ended`."""

    kind: ClassVar[str] = "promise.broken"
    ticket: int
    clock: str
    due_at: datetime
    used: int
    ended: bool = False
    follows: list[str] = []
    policy: int | None = None


class Kept(Event, frozen=True):
    """Done within the time."""

    kind: ClassVar[str] = "promise.kept"
    ticket: int
    clock: str
    used: int
    target: int
    policy: int | None = None


def fold_promise(promise: "Promise", event: Event, at: datetime, person: int | None) -> None:
    """Make an event of the promise's own true of its row."""
    match event:
        case Warned():
            promise.warned, promise.next_at = event.percent, event.next_at
        case Broken():
            promise.state, promise.broken_at, promise.warned = "broken", at, BREACH
            promise.used_seconds, promise.due_at = event.used, event.due_at
            _end(promise, at if event.ended else None)
        case Kept():
            promise.state, promise.used_seconds = "kept", event.used
            _end(promise, at)


def _end(promise: "Promise", at: datetime | None) -> None:
    promise.next_at = promise.paused_at = None
    promise.ended_at = at


def fold_clock(promise: "Promise", clock: Clock) -> None:
    """Make the row what a ticket's event says of it."""
    promise.kind, promise.about, promise.state = clock.kind, clock.about, clock.state
    promise.policy_id, promise.team_id = clock.policy, clock.team
    promise.started_at, promise.target_seconds = clock.started_at, clock.target
    promise.due_at, promise.next_at = clock.due_at, clock.next_at
    promise.paused_at, promise.ended_at = clock.paused_at, clock.ended_at
    promise.broken_at, promise.warned = clock.broken_at, clock.warned
    promise.used_seconds = clock.used
    promise.waits = written(clock.waits)


def written(waits: Any) -> list[list[str | None]]:
    """Waits as JSON values."""
    plain: list[list[str | None]] = msgspec.to_builtins(list(waits))
    return [list(wait) for wait in plain]


def read_waits(raw: Any) -> list[tuple[str, datetime, datetime | None]]:
    """Waits back from JSON values."""
    return msgspec.convert(raw, list[tuple[str, datetime, datetime | None]])
