"""Telling the customer where the request is, by the tier's rule."""

from handrail.base.store import Recorded
from handrail.tickets import actions as tickets
from handrail.tickets.events import Moved


def tell_of_new_tier(done: Recorded) -> None:
    """When a higher tier takes over and its rule says so, the customer hears of it, once per climb."""
    event = done.event
    if not isinstance(event, Moved) or event.tier_level <= event.from_tier_level:
        return
    tier = done.row.team.tier if done.row.team_id == done.row.team.pk else done.row.tier
    if tier.pk != event.tier:
        tier = type(tier).objects.get(pk=event.tier)
    if tier.tells_customer and tier.notice.strip():
        tickets.notify(done.row, text=tier.notice, about="escalated", by=done.then)
