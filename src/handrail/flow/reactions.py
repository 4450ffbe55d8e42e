"""What follows from what: the story of the product in one table.

Each reaction runs inside the transaction of the event it follows. A reaction may record further
events, but never one that leads back to its own: tests walk the table for rings.
"""

from collections.abc import Mapping, Sequence

from handrail.base.store import Reaction
from handrail.escalation import stints
from handrail.escalation.withdrawing import withdraw
from handrail.flow import assigning, delivery, telling
from handrail.routing.labelling import note_label

REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "ticket.opened": [stints.begin, assigning.wake],
    "ticket.customer_wrote": [stints.begin_again, assigning.return_if_out, assigning.wake],
    "ticket.replied": [stints.stop_waiting, delivery.enqueue],
    "ticket.notified": [delivery.enqueue],
    "ticket.taken": [stints.change_agent],
    "ticket.assigned": [stints.change_agent],
    "ticket.released": [stints.change_agent, assigning.wake],
    "ticket.moved": [stints.change_team, withdraw, telling.tell_of_new_tier, assigning.wake],
    "ticket.waits": [stints.start_waiting, assigning.make_room],
    "ticket.resumed": [stints.stop_waiting, assigning.return_if_out, assigning.wake],
    "ticket.solved": [stints.end("solved"), withdraw, assigning.make_room],
    "ticket.merged": [stints.end("merged"), withdraw, assigning.make_room],
    "ticket.spam_marked": [stints.end("spam"), withdraw, assigning.make_room],
    "ticket.reopened": [stints.begin, assigning.return_if_out, assigning.wake],
    "ticket.spam_cleared": [stints.begin, assigning.wake],
    "ticket.changed": [note_label, assigning.wake],
    "person.presence_changed": [assigning.return_work, assigning.wake_teams],
}
