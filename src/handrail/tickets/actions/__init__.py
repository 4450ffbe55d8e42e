"""The verbs of a ticket. Each locks the row, asks the rules, and records one event."""

from handrail.tickets.actions.conversation import hear, note, notify, reply, tell
from handrail.tickets.actions.ending import (
    clear_spam,
    close,
    mark_spam,
    rate,
    reopen,
    resume,
    solve,
    wait,
)  # fmt: skip
from handrail.tickets.actions.facts import change, redact, show_pictures
from handrail.tickets.actions.joining import link, merge, split, unlink
from handrail.tickets.actions.opening import open_ticket
from handrail.tickets.actions.ownership import (
    AlreadyTaken,
    assign,
    look_again,
    move,
    release,
    take,
)  # fmt: skip
from handrail.tickets.actions.watching import discard_draft, save_draft, unwatch, watch
from handrail.tickets.rules import Refused

__all__ = [
    "AlreadyTaken", "Refused", "assign", "change", "clear_spam", "close", "discard_draft", "hear",
    "link", "look_again", "mark_spam", "merge", "move", "note", "notify", "open_ticket", "rate", "redact",
    "release", "reopen", "reply", "resume", "save_draft", "show_pictures", "solve", "split", "take", "tell",
    "unlink", "unwatch", "wait", "watch",
]  # fmt: skip
