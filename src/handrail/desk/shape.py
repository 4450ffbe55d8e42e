"""The shape of support as every request needs it: kept in memory until a setting changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.base.configuration import Remembered
from handrail.base.saying import Saying
from handrail.desk import rules
from handrail.desk.hours import seconds_open
from handrail.desk.models import Brand, Calendar, Category, PriorityCell, Team

A_SECOND = timedelta(seconds=1)


class NoTeam(Saying, LookupError):
    """There is no team to give a ticket to."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Teams with their tiers, lowest tier and default team first; what else hardly ever changes."""

    teams: list[Team]
    matrix: Mapping[tuple[int, int], int]
    brand: Brand | None
    calendars: list[Calendar]
    above: Mapping[int, int | None]

    @property
    def levels(self) -> list[int]:
        """The levels that have a team, lowest first."""
        return sorted({team.tier.level for team in self.teams})

    def find(self, pk: int | None) -> Team | None:
        """A team by its number, if it is there."""
        return next((team for team in self.teams if team.pk == pk), None)

    def team(self, pk: int) -> Team:
        """A team by its number. Raises NoTeam when it is gone."""
        team = self.find(pk)
        if team is None:
            raise NoTeam("There is no team %(number)s.", number=pk)
        return team

    def line_of(self, category: int | None) -> frozenset[int]:
        """A category and all that it stands below."""
        line: list[int] = []
        while category is not None and category not in line:
            line.append(category)
            category = self.above.get(category)
        return frozenset(line)

    def open_at(self, moment: datetime) -> frozenset[int]:
        """The calendars that are open at a moment."""
        after = moment + A_SECOND
        return frozenset(c.pk for c in self.calendars if seconds_open(c, moment, after))

    def team_in_tier(self, level: int) -> Team | None:
        """The default team of a tier, or its first."""
        return next((team for team in self.teams if team.tier.level == level), None)

    def entry_team(self, category: Category | None) -> Team:
        """Where a new ticket goes: the category's team, else the lowest tier that is fit for it.

        Raises NoTeam when the desk has no team at all.
        """
        if not self.teams:
            raise NoTeam(
                "The desk has no team yet. Run `handrail migrate` to get the default three."
            )
        if category and category.team_id:
            return self.team(category.team_id)
        complexity = category.complexity if category else Category.Complexity.ROUTINE
        return self.team_in_tier(rules.tier_for(complexity, self.levels)) or self.teams[0]

    def team_above(self, team: Team) -> Team | None:
        """The default team of the tier above, or None at the top."""
        above = rules.next_tier(team.tier.level, self.levels)
        return self.team_in_tier(above) if above is not None else None

    def priority(self, impact: int, urgency: int) -> int:
        """The priority (1 highest to 4) that the matrix gives."""
        return rules.priority(impact, urgency, self.matrix)


@Remembered
def shape() -> Shape:
    """The shape of the desk as it is now; the rows are shared, so nobody may change them."""
    teams = Team.objects.select_related("tier", "calendar")
    cells = PriorityCell.objects.values_list("impact", "urgency", "priority")
    return Shape(
        teams=list(teams.order_by("tier__level", "-is_default", "id")),
        matrix={(impact, urgency): priority for impact, urgency, priority in cells},
        brand=Brand.objects.order_by("id").first(),
        calendars=list(Calendar.objects.order_by("id")),
        above=dict(Category.objects.values_list("id", "parent_id")),
    )
