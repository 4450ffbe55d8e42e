"""Who may look at the board, and how much of it is theirs to see."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from handrail.people.models import Person
from handrail.people.rules import sees_all
from handrail.tickets.queries import TeamCount
from handrail.workspace.rail import teams_of


def may_give(person: Person) -> bool:
    """Whether this person gives tickets out; whoever does not looks only."""
    return person.can("decide") and person.can("assign")


def require_look(person: Person) -> None:
    """Let in whoever may look. Raises PermissionDenied with the reason."""
    if not person.can("insight"):
        raise PermissionDenied(_("Your role does not include the board. Ask an administrator."))


def require_give(person: Person) -> None:
    """Let whoever gives tickets out do so. Raises PermissionDenied with the reason."""
    if not may_give(person):
        raise PermissionDenied(_("Only a lead gives tickets out on the board."))


def shown(person: Person, teams: list[TeamCount]) -> list[TeamCount]:
    """The teams of the board, of all that have a queue this person may read.

    Leads see all of those, auditors see every team, agents see their own.
    """
    if may_give(person) or sees_all(person.role):
        return teams
    return [team for team in teams if team.is_mine]


def teams_for(person: Person) -> list[TeamCount]:
    """The same, asked anew: for a part of the page that comes alone."""
    return shown(person, teams_of(person))
