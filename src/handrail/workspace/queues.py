"""The queues there are, and whom they belong to."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from handrail.escalation import queries as escalation
from handrail.people.models import Person
from handrail.people.rules import OWNERS
from handrail.tickets.models import Ticket
from handrail.tickets.models.scope import TicketQuerySet
from handrail.tickets.queries import TeamCount


@dataclass(frozen=True, slots=True)
class Queue:
    """A named part of the tickets somebody may see."""

    key: str
    title: str
    where: Q
    empty_title: str = "Nothing here"
    empty_words: str = "Every ticket of this queue has been dealt with."

    def of(self, person: Person) -> TicketQuerySet:
        """Its tickets, as far as this person may see them."""
        return Ticket.objects.visible_to(person).filter(self.where)


def queue(key: str, person: Person, teams: list[TeamCount]) -> Queue | None:
    """The queue of this name, if there is one for this person."""
    mine = [team.pk for team in teams if team.is_mine]
    own = _own(key, person, mine)
    return Queue(key=key, **own) if own else _of_team_or_tier(key, teams)


def _own(key: str, person: Person, mine: list[int]) -> dict[str, Any] | None:
    match key:
        case "mine":
            where = Q(owner=person, state="open")
            words = "Nothing is waiting for you. Take one from your team, or enjoy the quiet."
            return {"title": "Mine", "where": where, "empty_words": words}
        case "unassigned":
            where = Q(team__in=mine, owner=None, state="open")
            return {"title": "Without an owner", "where": where,
                    "empty_words": "Every open ticket of your teams has an owner."}  # fmt: skip
        case "offers":
            where = Q(pk__in=escalation.offered_to(person.pk, mine))
            return {"title": "Offered to us", "where": where,
                    "empty_words": "No other team is offering a ticket to yours."}  # fmt: skip
        case "questions":
            where = Q(pk__in=escalation.asked_of(mine))
            return {"title": "Questions to us", "where": where,
                    "empty_words": "Nobody is waiting for an answer of your team."}  # fmt: skip
        case "swarms":
            where = Q(pk__in=escalation.swarms_for(person.pk, mine))
            return {"title": "Swarms", "where": where,
                    "empty_words": "No swarm waits for you, and you are in none."}  # fmt: skip
        case "waiting":
            where = Q(owner=person, state="waiting")
            return {"title": "Waiting", "where": where,
                    "empty_words": "None of your tickets waits for somebody else."}  # fmt: skip
        case "watching":
            where = Q(watchers__person=person) & ~Q(state="done")
            return {"title": "Watching", "where": where,
                    "empty_words": "You watch no open ticket."}  # fmt: skip
    return None


def _of_team_or_tier(key: str, teams: list[TeamCount]) -> Queue | None:
    kind, _dash, name = key.partition("-")
    if kind == "team":
        for team in teams:
            if team.slug == name:
                return Queue(key, team.name, Q(team=team.pk, state="open"))
    if kind == "tier":
        for team in teams:
            if str(team.level) == name:
                return Queue(key, f"Tier {team.level}", Q(tier__level=team.level, state="open"))
    if kind == "unowned":
        for team in teams:
            if team.slug == name:
                title = _("%(team)s, without an owner") % {"team": team.name}
                return Queue(key, title, Q(team=team.pk, owner=None, state="open"))
    return _of_owner(key, name) if kind == "owner" else None


def _of_owner(key: str, number: str) -> Queue | None:
    """What somebody else has; of it, whoever looks sees what they may."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    owner = Person.objects.filter(pk=number, role__in=OWNERS).first()
    if owner is None:
        return None
    title = _("Tickets of %(who)s") % {"who": owner}
    return Queue(key, title, Q(owner=owner.pk, state="open"))
