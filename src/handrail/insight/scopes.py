"""Whose figures: a tier's or a team's."""

from dataclasses import dataclass

from handrail.desk.models import Team, Tier


@dataclass(frozen=True, slots=True)
class Scope:
    """How the log, the stints and the packages name one tier or team.

    Columns are constants of this file, so they may stand in a query's text.
    """

    in_log: str
    in_rows: str
    number: int
    sender: str
    sender_number: int


def of_tier(tier: Tier) -> Scope:
    """All teams of a tier, as they were tiered when it happened."""
    return Scope("tier", "tier_id", tier.pk, "from_level", tier.level)


def of_team(team: Team) -> Scope:
    """One team."""
    return Scope("team_id", "team_id", team.pk, "from_team", team.pk)
