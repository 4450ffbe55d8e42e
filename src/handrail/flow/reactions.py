"""What follows from what: the story of the product in one table.

Each reaction runs inside the transaction of the event it follows. A reaction may record further
events, but never one that leads back to its own: tests walk the table for rings.
"""

from collections.abc import Mapping, Sequence

from handrail.automation.meeting import meet
from handrail.automation.rules import OCCASIONS, OPENING
from handrail.base.store import Reaction
from handrail.escalation import stints
from handrail.escalation.actions.affecting import attach_new, follow_merge
from handrail.escalation.actions.swarming import disperse
from handrail.escalation.withdrawing import withdraw
from handrail.flow import assigning, consequences, delivery, owners, telling
from handrail.flow.notices.concerning import CONCERNING
from handrail.flow.notices.telling import notify
from handrail.flow.outbox import returning
from handrail.knowledge.search import index
from handrail.promises.following import follow, follow_beside
from handrail.routing.labelling import note_label

# Promises follow before an offer is withdrawn: by then the event that ended the ticket has ended them.
STORY: Mapping[str, Sequence[Reaction]] = {
    "ticket.opened": [stints.begin, follow, assigning.wake],
    "ticket.customer_wrote": [
        stints.begin_again,
        follow,
        assigning.return_if_out,
        assigning.wake,
        attach_new,
    ],
    "ticket.replied": [stints.stop_waiting, follow, delivery.enqueue],
    "ticket.notified": [delivery.enqueue],
    "ticket.bounced": [returning.note_bounce],
    "ticket.taken": [stints.change_agent],
    "ticket.assigned": [stints.change_agent],
    "ticket.released": [stints.change_agent, assigning.wake],
    "ticket.moved": [
        stints.change_team,
        follow,
        withdraw,
        telling.tell_of_new_tier,
        assigning.wake,
    ],
    "ticket.changed": [note_label, follow, assigning.wake, attach_new],
    "ticket.waits": [stints.start_waiting, follow, assigning.make_room],
    "ticket.resumed": [stints.stop_waiting, follow, assigning.return_if_out, assigning.wake],
    "ticket.solved": [disperse, stints.end("solved"), follow, withdraw, assigning.make_room],
    "ticket.merged": [
        disperse,
        stints.end("merged"),
        follow,
        withdraw,
        follow_merge,
        assigning.make_room,
    ],
    "ticket.spam_marked": [disperse, stints.end("spam"), follow, withdraw, assigning.make_room],
    "ticket.redacted": [index.forget_words],
    "ticket.reopened": [stints.begin, follow, assigning.return_if_out, assigning.wake],
    "ticket.spam_cleared": [stints.begin, follow, assigning.wake],
    "person.presence_changed": [assigning.return_work, assigning.wake_teams],
    "handoff.offered": [follow_beside],
    "handoff.accepted": [follow_beside],
    "handoff.returned": [follow_beside],
    "handoff.recalled": [follow_beside],
    "handoff.expired": [follow_beside],
    "consult.asked": [follow_beside],
    "consult.answered": [follow_beside],
    "article.ends_soon": [owners.tell_later],
    "article.retired": [owners.tell_later],
    "promise.warned": [consequences.carry_out],
    "promise.broken": [consequences.carry_out],
}

# Then those whom it concerns are told. Last come the desk's own rules: triggers run in a job of their
# own, along chains whose positions only grow (see automation/rules.py), so they can lead to any event
# and still never go round.
REACTIONS: Mapping[str, Sequence[Reaction]] = {
    kind: [
        *STORY.get(kind, ()),
        *([notify] if kind in CONCERNING else []),
        *([meet] if kind in OCCASIONS and kind != OPENING else []),
    ]
    for kind in dict.fromkeys([*STORY, *CONCERNING, *OCCASIONS])
}
