"""What requests name by a word: people, teams, categories. What is not there is said plainly."""

from django.http import HttpRequest

from handrail.api.auth import caller
from handrail.api.problems import Problem
from handrail.base.text import fold_case
from handrail.desk.models import Category, Team
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


def category(path: str | None) -> Category | None:
    """A category by its path."""
    if path is None:
        return None
    found = Category.objects.select_related("team__tier").filter(path=path).first()
    if found is None:
        raise Problem(
            422, "No such category", f"There is no category {path!r}. See /api/v1/categories."
        )
    return found


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
