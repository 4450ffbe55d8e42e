"""Each deed in words: what a run did, or what a trial would have done."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from handrail.automation.deeds import kinds as k
from handrail.automation.deeds.kinds import AnyDeed
from handrail.base.text import preview
from handrail.desk.models import Category
from handrail.desk.shape import shape
from handrail.people.models import Person

GRADES = {1: "high", 2: "medium", 3: "low"}
ON = {"customer": "the customer", "third_party": "a third party", "until": "a time"}


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
        return self._people.get(pk, f"person no. {pk} (gone)")

    def category(self, pk: int) -> str:
        """A category's path."""
        return self._categories.get(pk, f"category no. {pk} (gone)")

    def team(self, pk: int | None) -> str:
        """A team's name; the tier above where none is named."""
        return self._teams.get(pk, f"team no. {pk} (gone)") if pk else "the tier above"


def _named(model: Any, field: str, numbers: set[int]) -> dict[int, str]:
    rows = model._default_manager.filter(pk__in=numbers)
    return dict(rows.values_list("pk", field)) if numbers else {}


def _field(deed: k.SetField, names: Names) -> str:
    if deed.value is None:
        return f"field {deed.key} emptied"
    return f"field {deed.key} set to {deed.value}"


def _wait(deed: k.Wait, names: Names) -> str:
    if deed.on == "until":
        return f"set to wait for {deed.minutes} minutes"
    return f"set to wait for {ON[deed.on]}"


TOLD: Mapping[type[Any], Callable[[Any, Names], str]] = {
    k.SetCategory: lambda d, n: f"category set to {n.category(d.category)}",
    k.SetImpact: lambda d, n: f"impact set to {GRADES[d.impact]}",
    k.SetUrgency: lambda d, n: f"urgency set to {GRADES[d.urgency]}",
    k.SetField: _field,
    k.AddTags: lambda d, n: f"tagged {', '.join(d.tags)}",
    k.RemoveTags: lambda d, n: f"no longer tagged {', '.join(d.tags)}",
    k.Move: lambda d, n: f"moved to {n.team(d.team)}",
    k.Assign: lambda d, n: f"given to {n.person(d.person)}",
    k.Release: lambda d, n: "put back into the queue",
    k.Reply: lambda d, n: f"written to the customer: {preview(d.text, most=80)}",
    k.Note: lambda d, n: f"noted: {preview(d.text, most=80)}",
    k.TellLead: lambda d, n: f"lead told: {preview(d.text, most=80)}",
    k.Escalate: lambda d, n: f"offered to {n.team(d.team)}",
    k.Wait: _wait,
    k.Solve: lambda d, n: "solved",
    k.Watch: lambda d, n: f"followed by {n.person(d.person)}",
    k.LinkTo: lambda d, n: f"linked to #{d.ticket}, {d.kind}",
}


def tell(deed: AnyDeed, names: Names) -> str:
    """A deed as a person would say that it was done."""
    return TOLD[type(deed)](deed, names)
