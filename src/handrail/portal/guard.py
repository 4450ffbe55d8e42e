"""Who comes in by the customers' door, and which request they may have."""

from django.http import Http404, HttpRequest

from handrail.people.models import Person
from handrail.tickets.models import Ticket


def visitor(request: HttpRequest) -> Person | None:
    """Whoever is signed in, or None."""
    return request.user if isinstance(request.user, Person) else None


def request_for(person: Person, number: int) -> Ticket:
    """The request with who looks after it. Raises Http404 for what is not theirs to see."""
    visible = Ticket.objects.visible_to(person).select_related("owner", "tier", "requester")
    found = visible.filter(pk=number).first()
    if found is None:
        raise Http404
    return found
