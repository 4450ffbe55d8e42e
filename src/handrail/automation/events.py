"""What rules and macros add to the log."""

from typing import TYPE_CHECKING, ClassVar

from handrail.base.events import Event

if TYPE_CHECKING:
    from datetime import datetime

    from handrail.automation.models import Run


class Began(Event, frozen=True):
    """A rule starts on a ticket; all it does is caused by this."""

    kind: ClassVar[str] = "automation.began"
    rule: str
    name: str
    position: int
    ticket: int
    key: str


class Ran(Event, frozen=True):
    """What came of it: what was done, and what failed and why."""

    kind: ClassVar[str] = "automation.ran"
    rule: str
    name: str
    did: list[str] = []
    failed: list[str] = []


class MacroApplied(Event, frozen=True):
    """An agent did several things at once."""

    kind: ClassVar[str] = "ticket.macro_applied"
    macro: int
    name: str


def fold_run(run: "Run", event: Event, at: "datetime", person: int | None) -> None:
    """The only code that changes a run."""
    match event:
        case Began():
            run.key, run.rule, run.name = event.key, event.rule, event.name
            run.position, run.ticket_id, run.at = event.position, event.ticket, at
        case Ran():
            run.did, run.failed = list(event.did), list(event.failed)
