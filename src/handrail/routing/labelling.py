"""What people say a ticket is: the answer the learned model should have given."""

from handrail.base.store import Recorded
from handrail.routing.models import Suggestion
from handrail.tickets.events import Changed


def note_label(done: Recorded) -> None:
    """A person has set the category: that confirms or corrects what the model said."""
    event = done.event
    if not isinstance(event, Changed) or "category" not in event.changes:
        return
    label = event.changes["category"][1]
    if done.by.actor != "person" or label is None:
        return
    said = Suggestion.objects.filter(ticket=done.row.pk)
    facts = {"label": label, "said_by": done.by.person_id}
    said.filter(category=label).update(state=Suggestion.State.CONFIRMED, **facts)
    said.exclude(category=label).update(state=Suggestion.State.CORRECTED, **facts)
