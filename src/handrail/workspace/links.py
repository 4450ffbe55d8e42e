"""The tickets a ticket is linked with, both ways, as far as somebody may see them."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.people.models import Person
from handrail.tickets.models import Link, Ticket

BACKWARD = {"parent": _("Part of"), "related": _("Related to"), "duplicate": _("Duplicated by")}


def links_of(ticket: Ticket, person: Person) -> list[dict[str, Any]]:
    """The tickets linked both ways, with the subjects of those this person may see."""
    ties = [_tie(link, ticket) for link in Link.objects.filter(Q(source=ticket) | Q(target=ticket))]
    if not ties:
        return []
    visible = Ticket.objects.visible_to(person).filter(pk__in=[pk for pk, _ in ties])
    subjects = dict(visible.values_list("pk", "subject"))
    return [
        {"pk": pk, "words": words, "subject": subjects[pk]} for pk, words in ties if pk in subjects
    ]


def _tie(link: Link, ticket: Ticket) -> tuple[int, Any]:
    if link.source_id == ticket.pk:
        return link.target_id, link.get_kind_display()
    return link.source_id, BACKWARD[link.kind]
