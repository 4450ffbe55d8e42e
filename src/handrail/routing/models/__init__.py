"""Facts about routing: what decides, what was decided, who may get what, and the queue's order."""

from handrail.routing.models.assigning import (
    ChannelCapacity,
    DutyShift,
    SkillNeed,
    TeamPolicy,
)  # fmt: skip
from handrail.routing.models.deciding import Rule, Starter, Suggestion, TriageModel
from handrail.routing.models.queue import Lane, LastGiven, QueuePlace, TicketNeed

__all__ = [
    "ChannelCapacity", "DutyShift", "Lane", "LastGiven", "QueuePlace", "Rule", "SkillNeed", "Starter",
    "Suggestion", "TeamPolicy", "TicketNeed", "TriageModel",
]  # fmt: skip
