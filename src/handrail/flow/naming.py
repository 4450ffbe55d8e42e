"""Rows by names instead of numbers, so that settings can move from one desk to another."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model

from handrail.automation.deeds.kinds import REFERENCES
from handrail.base.saying import Saying
from handrail.desk.models import Category, Team
from handrail.flow.catalogue import NAMES
from handrail.people.models import Skill
from handrail.tickets.conditions.facts import fact

SETS: dict[str, type[Model]] = {"category": Category, "team": Team}
JOINS = ("all", "any", "none")
Swap = Callable[[type[Model], Any], Any]


class Unknown(Saying, LookupError):
    """A name that no row has; the message says which."""


def name_of(model: type[Model], pk: Any) -> Any:
    """What a row is called; a number that no row has stays a number."""
    field = NAMES[model][0]
    found = model._default_manager.filter(pk=pk).values_list(field, flat=True).first()
    return pk if found is None else found


def find(model: type[Model], name: Any) -> int:
    """The number of the row of this name. Raises Unknown."""
    what = model._meta.verbose_name
    field = NAMES[model][0]
    try:
        found = model._default_manager.filter(**{field: name}).values_list("pk", flat=True).first()
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise Unknown("There is no %(what)s “%(name)s”.", what=what, name=name)
    return int(found)


def in_conditions(stored: Any, swap: Swap) -> Any:
    """Conditions with every row's number swapped for its name, or the other way round."""
    if not isinstance(stored, dict):
        return stored
    return {
        join: [_in_test(test, swap) for test in tests] if join in JOINS else tests
        for join, tests in stored.items()
    }


def _in_test(test: Any, swap: Swap) -> Any:
    known = fact(str(test.get("fact"))) if isinstance(test, dict) else None
    if known is None or not known.row:
        return test
    model: type[Model] = apps.get_model(known.row)
    value = test.get("value")
    if isinstance(value, list):
        return {**test, "value": [swap(model, one) for one in value]}
    return {**test, "value": swap(model, value)}


def in_sets(stored: Any, swap: Swap) -> Any:
    """What a triage rule sets, with every row's number swapped for its name, or back."""
    if not isinstance(stored, dict):
        return stored
    found = {n: swap(SETS[n], v) if n in SETS and v is not None else v for n, v in stored.items()}
    skill = stored.get("skill")
    if isinstance(skill, list) and skill:
        found["skill"] = [swap(Skill, skill[0]), *skill[1:]]
    return found


def in_actions(stored: Any, swap: Swap) -> Any:
    """Actions with every row's number swapped for its name, or the other way round."""
    if not isinstance(stored, list):
        return stored
    return [_in_deed(deed, swap) for deed in stored]


def _in_deed(deed: Any, swap: Swap) -> Any:
    if not isinstance(deed, dict) or deed.get("do") not in REFERENCES:
        return deed
    name, label = REFERENCES[deed["do"]]
    model: type[Model] = apps.get_model(label)
    # A ticket belongs to one desk and has no other name than its number.
    if model not in NAMES or deed.get(name) is None:
        return deed
    return {**deed, name: swap(model, deed[name])}
