"""Telling the customer where the request is, by the tier's rule."""

from django.utils.translation import gettext as _

from handrail.base.store import Recorded
from handrail.flow.speaking import speaking_to
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
        # The notice a desk begins with is in the catalogue; one that somebody wrote stays as written.
        with speaking_to(done.row.requester):
            tickets.notify(done.row, text=_(tier.notice), about="escalated", by=done.then)
