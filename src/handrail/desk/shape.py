"""The shape of support as every request needs it: kept in memory until a setting changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.base.configuration import Remembered
from handrail.desk import rules
from handrail.desk.models import Brand, Category, PriorityCell, Team


class NoTeam(LookupError):
    """There is no team to give a ticket to."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Teams with their tiers, lowest tier and default team first; the matrix; the first brand."""

    teams: list[Team]
    matrix: Mapping[tuple[int, int], int]
    brand: Brand | None

    @property
    def levels(self) -> list[int]:
        """The levels that have a team, lowest first."""
        return sorted({team.tier.level for team in self.teams})

    def team(self, pk: int) -> Team:
        """A team by its number. Raises NoTeam when it is gone."""
        for team in self.teams:
            if team.pk == pk:
                return team
        raise NoTeam(f"There is no team {pk}.")

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
    )
