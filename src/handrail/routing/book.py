"""The settings of routing as every request needs them: kept in memory until one changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from handrail.base.configuration import Remembered
from handrail.desk.models import Category
from handrail.desk.shape import shape
from handrail.routing.models import Rule, SkillNeed, Starter, TeamPolicy, TriageModel
from handrail.routing.rules import BadRule, Book, Ordered, check_sets
from handrail.routing.rules.choosing import Strategy
from handrail.tickets.conditions import BadCondition, Conditions, read
from handrail.tickets.conditions.facts import fact


@dataclass(frozen=True, slots=True)
class Policies:
    """How teams give out work: the strategy of those that push, and what categories need.

    `live_model` is the version of the learned model that is asked, if there is one.
    """

    push: Mapping[int, Strategy]
    needs: Mapping[int, Mapping[int, int]]
    live_model: int | None

    def needs_of(self, category: int | None) -> dict[int, int]:
        """{skill: level} that a category asks for, with those above it."""
        wanted: dict[int, int] = {}
        for above in shape().line_of(category):
            for skill, level in self.needs.get(above, {}).items():
                wanted[skill] = max(level, wanted.get(skill, 0))
        return wanted


@Remembered
def policies() -> Policies:
    """How work is given out, as it is set now."""
    needs: dict[int, dict[int, int]] = {}
    for category, skill, level in SkillNeed.objects.values_list("category", "skill", "level"):
        needs.setdefault(category, {})[skill] = level
    pushing = TeamPolicy.objects.filter(mode=TeamPolicy.Mode.PUSH)
    live = TriageModel.objects.filter(state=TriageModel.State.LIVE)
    return Policies(
        push={team: Strategy(way) for team, way in pushing.values_list("team", "strategy")},
        needs=needs,
        live_model=live.values_list("version", flat=True).first(),
    )


@Remembered
def book() -> Book:
    """What triage decides by, as it is set now."""
    return book_of(Rule.objects.filter(is_active=True).order_by("position", "id"))


def book_of(rules: Iterable[Rule]) -> Book:
    """The book with these rules, for trying them; everything else is as it is set."""
    desk = shape()
    ordered = [ordered_of(rule) for rule in rules]
    return Book(
        rules=ordered,
        starters=dict(Starter.objects.order_by("id").values_list("category", "words")),
        teams={team.pk: team.tier.level for team in desk.teams},
        categories={
            pk: (complexity, team)
            for pk, complexity, team in Category.objects.values_list("id", "complexity", "team")
        },
        lines={pk: desk.line_of(pk) for pk in desk.above},
        names=_names(ordered),
    )


def ordered_of(rule: Rule) -> Ordered:
    """A rule ready to be asked; one that has been broken since it was saved says so."""
    try:
        check_sets(rule.sets)
        return Ordered(rule.pk or 0, rule.name, read(rule.conditions), rule.sets, rule.stop)
    except (BadCondition, BadRule) as fault:
        return Ordered(rule.pk or 0, rule.name, Conditions(), {}, broken=fault.english)


def _names(rules: Iterable[Ordered]) -> dict[tuple[str, int], str]:
    """The names of the rows that the rules speak of, for their explanations."""
    wanted: dict[str, set[Any]] = {}
    for rule in rules:
        for test in rule.conditions.tests:
            known = fact(test.fact)
            if known and known.row:
                wanted.setdefault(known.row, set()).update(test.values)
    return {
        (row, found.pk): str(found)
        for row, ids in wanted.items()
        for found in apps.get_model(row)._default_manager.filter(pk__in=ids)
    }
