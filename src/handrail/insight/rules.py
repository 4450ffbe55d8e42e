"""What each figure means and where it comes from. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# The periods a page offers, in days.
PERIODS = (7, 28, 90)


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    RATE = "rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One figure: what it is called, what it counts, and which events it is read from.

    `goal` is the name of its target in a tier's objectives; `low` whether less is better.
    """

    key: str
    label: str
    unit: Unit
    meaning: str
    source: str
    low: bool = False
    goal: str = ""


KPIS = (
    Kpi(key="opened", label="Opened here", unit=Unit.COUNT,
        meaning="Requests that became tickets of this team.", source="ticket.opened"),
    Kpi(key="received", label="Received by handoff", unit=Unit.COUNT,
        meaning="Handoffs that this team accepted.", source="handoff.accepted"),
    Kpi(key="solved", label="Solved", unit=Unit.COUNT,
        meaning="Tickets solved here; one that was solved twice counts once.",
        source="ticket.solved"),
    Kpi(key="first_contact", label="First contact resolution", unit=Unit.SHARE, goal="first_contact",
        meaning="Of the tickets solved here, those that never left their first team, took at most "
                "one reply by a person, and were not reopened since.",
        source="ticket.solved, ticket.reopened, ticket.customer_wrote"),
    Kpi(key="escalated", label="Escalated", unit=Unit.COUNT,
        meaning="Tickets whose turn here began in the period and that went to a higher tier.",
        source="stints"),
    Kpi(key="escalation", label="Escalation rate", unit=Unit.SHARE, low=True, goal="escalation",
        meaning="Of the tickets whose turn here began in the period, those that went to a higher tier.",
        source="stints"),
    Kpi(key="returns_to", label="Returns by us", unit=Unit.COUNT,
        meaning="Handoffs offered to this team that it returned because something was missing.",
        source="handoff.offered, handoff.returned"),
    Kpi(key="returned_to", label="Return rate by us", unit=Unit.SHARE, low=True, goal="returned_to",
        meaning="Of the handoffs offered to this team, those it returned because something was missing.",
        source="handoff.offered, handoff.returned"),
    Kpi(key="returns_from", label="Returns to us", unit=Unit.COUNT, low=True,
        meaning="Handoffs this team offered that came back because something was missing.",
        source="handoff.offered, handoff.returned"),
    Kpi(key="returned_from", label="Return rate to us", unit=Unit.SHARE, low=True, goal="returned_from",
        meaning="Of the handoffs this team offered, those that came back because something was missing.",
        source="handoff.offered, handoff.returned"),
    Kpi(key="first_response", label="First response, half within", unit=Unit.SECONDS, low=True,
        goal="first_response_seconds",
        meaning="From opening to the first reply by a person, of tickets opened here; on the clock.",
        source="ticket.opened, ticket.replied"),
    Kpi(key="first_response_p90", label="First response, nine of ten within", unit=Unit.SECONDS,
        low=True, meaning="As above.", source="ticket.opened, ticket.replied"),
    Kpi(key="resolution", label="Resolution, half within", unit=Unit.SECONDS, low=True,
        goal="resolution_seconds",
        meaning="From opening to the last time it was solved here; on the clock.",
        source="ticket.opened, ticket.solved"),
    Kpi(key="resolution_p90", label="Resolution, nine of ten within", unit=Unit.SECONDS, low=True,
        meaning="As above.", source="ticket.opened, ticket.solved"),
    Kpi(key="in_tier", label="Time per turn, half within", unit=Unit.SECONDS, low=True,
        goal="in_tier_seconds",
        meaning="Working time from the beginning of a turn here to its end, of turns that began in "
                "the period and have ended.",
        source="stints"),
    Kpi(key="in_tier_p90", label="Time per turn, nine of ten within", unit=Unit.SECONDS, low=True,
        meaning="As above.", source="stints"),
    Kpi(key="reopened", label="Reopened", unit=Unit.SHARE, low=True, goal="reopened",
        meaning="Of the tickets solved here, those that were opened again since.",
        source="ticket.solved, ticket.reopened, ticket.customer_wrote"),
    Kpi(key="csat", label="Satisfaction", unit=Unit.SHARE, goal="csat",
        meaning="Of the tickets rated in the period while they were here, those last rated good.",
        source="ticket.rated"),
    Kpi(key="touches", label="Touches per ticket", unit=Unit.RATE, low=True, goal="touches",
        meaning="Replies and notes written here, by the number of tickets they were written on.",
        source="ticket.replied, ticket.noted"),
    Kpi(key="backlog", label="Backlog now", unit=Unit.COUNT, low=True,
        meaning="Tickets that are with this team at this moment, the waiting ones included.",
        source="tickets as the log left them"),
    Kpi(key="backlog_waiting", label="Of these waiting", unit=Unit.COUNT,
        meaning="Waiting for the customer, a third party or a time.",
        source="tickets as the log left them"),
    Kpi(key="backlog_age", label="Backlog age, half below", unit=Unit.SECONDS, low=True,
        meaning="From opening until now.", source="tickets as the log left them"),
    Kpi(key="backlog_oldest", label="Oldest in the backlog", unit=Unit.SECONDS, low=True,
        meaning="From opening until now.", source="tickets as the log left them"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end`; days are those of `zone`."""

    start: datetime
    end: datetime
    zone: str

    def days(self) -> list[date]:
        """Every day the period touches, oldest first."""
        zone = ZoneInfo(self.zone)
        first, last = self.start.astimezone(zone).date(), self.end.astimezone(zone)
        count = (last.date() - first).days + (last.time() > time())
        return [first + timedelta(days=n) for n in range(count)]


def last_days(count: int, *, now: datetime, zone: str) -> Period:
    """The last `count` days up to now, today included, in the reader's time zone."""
    local = now.astimezone(ZoneInfo(zone))
    first = local.date() - timedelta(days=count - 1)
    return Period(datetime.combine(first, time(), ZoneInfo(zone)), now, zone)


def share(part: int, whole: int) -> float | None:
    """The part of a whole from 0 to 1, None where there is no whole."""
    return part / whole if whole else None


def kept(kpi: Kpi, value: float | None, objectives: Mapping[str, float]) -> bool | None:
    """Whether a figure meets its tier's target; None without a target or a figure."""
    goal = objectives.get(kpi.goal) if kpi.goal else None
    if goal is None or value is None:
        return None
    return value <= goal if kpi.low else value >= goal
