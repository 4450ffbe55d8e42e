"""What requests name by a word: people, teams, categories. What is not there is said plainly."""

from django.http import HttpRequest

from handrail.api.auth import caller
from handrail.api.problems import Problem
from handrail.api.schemas.words import Fields
from handrail.base.text import fold_case
from handrail.desk.models import Category, CustomField, Team
from handrail.people.models import Person
from handrail.people.rules import STAFF, works_here
from handrail.tickets.models import Message, Ticket


def staff_only(request: HttpRequest) -> Person:
    """The caller, if they work here: what is internal does not exist for customers."""
    person = caller(request)
    if not works_here(person.role):
        raise Problem(404, "Not found", "There is nothing at this address.")
    return person


def team(slug: str) -> Team:
    """A team by its slug."""
    found = Team.objects.select_related("tier").filter(slug=slug).first()
    if found is None:
        raise Problem(422, "No such team", f"There is no team {slug!r}. See /api/v1/teams.")
    return found


def is_asker(request: HttpRequest, ticket: Ticket) -> bool:
    """Whether a customer acts, who then must be the one who asked; False for the desk's people."""
    person = caller(request)
    if works_here(person.role):
        return False
    if ticket.requester_id != person.pk:
        raise Problem(403, "Not allowed", "Only the one who asked can say that.")
    return True


def category(path: str | None, person: Person) -> Category | None:
    """A category by its path; for customers only the public ones are there."""
    if path is None:
        return None
    rows = Category.objects.select_related("team__tier").filter(path=path)
    found = (rows if works_here(person.role) else rows.filter(is_public=True)).first()
    if found is None:
        raise Problem(
            422, "No such category", f"There is no category {path!r}. See /api/v1/categories."
        )
    return found


def fields(given: Fields, person: Person) -> Fields:
    """Custom fields that exist, and for customers are public."""
    if not given:
        return given
    rows = CustomField.objects.filter(key__in=list(given))
    rows = rows if works_here(person.role) else rows.filter(is_public=True)
    if unknown := sorted(set(given) - set(rows.values_list("key", flat=True))):
        raise Problem(422, "No such field", f"There is no field called {', '.join(unknown)}.")
    return given


def colleague(address: str) -> Person:
    """Somebody who works here, by address."""
    found = Person.objects.filter(email=fold_case(address), role__in=STAFF).first()
    if found is None:
        raise Problem(422, "No such person", f"Nobody who works here has the address {address}.")
    return found


def message(ticket: Ticket, number: int) -> Message:
    """A message of this ticket."""
    found = ticket.messages.select_related("author").filter(pk=number).first()
    if found is None:
        raise Problem(422, "No such message", f"Ticket {ticket.pk} has no message {number}.")
    return found
