"""What can happen to a major incident, and to the tickets that are part of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from handrail.base.events import Event
from handrail.tickets.events import Aside

if TYPE_CHECKING:
    from handrail.escalation.models import Incident


class Declared(Event, frozen=True):
    """One trouble is behind many tickets, and the desk deals with it as one."""

    kind: ClassVar[str] = "incident.declared"
    ticket: int
    title: str
    manager: int
    every_minutes: int
    next_update_at: datetime
    holds: bool = True
    on_portal: bool = True
    conditions: dict[str, Any] = {}


class Updated(Event, frozen=True):
    """A public word to everybody who is part of it; the last one resolves it."""

    kind: ClassVar[str] = "incident.updated"
    number: int
    stage: str
    text: str
    next_update_at: datetime | None = None


class Resettled(Event, frozen=True):
    """How it is run has changed: {name: [old, new]}."""

    kind: ClassVar[str] = "incident.changed"
    changes: dict[str, tuple[Any, Any]]
    next_update_at: datetime


class Overdue(Event, frozen=True):
    """Customers should have heard by now; who was told, and when the desk looks again."""

    kind: ClassVar[str] = "incident.overdue"
    people: list[int]
    next_look: datetime


class AttachedTo(Aside, frozen=True):
    """The ticket is part of a major incident."""

    kind: ClassVar[str] = "ticket.attached"
    incident: int
    parent: int
    title: str
    by_rule: bool = False


class DetachedFrom(Aside, frozen=True):
    """It was no part of it after all."""

    kind: ClassVar[str] = "ticket.detached"
    incident: int
    title: str


def fold_incident(incident: "Incident", event: Event, at: datetime, person: int | None) -> None:
    """The only code that changes an incident."""
    match event:
        case Declared():
            _declare(incident, event, at, person)
        case Updated():
            incident.stage, incident.next_update_at = event.stage, event.next_update_at
            incident.overdue = 0
            incident.resolved_at = at if event.next_update_at is None else None
        case Resettled():
            for name, (_, new) in event.changes.items():
                setattr(incident, name, new)
            incident.next_update_at = event.next_update_at
        case Overdue():
            incident.overdue += 1
            incident.next_update_at = event.next_look


def _declare(incident: "Incident", event: Declared, at: datetime, person: int | None) -> None:
    incident.ticket_id, incident.title = event.ticket, event.title
    incident.manager_id, incident.every_minutes = event.manager, event.every_minutes
    incident.next_update_at, incident.conditions = event.next_update_at, dict(event.conditions)
    incident.holds, incident.on_portal = event.holds, event.on_portal
    incident.declared_by_id, incident.declared_at = person, at
