"""From a walk to a ticket: what was asked and tried goes along, and is handed over where the tree says."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from handrail.base.by import By
from handrail.desk.shape import shape
from handrail.escalation import actions as escalation
from handrail.flow.opening import open_request
from handrail.knowledge.trees import walking
from handrail.knowledge.trees.graph import Escalate
from handrail.knowledge.trees.graph import Ticket as OpenTicket
from handrail.knowledge.trees.models import Walk
from handrail.tickets.models import Ticket


def facts_of(walk: Walk) -> dict[str, Any]:
    """What the end that a walk stands at says about the ticket to open; nothing before an end."""
    node = walking.stands_at(walk)
    if not isinstance(node, OpenTicket):
        return {}
    return {"impact": node.impact, "urgency": node.urgency, "tags": tuple(node.tags)}


@transaction.atomic
def open_from_walk(walk: Walk, *, by: By, request: Mapping[str, Any]) -> Ticket:
    """Open a request out of a walk, with its path kept; at an escalating end it is offered onward.

    `request` is what `open_request` takes. Raises Refused for a walk that is over, and what
    `open_request` raises.
    """
    ticket = open_request(by=by, **{**facts_of(walk), **request})
    desk = By.system(by.at)
    walk = walking.ask_instead(walk, ticket=ticket, at=by.at)
    walking.keep_on(ticket, walk=walk, by=by)
    if walk.outcome == Walk.Outcome.ESCALATED:
        hand_on(ticket, walk, by=desk)
    return ticket


def hand_on(ticket: Ticket, walk: Walk, *, by: By) -> None:
    """Offer the ticket to the team its tree names, with the path as what was tried.

    A team that is gone since, or that has the ticket already, changes nothing: the ticket stays
    with whoever has it.
    """
    node = walking.stands_at(walk)
    team = shape().find(node.team) if isinstance(node, Escalate) else None
    if not isinstance(node, Escalate) or team is None or team.pk == ticket.team_id:
        return
    package = escalation.Package(
        wanted=node.wanted, tried="\n".join(walking.sentences_of(walk)) or node.wanted,
        found=node.found,
    )  # fmt: skip
    escalation.escalate(ticket, to=team, package=package, by=by)
