"""Offers whose ground is gone are taken back, so that no clock works on a ticket that moved on."""

from handrail.base.store import Recorded, record
from handrail.escalation.events import Recalled, fold_handoff
from handrail.escalation.models import Handoff


def withdraw(done: Recorded) -> None:
    """Take back what is still on offer: the ticket is done, or with another team than the sender's."""
    offers = Handoff.objects.select_for_update(of=("self",)).select_related("to_team__tier")
    for handoff in offers.filter(ticket=done.row.pk, state=Handoff.State.OFFERED):
        record(handoff, Recalled(), fold=fold_handoff, by=done.then)
