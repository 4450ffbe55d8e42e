"""Following a ticket, and keeping what one has typed."""

from django.db import transaction

from handrail.base.by import By
from handrail.base.text import clean
from handrail.people.models import Person
from handrail.people.rules import require
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import Unwatched, Watched
from handrail.tickets.models import Draft, Ticket, Watcher


@transaction.atomic
def watch(ticket: Ticket, *, person: Person, by: By) -> None:
    """Let somebody follow the ticket, and with that read it."""
    require(by, "watch")
    ticket = locked(ticket)
    _, is_new = Watcher.objects.get_or_create(ticket=ticket, person=person)
    if is_new:
        happen(ticket, Watched(person=person.pk), by)


@transaction.atomic
def unwatch(ticket: Ticket, *, person: Person, by: By) -> None:
    """Let somebody go."""
    require(by, "watch")
    ticket = locked(ticket)
    gone, _ = Watcher.objects.filter(ticket=ticket, person=person).delete()
    if gone:
        happen(ticket, Unwatched(person=person.pk), by)


def save_draft(ticket: Ticket, *, person: Person, kind: str, text: str, by: By) -> None:
    """Keep what is being typed; an empty text throws the draft away."""
    if not text.strip():
        return discard_draft(ticket, person=person, kind=kind)
    Draft.objects.update_or_create(
        ticket=ticket, person=person, kind=kind,
        defaults={"text": clean(text, most=500_000), "saved_at": by.at},
    )  # fmt: skip
    return None


def discard_draft(ticket: Ticket, *, person: Person, kind: str) -> None:
    """Forget a draft: it was sent, or it is not wanted."""
    Draft.objects.filter(ticket=ticket, person=person, kind=kind).delete()
