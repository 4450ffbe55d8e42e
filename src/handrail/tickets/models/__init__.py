"""Facts about tickets: the ticket, its conversation, its files, its ties."""

from handrail.tickets.models.conversation import Attachment, Blob, Draft, Message, Note
from handrail.tickets.models.scanner import VirusScanner
from handrail.tickets.models.ticket import State, Ticket, Turn
from handrail.tickets.models.ties import Link, TeamAccess, Watcher
from handrail.tickets.models.working import BulkChange, Onlooker, SavedView

__all__ = [
    "Attachment", "Blob", "BulkChange", "Draft", "Link", "Message", "Note", "Onlooker", "SavedView",
    "State", "TeamAccess", "Ticket", "Turn", "VirusScanner", "Watcher",
]  # fmt: skip
