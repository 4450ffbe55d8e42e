"""The verbs of escalation."""

from handrail.escalation.actions.consulting import answer, consult, leave, pull_in
from handrail.escalation.actions.deciding import accept, expire, recall, return_
from handrail.escalation.actions.offering import escalate, send_down
from handrail.escalation.actions.raising import raise_to_lead
from handrail.escalation.rules import HandoffRefused, Package

__all__ = [
    "HandoffRefused", "Package", "accept", "answer", "consult", "escalate", "expire", "leave",
    "pull_in", "raise_to_lead", "recall", "return_", "send_down",
]  # fmt: skip
