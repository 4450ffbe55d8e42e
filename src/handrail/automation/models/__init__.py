"""Settings that act, and what remembers that they did."""

from handrail.automation.models.by_hand import CannedAnswer, Macro
from handrail.automation.models.by_itself import TimeRule, Trigger
from handrail.automation.models.running import Due, Run, Winding

__all__ = ["CannedAnswer", "Due", "Macro", "Run", "TimeRule", "Trigger", "Winding"]
