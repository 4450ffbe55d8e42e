"""The verbs of escalation."""

from handrail.escalation.actions.affecting import attach, detach
from handrail.escalation.actions.consulting import answer, consult, leave, pull_in
from handrail.escalation.actions.deciding import accept, expire, recall, return_
from handrail.escalation.actions.declaring import change_incident, declare
from handrail.escalation.actions.offering import escalate, send_down
from handrail.escalation.actions.raising import raise_to_lead
from handrail.escalation.actions.speaking import remind, speak
from handrail.escalation.actions.swarming import (
    call_swarm,
    close_swarm,
    end_swarm,
    join_swarm,
    leave_swarm,
)
from handrail.escalation.actions.telling import tell_all, tell_later
from handrail.escalation.rules import HandoffRefused, Package

__all__ = [
    "HandoffRefused", "Package", "accept", "answer", "attach", "call_swarm", "change_incident",
    "close_swarm", "consult", "declare", "detach", "end_swarm", "escalate", "expire",
    "join_swarm", "leave", "leave_swarm", "pull_in", "raise_to_lead", "recall", "remind",
    "return_", "send_down", "speak", "tell_all", "tell_later",
]  # fmt: skip
