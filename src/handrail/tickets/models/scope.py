"""The one scope rule: which tickets a person may see. Every door asks here and nowhere else."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from handrail.desk.models import Membership, Team
from handrail.people import rules
from handrail.people.models import Person
from handrail.tickets.models.ties import TeamAccess, Watcher

if TYPE_CHECKING:
    from handrail.tickets.models.ticket import Ticket  # noqa: F401


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Questions about many tickets."""

    def visible_to(self, person: Person) -> "TicketQuerySet":
        """The tickets this person may see; for a customer also not those marked as spam.

        Administrators and auditors see all. Other staff see the tickets of open teams, of
        their own teams, those their team was ever given or offered, and those they own or watch.
        Customers see their own, those they watch, and, where the organisation says so, their
        colleagues'. Whoever is inactive sees nothing.
        """
        if not person.is_active or person.pk is None:
            return self.none()
        if rules.sees_all(person.role):
            return self
        if rules.works_here(person.role):
            return self.filter(_staff_scope(person))
        return self.filter(_customer_scope(person)).exclude(turn="spam")

    def active(self) -> "TicketQuerySet":
        """Those that somebody still has to do something about."""
        return self.exclude(state="done")


def _watched(person: Person) -> Exists:
    return Exists(Watcher.objects.filter(ticket=OuterRef("pk"), person=person))


def _staff_scope(person: Person) -> Q:
    mine = Membership.objects.filter(person=person).values("team")
    readable = Team.objects.filter(Q(visibility=Team.Visibility.OPEN) | Q(pk__in=mine)).values("pk")
    given = TeamAccess.objects.filter(ticket=OuterRef("pk"), team__in=mine)
    return Q(team__in=readable) | Q(owner=person) | Q(Exists(given)) | Q(_watched(person))


def _customer_scope(person: Person) -> Q:
    scope = Q(requester=person) | Q(_watched(person))
    if person.organisation_id and person.organisation and person.organisation.shares_tickets:
        scope |= Q(organisation=person.organisation_id)
    return scope
