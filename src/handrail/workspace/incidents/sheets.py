"""The verbs of major incidents that start from a ticket."""

from typing import Any

from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.base.clock import now
from handrail.escalation import actions as escalation
from handrail.escalation.models.incidents import Stage
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.incidents.drafts import draft
from handrail.workspace.incidents.forms import AttachForm, DeclareForm
from handrail.workspace.views.doing import Facts

__all__ = ["AttachForm", "DeclareForm", "attach", "declare", "first_words"]


def declare(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    """Declare it, and say the first word."""
    words = [word.strip() for word in facts.pop("words").split(",") if word.strip()]
    notice = facts.pop("notice")
    incident = escalation.declare(ticket, by=by, conditions=_with(words), **facts)
    if notice:
        escalation.speak(incident, stage=Stage.INVESTIGATING, text=notice, by=by)
    return _("“%(incident)s” is declared.") % {"incident": incident}


def _with(words: list[str]) -> dict[str, Any]:
    if not words:
        return {}
    says = [{"fact": fact, "how": "contains", "value": words} for fact in ("subject", "text")]
    return {"any": says}


def first_words(ticket: Ticket) -> Facts:
    """The sheet as it opens: the ticket's subject, and what the desk usually says first."""
    return {
        "title": ticket.subject[:120],
        "notice": draft(Stage.INVESTIGATING, title=ticket.subject, at=now(), minutes=60),
    }


def attach(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    """Make it part of an incident."""
    escalation.attach(ticket, to=facts["incident"], by=by)
    return _("It is part of “%(incident)s”.") % {"incident": facts["incident"]}
