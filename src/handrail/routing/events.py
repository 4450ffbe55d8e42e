"""What routing adds to a ticket's story."""

from typing import Any, ClassVar

from handrail.base.events import Event
from handrail.routing.rules import Decision, Given, Ground, Reason
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

    def given(self) -> Given:
        """What the caller had named."""
        named = {name for name, why in self.reasons.items() if why.ground is Ground.CALLER}
        return Given(**{name: self.values[name] for name in named})


class ModelChosen(Event, frozen=True):
    """Somebody lets another version of the learned model answer."""

    kind: ClassVar[str] = "triage_model.chosen"
    version: int
    was: int | None = None


class Suggested(Aside, frozen=True):
    """The learned model named a category that it was not sure enough of to act on."""

    kind: ClassVar[str] = "ticket.suggested"
    category: int | None
    confidence: float
    version: int
