"""What a ticket puts in the place of placeholders."""

from collections.abc import Callable, Mapping

from django.conf import settings

from handrail.automation import placeholders
from handrail.base.text import one_line
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.tickets.models import Ticket


def filled(text: str, ticket: Ticket, *, agent: Person | None) -> str:
    """A text for this ticket; only the values it asks for are read."""
    asked = {name for name in placeholders.named(text) if name in VALUES}
    writer = agent or ticket.owner
    values = {name: one_line(VALUES[name](ticket, writer)) for name in asked}
    return placeholders.fill(text, values)


def _first(name: str) -> str:
    return name.split()[0] if name.split() else ""


def _brand(ticket: Ticket, what: str) -> str:
    brand = ticket.brand or shape().brand
    return str(getattr(brand, what)) if brand else ""


def _category(ticket: Ticket, writer: Person | None) -> str:
    return ticket.category.path if ticket.category else ""


def _organisation(ticket: Ticket, writer: Person | None) -> str:
    return ticket.organisation.name if ticket.organisation else ""


VALUES: Mapping[str, Callable[[Ticket, Person | None], str]] = {
    "ticket.number": lambda t, w: str(t.pk),
    "ticket.subject": lambda t, w: t.subject,
    "ticket.priority": lambda t, w: str(t.priority),
    "ticket.category": _category,
    "requester.name": lambda t, w: t.requester.name,
    "requester.first_name": lambda t, w: _first(t.requester.name),
    "organisation.name": _organisation,
    "agent.name": lambda t, w: w.name if w else "",
    "agent.first_name": lambda t, w: _first(w.name) if w else "",
    "team.name": lambda t, w: t.team.name,
    "tier.name": lambda t, w: t.team.tier.name,
    "brand.name": lambda t, w: _brand(t, "name"),
    "brand.address": lambda t, w: _brand(t, "address"),
    "portal.url": lambda t, w: f"{settings.HANDRAIL_URL.rstrip('/')}/requests/{t.pk}",
}
