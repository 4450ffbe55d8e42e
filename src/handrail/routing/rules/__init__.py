"""Pure decisions: what a request is and where it goes; who gets a ticket."""

from handrail.routing.rules.choosing import Agent, Strategy, Want, choose
from handrail.routing.rules.deciding import Book, Decision, Given, Ordered, decide
from handrail.routing.rules.explaining import Ground, Reason, Said
from handrail.routing.rules.setting import BadRule, check_sets

__all__ = [
    "Agent", "BadRule", "Book", "Decision", "Given", "Ground", "Ordered", "Reason", "Said",
    "Strategy", "Want", "check_sets", "choose", "decide",
]  # fmt: skip
