"""The verbs of knowledge."""

from handrail.knowledge.actions.coaching import advise, flag, see_advice, settle_flag
from handrail.knowledge.actions.facts import Facts, change, schedule
from handrail.knowledge.actions.filing import add_file, remove_file
from handrail.knowledge.actions.learning import write_down
from handrail.knowledge.actions.rating import rate
from handrail.knowledge.actions.reviewing import (
    ask_review,
    confirm,
    expire,
    publish,
    retire,
    revive,
    send_back,
    warn_of_end,
)
from handrail.knowledge.actions.suggesting import (
    followed,
    open_suggestion,
    settle_suggestions,
    suggest,
)
from handrail.knowledge.actions.tying import opened, tie, untie
from handrail.knowledge.actions.writing import create, rename, restore, write

__all__ = [
    "Facts", "add_file", "advise", "ask_review", "change", "confirm", "create", "expire", "flag",
    "followed", "open_suggestion", "opened", "publish", "rate", "remove_file", "rename", "restore",
    "retire", "revive", "schedule", "see_advice", "send_back", "settle_flag", "settle_suggestions", "suggest",
    "tie", "untie", "warn_of_end", "write", "write_down",
]  # fmt: skip
