"""Questions about the shape of support, asked on every new ticket, so each is one query."""

from handrail.desk import rules
from handrail.desk.models import Brand, Category, Membership, PriorityCell, Team, Tier


def matrix() -> dict[tuple[int, int], int]:
    """The priority matrix as the administrator set it."""
    cells = PriorityCell.objects.values_list("impact", "urgency", "priority")
    return {(impact, urgency): priority for impact, urgency, priority in cells}


def levels() -> list[int]:
    """The levels of the tiers, lowest first."""
    return list(Tier.objects.values_list("level", flat=True))


def entry_team(category: Category | None) -> Team:
    """Where a new ticket goes: the category's team, else the default team of the lowest fit tier.

    Raises NoTeam when the desk has no team at all.
    """
    if category and category.team_id and category.team:
        return category.team
    complexity = category.complexity if category else Category.Complexity.ROUTINE
    teams = list(Team.objects.select_related("tier").order_by("tier__level", "-is_default", "id"))
    fit = rules.tier_for(complexity, [t.tier.level for t in teams]) if teams else None
    for team in teams:
        if team.tier.level == fit:
            return team
    raise NoTeam("The desk has no team yet. Run `handrail migrate` to get the default three.")


def team_in_tier(level: int) -> Team | None:
    """The default team of a tier, or its first."""
    return (
        Team.objects.select_related("tier")
        .filter(tier__level=level).order_by("-is_default", "id").first()
    )  # fmt: skip


def next_team_up(team: Team) -> Team | None:
    """The default team of the tier above, or None at the top."""
    above = rules.next_tier(team.tier.level, levels())
    return team_in_tier(above) if above is not None else None


def default_brand() -> Brand | None:
    """The brand of mail that names none."""
    return Brand.objects.order_by("id").first()


def is_lead_of(person_id: int, team_id: int) -> bool:
    """Whether somebody leads a team."""
    return Membership.objects.filter(person_id=person_id, team_id=team_id, is_lead=True).exists()


def is_member(person_id: int, team_id: int) -> bool:
    """Whether somebody is in a team."""
    return Membership.objects.filter(person_id=person_id, team_id=team_id).exists()


class NoTeam(LookupError):
    """There is no team to give a ticket to."""
