"""Why a ticket is where it is, for screens and programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handrail.base.models import EventRecord
from handrail.routing.events import Triaged
from handrail.routing.models import Suggestion
from handrail.routing.rules import Reason


@dataclass(frozen=True, slots=True)
class Explained:
    """What was decided and why, and what the learned model said, if it was asked."""

    values: Mapping[str, Any]
    reasons: Mapping[str, Reason]
    problems: list[str]
    suggestion: Suggestion | None


def explained(ticket_id: int) -> Explained:
    """The newest decision about a ticket. Two queries: event_of_ticket, then a unique key."""
    lines = EventRecord.objects.filter(ticket_id=ticket_id, kind=Triaged.kind).order_by("-pk")
    line = lines.first()
    event = line.event if line else None
    said = Suggestion.objects.filter(ticket=ticket_id).select_related("category", "label").first()
    if not isinstance(event, Triaged):
        return Explained({}, {}, [], said)
    return Explained(event.values, event.reasons, event.problems, said)
