"""Who was responsible when, how tickets climb, and how several tiers work on one at once."""

from handrail.escalation.models.handing import Consult, Handoff, Path, Stint
from handrail.escalation.models.incidents import Affected, Incident, Notice, StageText, Update
from handrail.escalation.models.swarming import Swarm

__all__ = [
    "Affected", "Consult", "Handoff", "Incident", "Notice", "Path", "StageText", "Stint", "Swarm",
    "Update",
]  # fmt: skip
