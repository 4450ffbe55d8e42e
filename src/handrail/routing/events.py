"""What routing adds to a ticket's story."""

from typing import Any, ClassVar

from handrail.routing.rules import Decision, Reason
from handrail.tickets.events import Aside


class Triaged(Aside, frozen=True):
    """What was decided about a request, each fact with its reason; `problems` are for whoever
    wrote the rules."""

    kind: ClassVar[str] = "ticket.triaged"
    values: dict[str, Any]
    reasons: dict[str, Reason]
    problems: list[str] = []

    @classmethod
    def of(cls, decision: Decision) -> "Triaged":
        """The event of a decision."""
        return cls(values=decision.values, reasons=decision.reasons, problems=decision.problems)


class Suggested(Aside, frozen=True):
    """The learned model named a category that it was not sure enough of to act on."""

    kind: ClassVar[str] = "ticket.suggested"
    category: int | None
    confidence: float
    version: int


class Labelled(Aside, frozen=True):
    """A person named the category: the next training learns from it."""

    kind: ClassVar[str] = "ticket.labelled"
    category: int
    said: int | None = None
