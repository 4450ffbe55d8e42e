"""What follows from what: the story of the product in one table.

Each reaction runs inside the transaction of the event it follows. A reaction may record further
events, but never one that leads back to its own: tests walk the table for rings.
"""

from collections.abc import Mapping, Sequence

from handrail.automation.meeting import meet
from handrail.automation.rules import OCCASIONS, OPENING
from handrail.base.store import Reaction
from handrail.escalation import stints
from handrail.escalation.withdrawing import withdraw
from handrail.flow import delivery, telling

STORY: Mapping[str, Sequence[Reaction]] = {
    "ticket.opened": [stints.begin],
    "ticket.customer_wrote": [stints.begin_again],
    "ticket.replied": [stints.stop_waiting, delivery.enqueue],
    "ticket.notified": [delivery.enqueue],
    "ticket.taken": [stints.change_agent],
    "ticket.assigned": [stints.change_agent],
    "ticket.released": [stints.change_agent],
    "ticket.moved": [stints.change_team, withdraw, telling.tell_of_new_tier],
    "ticket.waits": [stints.start_waiting],
    "ticket.resumed": [stints.stop_waiting],
    "ticket.solved": [stints.end("solved"), withdraw],
    "ticket.merged": [stints.end("merged"), withdraw],
    "ticket.spam_marked": [stints.end("spam"), withdraw],
    "ticket.reopened": [stints.begin],
    "ticket.spam_cleared": [stints.begin],
}

# Last come the desk's own rules. Triggers run in a job of their own, along chains whose positions
# only grow (see automation/rules.py), so they can lead to any event and still never go round.
REACTIONS: Mapping[str, Sequence[Reaction]] = {
    kind: [*STORY.get(kind, ()), *([meet] if kind in OCCASIONS and kind != OPENING else [])]
    for kind in [*STORY, *(kind for kind in OCCASIONS if kind not in STORY)]
}
