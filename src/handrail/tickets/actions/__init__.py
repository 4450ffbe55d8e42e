"""The verbs of a ticket. Each locks the row, asks the rules, and records one event."""

from handrail.tickets.actions.bulk import NOBODY, Wanted, change_many, forget_bulk, undo_many
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
from handrail.tickets.actions.looking import forget_onlookers, look, look_away, onlookers
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
    "NOBODY", "AlreadyTaken", "Refused", "Wanted", "assign", "change", "change_many", "clear_spam",
    "close", "discard_draft", "forget_bulk", "forget_onlookers", "hear", "link", "look",
    "look_again", "look_away", "mark_spam", "merge", "move", "note", "notify", "onlookers",
    "open_ticket", "rate", "redact", "release", "reopen", "reply", "resume", "save_draft",
    "show_pictures", "solve", "split", "take", "tell", "undo_many", "unlink", "unwatch", "wait",
    "watch",
]  # fmt: skip
