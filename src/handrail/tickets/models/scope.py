"""The one scope rule: which tickets a person may see. Every door asks here and nowhere else."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.db.models.sql.compiler import SQLCompiler

from handrail.people import rules
from handrail.people.models import Person
from handrail.tickets.models.ties import Watcher

if TYPE_CHECKING:
    from handrail.tickets.models.ticket import Ticket  # noqa: F401

# In words: a ticket of an open team or of one's own, one's own ticket, one that a team of
# one's own was ever given or offered, one that one watches.
STAFF_MAY_READ = """(
    {team} IN (SELECT t.id FROM desk_team t WHERE t.visibility = 'open')
    OR {owner} = %s
    OR {team} IN (SELECT m.team_id FROM desk_membership m WHERE m.person_id = %s)
    OR EXISTS (SELECT FROM tickets_teamaccess a JOIN desk_membership m ON m.team_id = a.team_id
               WHERE a.ticket_id = {ticket} AND m.person_id = %s)
    OR EXISTS (SELECT FROM tickets_watcher w WHERE w.ticket_id = {ticket} AND w.person_id = %s)
)"""


class StaffMayRead(Func):
    """Whether somebody who works here may read a ticket, as one piece of SQL.

    Every page of the workspace asks this, and assembling it from querysets took longer than
    the database takes to answer it.
    """

    output_field = BooleanField()

    def __init__(self, person_id: int) -> None:
        super().__init__(F("pk"), F("team_id"), F("owner_id"))
        self.person_id = person_id

    def as_sql(  # type: ignore[override]  # Func's further options are its own affair
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[int, ...]]:
        """The rule, about whatever the query at hand calls the ticket."""
        ticket, team, owner = (compiler.compile(e)[0] for e in self.get_source_expressions())
        rule = STAFF_MAY_READ.format(ticket=ticket, team=team, owner=owner)
        return rule, (self.person_id,) * rule.count("%s")


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
            return self.filter(StaffMayRead(person.pk))
        return self.filter(_customer_scope(person)).exclude(turn="spam")

    def active(self) -> "TicketQuerySet":
        """Those that somebody still has to do something about."""
        return self.exclude(state="done")


def _watched(person: Person) -> Exists:
    return Exists(Watcher.objects.filter(ticket=OuterRef("pk"), person=person))


def _customer_scope(person: Person) -> Q:
    scope = Q(requester=person) | Q(_watched(person))
    if person.organisation_id and person.organisation and person.organisation.shares_tickets:
        scope |= Q(organisation=person.organisation_id)
    return scope
