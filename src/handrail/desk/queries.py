"""Questions about who is where."""

from handrail.desk.models import Membership


def is_lead_of(person_id: int, team_id: int) -> bool:
    """Whether somebody leads a team."""
    return Membership.objects.filter(person_id=person_id, team_id=team_id, is_lead=True).exists()


def is_member(person_id: int, team_id: int) -> bool:
    """Whether somebody is in a team."""
    return Membership.objects.filter(person_id=person_id, team_id=team_id).exists()
