"""The queues there are, and whom they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from handrail.base.clock import now
from handrail.escalation import queries as escalation
from handrail.people.models import Person
from handrail.people.rules import OWNERS
from handrail.tickets.models import SavedView, Ticket
from handrail.tickets.models.scope import TicketQuerySet
from handrail.tickets.ordering import ORDERS, PRESSING, Order
from handrail.tickets.queries import TeamCount
from handrail.workspace.picking import Picked

SOON = timedelta(hours=2)
VIEW = "view-"
NOTHING = Picked()
MOST_VIEWS = 30

Views = Mapping[int, SavedView]


@dataclass(frozen=True, slots=True)
class Queue:
    """A named part of the tickets somebody may see, and how the address wants it shown."""

    key: str
    title: str
    where: Q
    empty_title: str = ""
    empty_words: str = ""
    # The state it shows unless the filters name one; None where `where` says it all.
    state: str | None = "open"
    usual: Order = PRESSING
    picked: Picked = NOTHING
    view: SavedView | None = None

    def of(self, person: Person, at: datetime) -> TicketQuerySet:
        """Its tickets, as far as this person may see them."""
        tickets = Ticket.objects.visible_to(person).filter(self.where)
        if not self.picked.takes_states and self.state == "active":
            tickets = tickets.exclude(state="done")
        elif not self.picked.takes_states and self.state:
            tickets = tickets.filter(state=self.state)
        return tickets.filter(self.picked.where(person, at)) if self.picked.values else tickets

    @property
    def order(self) -> Order:
        """The address's order, else the one this queue is read in."""
        return self.picked.order if self.picked.has_order else self.usual


def queue(
    key: str, person: Person, teams: list[TeamCount], asked: QueryDict | None = None,
    views: Views | None = None,
) -> Queue | None:  # fmt: skip
    """The queue of this name, if there is one for this person, as an address asks for it."""
    picked = Picked.read(asked) if asked else NOTHING
    if key.startswith(VIEW):
        known = views_of(person) if views is None else views
        return _of_view(key, known, person, teams, picked)
    found = _plain(key, person, teams)
    return replace(found, picked=picked) if found else None


def _plain(key: str, person: Person, teams: list[TeamCount]) -> Queue | None:
    mine = [team.pk for team in teams if team.is_mine]
    make = OWN.get(key)
    return Queue(key=key, **make(person, mine)) if make else _of_team_or_tier(key, teams)


def _of_view(
    key: str, views: Views, person: Person, teams: list[TeamCount], picked: Picked
) -> Queue | None:
    """A saved view; filters in the address are a change of it that nobody has kept yet."""
    number = key.removeprefix(VIEW)
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    view = views.get(int(number))
    found = under(view, person, teams) if view else None
    if found is None:
        return None
    return replace(found, picked=picked) if picked != NOTHING else found


def views_of(person: Person) -> Views:
    """Somebody's own views and those kept for all, by number."""
    kept = SavedView.objects.filter(Q(person=person) | Q(is_shared=True)).order_by("name", "pk")
    return {view.pk: view for view in kept[:MOST_VIEWS]}


def under(view: SavedView, person: Person, teams: list[TeamCount]) -> Queue | None:
    """The queue a view was saved from, with what was kept; None when that queue is gone."""
    asked = QueryDict(view.asked)
    base = _plain(asked.get("queue", "all"), person, teams)
    if base is None:
        return None
    return replace(base, key=f"{VIEW}{view.pk}", title=view.name, picked=Picked.read(asked), view=view,
                   empty_title="", empty_words=_("No ticket fits this view."))  # fmt: skip


def _mine(person: Person, mine: list[int]) -> dict[str, Any]:
    words = _("Nothing is waiting for you. Take one from your team, or enjoy the quiet.")
    return {"title": _("Mine"), "where": Q(owner=person), "empty_words": words}


def _unassigned(person: Person, mine: list[int]) -> dict[str, Any]:
    return {"title": _("Without an owner"), "where": Q(team__in=mine, owner=None),
            "empty_words": _("Every open ticket of your teams has an owner.")}  # fmt: skip


def due_soon(person: Person, mine: list[int], at: datetime) -> Q:
    """Mine, and those of my teams that nobody has, due within two hours or late."""
    ours = Q(owner=person) | Q(team__in=mine, owner=None)
    return ours & Q(due_at__lte=at + SOON)


def _soon(person: Person, mine: list[int]) -> dict[str, Any]:
    return {"title": _("Due soon"), "where": due_soon(person, mine, now()), "usual": ORDERS["due"],
            "empty_words": _("Nothing of yours is late or due within two hours.")}  # fmt: skip


def _offers(person: Person, mine: list[int]) -> dict[str, Any]:
    return {"title": _("Offered to us"), "where": Q(pk__in=escalation.offered_to(person.pk, mine)),
            "state": None,
            "empty_words": _("No other team is offering a ticket to yours.")}  # fmt: skip


def _questions(person: Person, mine: list[int]) -> dict[str, Any]:
    return {"title": _("Questions to us"), "where": Q(pk__in=escalation.asked_of(mine)),
            "state": None,
            "empty_words": _("Nobody is waiting for an answer of your team.")}  # fmt: skip


def _swarms(person: Person, mine: list[int]) -> dict[str, Any]:
    return {"title": _("Swarms"), "where": Q(pk__in=escalation.swarms_for(person.pk, mine)),
            "state": None,
            "empty_words": _("No swarm waits for you, and you are in none.")}  # fmt: skip


def _waiting(person: Person, mine: list[int]) -> dict[str, Any]:
    return {"title": _("Waiting"), "where": Q(owner=person), "state": "waiting",
            "empty_words": _("None of your tickets waits for somebody else.")}  # fmt: skip


def _watching(person: Person, mine: list[int]) -> dict[str, Any]:
    return {"title": _("Watching"), "where": Q(watchers__person=person), "state": "active",
            "empty_words": _("You watch no open ticket.")}  # fmt: skip


def _all(person: Person, mine: list[int]) -> dict[str, Any]:
    return {"title": _("All tickets"), "where": Q(), "state": "active",
            "empty_words": _("No ticket that you may see fits.")}  # fmt: skip


OWN: Mapping[str, Any] = {
    "mine": _mine, "unassigned": _unassigned, "soon": _soon, "offers": _offers,
    "questions": _questions, "swarms": _swarms, "waiting": _waiting, "watching": _watching, "all": _all,
}  # fmt: skip


def _of_team_or_tier(key: str, teams: list[TeamCount]) -> Queue | None:
    kind, __, name = key.partition("-")
    if kind == "team":
        for team in teams:
            if team.slug == name:
                return Queue(key, team.name, Q(team=team.pk))
    if kind == "tier":
        for team in teams:
            if str(team.level) == name:
                title = _("Tier %(level)s") % {"level": team.level}
                return Queue(key, title, Q(tier__level=team.level))
    if kind == "unowned":
        for team in teams:
            if team.slug == name:
                title = _("%(team)s, without an owner") % {"team": team.name}
                return Queue(key, title, Q(team=team.pk, owner=None))
    return _of_owner(key, name) if kind == "owner" else None


def _of_owner(key: str, number: str) -> Queue | None:
    """What somebody else has; of it, whoever looks sees what they may."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    owner = Person.objects.filter(pk=number, role__in=OWNERS).first()
    if owner is None:
        return None
    return Queue(key, _("Tickets of %(who)s") % {"who": owner}, Q(owner=owner.pk))
