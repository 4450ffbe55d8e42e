"""The one reaction of this room: what the desk's own rules make of an event."""

from handrail.automation.book import book
from handrail.automation.clocks import wind
from handrail.automation.running import call
from handrail.base.store import Recorded


def meet(done: Recorded) -> None:
    """Set the clocks of time rules, and have the triggers of this event run.

    The book is opened once: with no rules at all this costs one small query.
    """
    rules = book()
    wind(done, rules.clocks)
    call(done, rules.triggers)
