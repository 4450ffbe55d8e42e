"""What can happen to handoffs, consults, swarms and major incidents."""

from handrail.escalation.events.handing import (
    Accepted,
    Answered,
    Asked,
    Expired,
    HelperLeft,
    Offered,
    PulledIn,
    RaisedToLead,
    Recalled,
    Returned,
    SentDown,
    fold_consult,
    fold_handoff,
)
from handrail.escalation.events.incidents import (
    AttachedTo,
    Declared,
    DetachedFrom,
    Overdue,
    Resettled,
    Updated,
    fold_incident,
)
from handrail.escalation.events.swarming import Called, Ended, Joined, Left, fold_swarm

__all__ = [
    "Accepted", "Answered", "Asked", "AttachedTo", "Called", "Declared", "DetachedFrom", "Ended",
    "Expired", "HelperLeft", "Joined", "Left", "Offered", "Overdue", "PulledIn", "RaisedToLead",
    "Recalled", "Resettled", "Returned", "SentDown", "Updated", "fold_consult", "fold_handoff",
    "fold_incident", "fold_swarm",
]  # fmt: skip
