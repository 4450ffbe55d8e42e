"""What deeds would change on a ticket, without changing it. Pure but for the desk's shape.

A plan goes through the deeds in order on a copy of the ticket's facts, so a later deed sees what an
earlier one would have done.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handrail.automation.deeds import kinds as k
from handrail.automation.deeds.kinds import AnyDeed
from handrail.automation.deeds.telling import Names, tell
from handrail.base.saying import Saying, said
from handrail.desk.shape import shape
from handrail.tickets.models import Ticket


@dataclass(slots=True)
class Standing:
    """A ticket's facts as they would be by now in the plan."""

    facts: dict[str, Any]
    tags: list[str]
    team: int
    owner: int | None
    state: str
    turn: str

    @classmethod
    def of(cls, ticket: Ticket) -> "Standing":
        """The ticket as it stands."""
        facts = {"category": ticket.category_id, "impact": ticket.impact, "urgency": ticket.urgency}
        facts |= {f"field:{key}": value for key, value in ticket.fields.items()}
        return cls(facts, list(ticket.tags), ticket.team_id, ticket.owner_id, ticket.state,
                   ticket.turn)  # fmt: skip

    def put(self, name: str, value: Any) -> bool:
        """Set a fact; whether it differs."""
        differs = bool(self.facts.get(name) != value)
        self.facts[name] = value
        return differs


@dataclass(slots=True)
class Plan:
    """What would have been done, and what could not have been."""

    would: list[str] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)


class WouldFail(Saying, ValueError):
    """The deed could not be done as the ticket stands."""


def plan(deeds: Iterable[AnyDeed], ticket: Ticket, names: Names) -> Plan:
    """Go through the deeds; nothing is written."""
    made, standing = Plan(), Standing.of(ticket)
    for deed in deeds:
        try:
            if STEPS[type(deed)](deed, standing):
                made.would.append(tell(deed, names))
        except WouldFail as fault:
            made.cannot.append(said("%(deed)s: %(fault)s", deed=tell(deed, names), fault=fault))
    return made


def _must_be_active(standing: Standing) -> None:
    if standing.state == "done":
        raise WouldFail("it is already done")


def _add_tags(deed: k.AddTags, standing: Standing) -> bool:
    new = [tag.lower() for tag in deed.tags if tag.lower() not in standing.tags]
    standing.tags += new
    return bool(new)


def _remove_tags(deed: k.RemoveTags, standing: Standing) -> bool:
    gone = {tag.lower() for tag in deed.tags} & set(standing.tags)
    standing.tags = [tag for tag in standing.tags if tag not in gone]
    return bool(gone)


def _move(deed: k.Move, standing: Standing) -> bool:
    _must_be_active(standing)
    if shape().find(deed.team) is None:
        raise WouldFail("the team is gone")
    differs = standing.team != deed.team
    if differs:
        standing.team, standing.owner = deed.team, None
    return differs


def _assign(deed: k.Assign, standing: Standing) -> bool:
    _must_be_active(standing)
    differs = standing.owner != deed.person
    standing.owner = deed.person
    return differs


def _release(deed: k.Release, standing: Standing) -> bool:
    differs = standing.owner is not None and standing.state != "done"
    if differs:
        standing.owner = None
    return differs


def _escalate(deed: k.Escalate, standing: Standing) -> bool:
    _must_be_active(standing)
    to = shape().find(deed.team) if deed.team else shape().team_above(shape().team(standing.team))
    if to is None:
        raise WouldFail("there is no such team or tier")
    if to.pk == standing.team:
        raise WouldFail("that team has it already")
    return True


def _wait(deed: k.Wait, standing: Standing) -> bool:
    _must_be_active(standing)
    standing.state, standing.turn = "waiting", deed.on
    return True


def _solve(deed: k.Solve, standing: Standing) -> bool:
    if standing.turn in {"merged", "spam"}:
        raise WouldFail("it is merged") if standing.turn == "merged" else WouldFail("it is spam")
    differs = standing.state != "done"
    standing.state, standing.turn = "done", "solved"
    return differs


STEPS: Mapping[type[Any], Callable[[Any, Standing], bool]] = {
    k.SetCategory: lambda d, s: s.put("category", d.category),
    k.SetImpact: lambda d, s: s.put("impact", d.impact),
    k.SetUrgency: lambda d, s: s.put("urgency", d.urgency),
    k.SetField: lambda d, s: s.put(f"field:{d.key}", d.value),
    k.AddTags: _add_tags,
    k.RemoveTags: _remove_tags,
    k.Move: _move,
    k.Assign: _assign,
    k.Release: _release,
    k.Reply: lambda d, s: True,
    k.Note: lambda d, s: True,
    k.TellLead: lambda d, s: True,
    k.Escalate: _escalate,
    k.Wait: _wait,
    k.Solve: _solve,
    k.Watch: lambda d, s: True,
    k.LinkTo: lambda d, s: True,
}
