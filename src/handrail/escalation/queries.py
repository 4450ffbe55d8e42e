"""Read models of handoffs and consults."""

from collections.abc import Iterable

from handrail.escalation.models import Consult, Handoff, Stint


def offered_to(person_id: int, team_ids: Iterable[int]) -> list[int]:
    """The tickets on offer to somebody's teams, oldest first; at most 100."""
    offers = Handoff.objects.filter(state=Handoff.State.OFFERED, to_team__in=list(team_ids))
    return list(offers.order_by("offered_at").values_list("ticket_id", flat=True)[:100])


def asked_of(team_ids: Iterable[int]) -> list[int]:
    """The tickets about which somebody's teams have been asked, oldest question first; at most 100."""
    asked = Consult.objects.filter(answered_at=None, to_team__in=list(team_ids))
    return list(asked.order_by("asked_at").values_list("ticket_id", flat=True)[:100])


def handoffs_of(ticket_id: int) -> list[Handoff]:
    """Every handoff of a ticket, oldest first."""
    whole = Handoff.objects.select_related("from_team__tier", "to_team__tier", "from_agent")
    return list(whole.filter(ticket=ticket_id).order_by("id"))


def consults_of(ticket_id: int) -> list[Consult]:
    """Every question asked about a ticket, oldest first."""
    whole = Consult.objects.select_related("to_team__tier", "asker", "answered_by")
    return list(whole.filter(ticket=ticket_id).order_by("id"))


def helpers_of(ticket_id: int) -> list[str]:
    """The names of those who help with a ticket now."""
    helping = Stint.objects.filter(ticket=ticket_id, kind=Stint.Kind.HELPER, ended_at=None)
    return list(helping.values_list("agent__name", flat=True))
