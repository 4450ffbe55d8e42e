"""Which major incident a ticket belongs to, by the incidents' own conditions."""

from dataclasses import dataclass
from datetime import datetime

from handrail.base.configuration import Remembered
from handrail.escalation.models import Affected, Incident, Update
from handrail.tickets.conditions import BadCondition, Conditions, Facts, facts_of, fits, read
from handrail.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An incident that is not over, ready to be asked."""

    incident: Incident
    conditions: Conditions | None
    said: str
    said_at: datetime | None

    def takes(self, facts: Facts) -> bool:
        """Whether a ticket of these facts is part of it. Without conditions nothing is by itself."""
        return self.conditions is not None and fits(self.conditions, facts)


@Remembered
def under_way() -> list[UnderWay]:
    """The incidents that are not over, oldest first; in memory, as every new ticket asks."""
    rows = Incident.objects.filter(resolved_at=None).select_related("ticket", "manager")
    found = rows.order_by("id").prefetch_related("updates")
    return [_ready(row, list(row.updates.all())) for row in found]


def _ready(row: Incident, updates: list[Update]) -> UnderWay:
    last = updates[-1] if updates else None
    return UnderWay(row, conditions_of(row), last.text if last else "", last.at if last else None)


def for_visitors(brand_id: int | None) -> list[UnderWay]:
    """What visitors of a brand's portal may read: incidents that are shown there and were spoken of."""
    return [
        one for one in under_way()
        if one.incident.on_portal and one.said
        and one.incident.ticket.brand_id in (None, brand_id)
    ]  # fmt: skip


def conditions_of(incident: Incident) -> Conditions | None:
    """What new tickets are part of it; None where only people attach."""
    try:
        found = read(incident.conditions)
    except BadCondition:
        return None
    return found if found.tests else None


def incident_for(ticket: Ticket, *, at: datetime) -> Incident | None:
    """The first incident under way whose conditions the ticket fits."""
    asking = [one for one in under_way() if one.conditions is not None]
    facts = facts_of(ticket, at=at) if asking else {}
    return next((one.incident for one in asking if one.takes(facts)), None)


def tickets_of_incidents(since: datetime) -> list[int]:
    """Tickets opened since a moment that are, or were, part of a major incident: it explains them."""
    parts = Affected.objects.filter(ticket__opened_at__gte=since)
    return list(parts.values_list("ticket", flat=True).distinct())
