"""What is put into a reply by the desk waits there as a draft, behind what was typed already."""

from handrail.base.by import By
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Draft, Ticket


def add_to_reply(ticket: Ticket, words: str, *, me: Person, by: By) -> None:
    """Add words to somebody's reply."""
    draft = Draft.objects.filter(ticket=ticket, person=me, kind=Draft.Kind.REPLY).first()
    whole = f"{draft.text.rstrip()}\n\n{words}" if draft and draft.text.strip() else words
    actions.save_draft(ticket, person=me, kind=Draft.Kind.REPLY, text=whole, by=by)
