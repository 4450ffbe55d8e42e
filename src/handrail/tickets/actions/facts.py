"""Correcting what a ticket says about itself."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from handrail.base.by import By
from handrail.base.text import one_line
from handrail.desk.models import Category, CustomField
from handrail.desk.shape import shape
from handrail.people.rules import require
from handrail.tickets import rules
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import Changed, PicturesShown, Redacted
from handrail.tickets.models import Message, Note, Ticket


@transaction.atomic
def change(ticket: Ticket, *, by: By, facts: Mapping[str, Any]) -> Ticket:
    """Set facts: subject, category, impact, urgency, complexity, tags, language, "field:<key>".

    Priority follows from impact and urgency. What does not differ is not recorded.
    Raises Refused for a name that cannot be changed or a value that does not fit.
    """
    require(by, "change")
    ticket = locked(ticket)
    new = {name: _value(name, raw) for name, raw in facts.items()}
    if "impact" in new or "urgency" in new:
        impact, urgency = new.get("impact", ticket.impact), new.get("urgency", ticket.urgency)
        new["priority"] = shape().priority(impact, urgency)
    changes = rules.differences(_present(ticket), new)
    if changes:
        happen(ticket, Changed(changes=changes), by)
    return ticket


def _present(ticket: Ticket) -> dict[str, Any]:
    facts = {name: getattr(ticket, name) for name in (
        "subject", "impact", "urgency", "complexity", "priority", "tags", "language",
    )}  # fmt: skip
    facts |= {"category": ticket.category_id, "requester": ticket.requester_id}
    return facts | {f"field:{key}": value for key, value in ticket.fields.items()}


def _value(name: str, raw: Any) -> Any:
    if name.startswith("field:"):
        return _field(name.removeprefix("field:"), raw)
    if name not in rules.CHANGEABLE:
        raise rules.Refused("%(name)s is not a fact of a ticket that can be changed.", name=name)
    if name in {"impact", "urgency", "complexity"}:
        return rules.grade(name, int(raw), 3)
    if name == "tags":
        return rules.clean_tags(list(raw))
    if name == "category":
        return _category(raw)
    return int(raw) if name == "requester" else one_line(str(raw))


def _category(raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    category = Category.objects.filter(pk=raw.pk if isinstance(raw, Category) else raw).first()
    if category is None:
        raise rules.Refused("That category does not exist any more. Choose another.")
    return category.pk


def _field(key: str, raw: Any) -> Any:
    field = CustomField.objects.filter(key=key).first()
    if field is None:
        raise rules.Refused("There is no field called %(key)s.", key=key)
    return rules.field_value(field.label, field.kind, field.options, raw)


@transaction.atomic
def redact(ticket: Ticket, *, message: Message | None = None, note: Note | None = None, reason: str,
           by: By) -> None:  # fmt: skip
    """Take the words out of a message or a note; that it was there, and why it went, stays."""
    require(by, "redact")
    ticket = locked(ticket)
    said = message or note
    if said is None or said.ticket_id != ticket.pk:
        raise rules.Refused("There is nothing of that number on this ticket.")
    said.text = "[redacted]"
    if isinstance(said, Message):
        said.html = said.quoted = ""
        said.found = {}
    said.redacted_at = by.at
    said.attachments.all().delete()
    said.save()
    what = "message" if message else "note"
    happen(ticket, Redacted(what=what, id=said.pk, reason=reason[:500]), by)


@transaction.atomic
def show_pictures(ticket: Ticket, *, message: Message, by: By) -> None:
    """Note that somebody wants a mail's pictures from elsewhere; their servers hear of it, if not of whom."""
    require(by, "read")
    ticket = locked(ticket)
    if message.ticket_id != ticket.pk:
        raise rules.Refused("There is no message of that number on this ticket.")
    happen(ticket, PicturesShown(message=message.pk), by)
