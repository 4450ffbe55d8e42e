"""Pure decisions about promises: which clocks run, which stand, and when each must be looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handrail.base.saying import Saying
from handrail.desk.business_time import Hours, Pause
from handrail.tickets.conditions.facts import FIELD
from handrail.tickets.conditions.language import BadCondition, Conditions, read

SLA = ("first_response", "next_response", "resolution")
OLA = ("accept_handoff", "time_in_tier", "answer_consult")
# What may be promised with a pause; somebody who waits for a first answer waits on.
PAUSABLE = frozenset({"next_response", "resolution", "time_in_tier"})
WAITS = ("customer", "third_party", "until")
# A solved ticket is no declared wait of any policy, but it is nobody's time either.
DONE = "done"
BREACH = 100
# What a policy may ask of a ticket: what stays until an event changes it. Whoever owns it, what hour it
# is, or how its first message reads must not move a deadline.
ASKABLE = frozenset({
    "subject", "sender", "sender_domain", "requester", "organisation", "key_organisation", "plan",
    "channel", "brand", "language", "category", "complexity", "impact", "urgency", "priority",
    "tier", "team", "tags", "reopened", "opened_within",
})  # fmt: skip

# What the ticket waited on, from when, and until when (None: it still does).
Wait = tuple[str, datetime, datetime | None]


class BadPolicy(Saying, ValueError):
    """A policy that cannot be kept; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy promises for one kind of clock."""

    policy: int
    seconds: int
    hours: Hours
    pausing: frozenset[str] = frozenset()
    levels: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a clock stands at a moment."""

    state: str
    due_at: datetime | None
    next_at: datetime | None
    paused_at: datetime | None
    used: int
    warned: int


def reckon(
    terms: Terms, start: datetime, waits: Sequence[Wait], at: datetime, warned: int,
    *, keep_warned: bool = True,
) -> Reckoning:  # fmt: skip
    """The clock at `at`, worked out from its start and its pauses alone.

    A clock that has run out does not stand still any more, whatever the ticket waits for. Under
    new terms the levels that lie ahead again are warned of again. Raises NeverOpen when the
    calendar has not so much time.
    """
    pauses = pauses_of(terms, waits, at)
    stands_since = _stands_since(terms, waits)
    due_at = terms.hours.due(start, terms.seconds, pauses)
    used = terms.hours.seconds_used(start, at, pauses)
    if not keep_warned:
        warned = min(warned, max((n for n in terms.levels if n * terms.seconds <= used * BREACH),
                                 default=0))  # fmt: skip
    if stands_since is not None and due_at >= at:
        return Reckoning("paused", None, None, stands_since, used, warned)
    next_at = level_at(terms, start, pauses, warned) or due_at
    return Reckoning("running", due_at, next_at, None, used, warned)


def level_at(
    terms: Terms, start: datetime, pauses: Sequence[Pause], warned: int
) -> datetime | None:
    """When the first level above `warned` is reached; None when only the breach is left."""
    level = next((level for level in terms.levels if level > warned), None)
    if level is None:
        return None
    return terms.hours.due(start, terms.seconds * level // BREACH, pauses)


def pauses_of(terms: Terms, waits: Sequence[Wait], at: datetime) -> list[Pause]:
    """The waits that stop this clock; one that has not ended reaches to `at`."""
    return [(a, at if b is None else b) for on, a, b in waits if on == DONE or on in terms.pausing]


def _stands_since(terms: Terms, waits: Sequence[Wait]) -> datetime | None:
    if not waits:
        return None
    on, since, until = waits[-1]
    return since if until is None and (on == DONE or on in terms.pausing) else None


def with_wait(waits: Sequence[Wait], on: str | None, at: datetime) -> list[Wait]:
    """The waits once the ticket waits on `on` (None: on nobody)."""
    known = list(waits)
    if known and known[-1][2] is None:
        if known[-1][0] == on:
            return known
        known[-1] = (known[-1][0], known[-1][1], at)
    return [*known, (on, at, None)] if on else known


def waits_on(state: str, turn: str) -> str | None:
    """What a ticket in this state waits for."""
    if state == "waiting":
        return turn
    return DONE if state == "done" else None


def wanted(*, state: str, turn: str, replied: bool) -> list[str]:
    """The clocks that run because of how the ticket stands; handoffs and consults bring their own."""
    if state == "done":
        return []
    answer = [] if replied else ["first_response"]
    again = ["next_response"] if turn == "next_reply" else []
    return [*answer, *again, "resolution", "time_in_tier"]


# What an event does to the clocks that run: {kind of event: {kind of clock: how it ends}}.
ENDINGS: Mapping[str, Mapping[str, str]] = {
    "ticket.replied": {"first_response": "kept", "next_response": "kept"},
    "ticket.solved": {"resolution": "kept", "time_in_tier": "kept"},
    "handoff.accepted": {"accept_handoff": "kept"},
    "handoff.returned": {"accept_handoff": "kept"},
    "handoff.recalled": {"accept_handoff": "cancelled"},
    "handoff.expired": {"accept_handoff": "broken"},
    "consult.answered": {"answer_consult": "kept"},
}


def ending(event: str, clock: str, *, done: bool) -> str:
    """How an event ends a clock: kept, broken, cancelled; empty when it goes on."""
    return ENDINGS.get(event, {}).get(clock, "") or ("cancelled" if done else "")


def deadline(clocks: Iterable[tuple[str, str, datetime | None]]) -> datetime | None:
    """The ticket's deadline: the earliest of its promises to the customer that are not yet met.

    `clocks` are (kind, state, due); a broken promise that nobody has met yet stays the deadline.
    """
    open_ = [due for kind, state, due in clocks
             if kind in SLA and state in {"running", "broken"} and due is not None]  # fmt: skip
    return min(open_, default=None)


def check_levels(levels: Iterable[int]) -> tuple[int, ...]:
    """Warning levels in order. Raises BadPolicy for one outside 1 to 99."""
    ordered = tuple(sorted(set(levels)))
    if any(not 1 <= level < BREACH for level in ordered):
        raise BadPolicy("A warning comes at 1 to 99 % of the time. At 100 % the promise is broken.")
    return ordered


def check_pauses(pauses: Mapping[str, Sequence[str]]) -> None:
    """Raise BadPolicy for a wait that does not exist, or a clock that must never stand."""
    for wait, kinds in pauses.items():
        if wait not in WAITS:
            raise BadPolicy(
                "“%(wait)s” is no wait. A ticket waits on %(waits)s.", wait=wait, waits=WAITS
            )
        never = sorted(set(kinds) - PAUSABLE)
        if never:
            raise BadPolicy(
                "“%(clock)s” never pauses. Only %(names)s can.",
                clock=never[0],
                names=sorted(PAUSABLE),
            )


def conditions_of(stored: Any) -> Conditions:
    """A policy's conditions from JSON. Raises BadPolicy for what cannot work or must not be asked."""
    try:
        conditions = read(stored)
    except BadCondition as error:
        raise BadPolicy(error.sentence) from error
    for test in conditions.tests:
        if test.fact not in ASKABLE and not test.fact.startswith(FIELD):
            raise BadPolicy(
                "A promise cannot hang on “%(fact)s”: it changes, or is not known in time.",
                fact=test.fact,
            )
    return conditions
