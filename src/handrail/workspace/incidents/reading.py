"""What the pages of major incidents show."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from handrail.escalation.incidents import conditions_of
from handrail.escalation.models import Affected, Incident, Update
from handrail.people.models import Person
from handrail.tickets.conditions import facts_of_many, fits
from handrail.tickets.models import Ticket

PAGE = 50
# Open tickets that are looked at to find those which fit, newest first.
MOST_LOOKED_AT = 500
JOINED = ("requester", "organisation", "category", "team__tier")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the latest word has come, and how many tickets there are."""

    parts: int
    told: int
    hidden: int


def parts_of(
    incident: Incident, person: Person, behind: int = 0
) -> tuple[list[Affected], int | None]:
    """A page of its tickets of those somebody may see, and the mark of the next page."""
    visible = Ticket.objects.visible_to(person).values("pk")
    rows = Affected.objects.filter(incident=incident, id__gt=behind, ticket__in=visible)
    rows = rows.exclude(ticket=incident.ticket_id).filter(Q(is_open=True) | _until(incident))
    found = list(rows.select_related("ticket__requester").order_by("id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _until(incident: Incident) -> Q:
    """When it is over, those that were part to the end."""
    return Q(incident__resolved_at__isnull=False)


def updates_of(incident: Incident) -> list[Update]:
    """Every word that was said, newest first, each with how many heard it."""
    said = incident.updates.select_related("author").annotate(heard=Count("notices"))
    return list(said.order_by("-number")[:100])


def candidates(incident: Incident, person: Person, *, at: datetime) -> list[Ticket]:
    """Open tickets that fit its conditions and are part of nothing yet; at most a page of them."""
    conditions = conditions_of(incident)
    if conditions is None or incident.is_over:
        return []
    free = Ticket.objects.visible_to(person).active().exclude(part_of__is_open=True)
    newest = list(free.select_related(*JOINED).order_by("-pk")[:MOST_LOOKED_AT])
    facts = facts_of_many(newest, at=at)
    return [ticket for ticket in newest if fits(conditions, facts[ticket.pk])][:PAGE]
