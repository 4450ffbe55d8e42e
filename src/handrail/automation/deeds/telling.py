"""Each deed in words: what a run did, or what a trial would have done."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from handrail.automation.deeds import kinds as k
from handrail.automation.deeds.kinds import AnyDeed
from handrail.base.languages import later
from handrail.base.saying import Sentence, said
from handrail.base.text import preview
from handrail.desk.models import Category
from handrail.desk.shape import shape
from handrail.people.models import Person

GRADES = {1: later("high"), 2: later("medium"), 3: later("low")}
ON = {"customer": later("the customer"), "third_party": later("a third party")}
LINKS = {"parent": later("parent"), "related": later("related"), "duplicate": later("duplicate")}


class Names:
    """What the rows are called that deeds speak of; read at once, for any number of deeds."""

    def __init__(self, deeds: Iterable[AnyDeed]) -> None:
        listed = list(deeds)
        people = {d.person for d in listed if isinstance(d, k.Assign | k.Watch)}
        categories = {d.category for d in listed if isinstance(d, k.SetCategory)}
        self._people = _named(Person, "name", people)
        self._categories = _named(Category, "path", categories)
        self._teams = {team.pk: team.name for team in shape().teams}

    def person(self, pk: int) -> str:
        """A person's name."""
        return self._people.get(pk, said("person no. %(number)s (gone)", number=pk))

    def category(self, pk: int) -> str:
        """A category's path."""
        return self._categories.get(pk, said("category no. %(number)s (gone)", number=pk))

    def team(self, pk: int | None) -> str:
        """A team's name; the tier above where none is named."""
        if not pk:
            return later("the tier above")
        return self._teams.get(pk, said("team no. %(number)s (gone)", number=pk))


def _named(model: Any, field: str, numbers: set[int]) -> dict[int, str]:
    rows = model._default_manager.filter(pk__in=numbers)
    return dict(rows.values_list("pk", field)) if numbers else {}


def _field(deed: k.SetField, names: Names) -> Sentence:
    if deed.value is None:
        return said("field %(key)s emptied", key=deed.key)
    return said("field %(key)s set to %(value)s", key=deed.key, value=deed.value)


def _wait(deed: k.Wait, names: Names) -> Sentence:
    if deed.on == "until":
        return said("set to wait, in minutes: %(minutes)s", minutes=deed.minutes)
    return said("set to wait for %(on)s", on=ON[deed.on])


TOLD: Mapping[type[Any], Callable[[Any, Names], Sentence]] = {
    k.SetCategory: lambda d, n: said("category set to %(to)s", to=n.category(d.category)),
    k.SetImpact: lambda d, n: said("impact set to %(to)s", to=GRADES[d.impact]),
    k.SetUrgency: lambda d, n: said("urgency set to %(to)s", to=GRADES[d.urgency]),
    k.SetField: _field,
    k.AddTags: lambda d, n: said("tagged %(tags)s", tags=d.tags),
    k.RemoveTags: lambda d, n: said("no longer tagged %(tags)s", tags=d.tags),
    k.Move: lambda d, n: said("moved to %(team)s", team=n.team(d.team)),
    k.Assign: lambda d, n: said("given to %(who)s", who=n.person(d.person)),
    k.Release: lambda d, n: said("put back into the queue"),
    k.Reply: lambda d, n: said("written to the customer: %(text)s", text=preview(d.text, most=80)),
    k.Note: lambda d, n: said("noted: %(text)s", text=preview(d.text, most=80)),
    k.TellLead: lambda d, n: said("lead told: %(text)s", text=preview(d.text, most=80)),
    k.Escalate: lambda d, n: said("offered to %(team)s", team=n.team(d.team)),
    k.Wait: _wait,
    k.Solve: lambda d, n: said("solved"),
    k.Watch: lambda d, n: said("followed by %(who)s", who=n.person(d.person)),
    k.LinkTo: lambda d, n: said(
        "linked to #%(number)s, %(kind)s", number=d.ticket, kind=LINKS[d.kind]
    ),
}


def tell(deed: AnyDeed, names: Names) -> Sentence:
    """A deed as a person would say that it was done."""
    return TOLD[type(deed)](deed, names)
