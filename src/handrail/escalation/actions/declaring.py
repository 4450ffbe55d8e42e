"""Declaring a major incident, and changing how it is run."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.base.text import one_line
from handrail.desk.models import Team
from handrail.escalation import rules
from handrail.escalation.actions.affecting import join_in
from handrail.escalation.actions.offering import escalate
from handrail.escalation.events import Declared, Resettled, fold_incident
from handrail.escalation.models import Incident
from handrail.escalation.packing import prefill
from handrail.escalation.rules import HandoffRefused, Package
from handrail.people.models import Person
from handrail.people.rules import require
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import locked
from handrail.tickets.conditions import BadCondition, read
from handrail.tickets.models import Ticket

MOST_TITLE = 120
CHANGING = {
    "title": "title", "manager": "manager_id", "conditions": "conditions", "holds": "holds",
    "on_portal": "on_portal", "every_minutes": "every_minutes",
}  # fmt: skip


@transaction.atomic
def declare(
    ticket: Ticket, *, title: str, manager: Person, by: By, to: Team | None = None,
    every_minutes: int = 60, conditions: Mapping[str, Any] | None = None, holds: bool = True,
    on_portal: bool = True,
) -> Incident:  # fmt: skip
    """Make a ticket the parent of a major incident, and offer it to the team that shall mend it.

    `to` skips every tier between: a declared major does not climb step by step. From now on the
    desk owes its customers a word every so many minutes. Raises HandoffRefused for a ticket that
    is done or part of another incident, a manager who cannot work here, unreadable conditions.
    """
    require(by, "declare")
    facts = _checked(title=title, manager=manager, every_minutes=every_minutes,
                     conditions=dict(conditions or {}))  # fmt: skip
    ticket = locked(ticket)
    if ticket.is_done:
        raise HandoffRefused("#%(number)s is already done. Reopen it first.", number=ticket.pk)
    incident = Incident(ticket=ticket)
    event = Declared(
        ticket=ticket.pk, title=facts["title"], manager=manager.pk, every_minutes=every_minutes,
        next_update_at=by.at + timedelta(minutes=every_minutes), conditions=facts["conditions"],
        holds=holds, on_portal=on_portal,
    )  # fmt: skip
    # One who is part of another incident must say so before this one is written down.
    join_in(ticket, None, by=by)
    record(incident, event, fold=fold_incident, by=by)
    join_in(ticket, incident, by=by)
    tickets.change(ticket, facts={"impact": 1, "urgency": 1}, by=By.system(by.at))
    if to is not None and to.pk != ticket.team_id:
        escalate(ticket, to=to, package=_package(ticket, facts["title"]), by=By.system(by.at))
    return incident


def _package(ticket: Ticket, title: str) -> Package:
    known = prefill(ticket)
    return Package(
        wanted=f"Major incident: {title}. Find the cause and mend it.",
        tried=known.tried or "Nothing yet: it was declared a major incident and comes to you at once.",
        found=known.found, needed=known.needed,
    )  # fmt: skip


def _checked(**facts: Any) -> dict[str, Any]:
    """The facts as they are kept. Raises HandoffRefused for what cannot be."""
    if "title" in facts:
        facts["title"] = one_line(facts["title"])[:MOST_TITLE]
        if not facts["title"]:
            raise HandoffRefused("Name the incident as customers would: “No calls come through”.")
    if "manager" in facts and not (facts["manager"].is_active and facts["manager"].can("reply")):
        raise HandoffRefused("%(manager)s cannot manage an incident.", manager=facts["manager"])
    if "every_minutes" in facts:
        rules.update_minutes(facts["every_minutes"])
    if "conditions" in facts:
        try:
            read(facts["conditions"])
        except BadCondition as fault:
            raise HandoffRefused(fault.sentence) from fault
    return facts


@transaction.atomic
def change_incident(incident: Incident, *, facts: Mapping[str, Any], by: By) -> Incident:
    """Change how it is run: title, manager, conditions, holds, on_portal, every_minutes.

    A shorter promise to customers counts from now. Raises HandoffRefused when it is over.
    """
    incident = in_hand(incident, by)
    unknown = set(facts) - set(CHANGING)
    if unknown:
        raise HandoffRefused("An incident has no %(name)s.", name=sorted(unknown)[0])
    kept = _checked(**facts)
    if "manager" in kept:
        kept["manager"] = kept["manager"].pk
    changes = {
        CHANGING[name]: (getattr(incident, CHANGING[name]), new)
        for name, new in kept.items()
        if getattr(incident, CHANGING[name]) != new
    }
    if changes:
        owed = incident.next_update_at or by.at
        soon = by.at + timedelta(minutes=kept.get("every_minutes", incident.every_minutes))
        event = Resettled(changes=changes, next_update_at=min(owed, soon))
        record(incident, event, fold=fold_incident, by=by)
    return incident


def in_hand(incident: Incident, by: By) -> Incident:
    """The incident, locked, for whoever runs it: its manager, or a role that may declare.

    Raises HandoffRefused when it is over, NotAllowed for everybody else.
    """
    incident = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if by.person_id is None or by.person_id != incident.manager_id:
        require(by, "declare")
    if incident.is_over:
        raise HandoffRefused("This incident is over. Declare another if it has come back.")
    return incident
