"""What the learned model says a moment after a ticket was opened: acted on when it is sure."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from handrail.base.by import By
from handrail.base.configuration import settled
from handrail.base.models import EventRecord
from handrail.desk.shape import shape
from handrail.routing import learner
from handrail.routing.book import book
from handrail.routing.events import Suggested, Triaged
from handrail.routing.learner import Prediction
from handrail.routing.models import Suggestion, TriageModel
from handrail.routing.rules import Decision, Given, Said, decide
from handrail.routing.texts import opening_texts
from handrail.routing.training import live
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.conditions import facts_of
from handrail.tickets.models import TeamAccess, Ticket

MOST_OTHERS = 3
BY_CUSTOMERS = ["ticket.opened", "ticket.customer_wrote"]
logger = logging.getLogger(__name__)
CHANGEABLE = ("category", "impact", "urgency", "complexity", "language")


def ask_model(number: int, *, now: datetime) -> str:
    """Ask the live model about one ticket: what became of it. Asking twice changes nothing."""
    row = live()
    if row is None:
        return "no model"
    text = opening_texts([number]).get(number)
    if text is None:
        return "gone"
    try:
        model = learner.fetch(row.file)
    except learner.Unreadable:
        logger.exception("triage model %s cannot be asked", row.version)
        return "no model"
    return _use(number, model.predict([text])[0], row, now)


@transaction.atomic
def _use(number: int, prediction: Prediction, row: TriageModel, now: datetime) -> str:
    ticket = locked(Ticket(pk=number))
    if Suggestion.objects.filter(ticket=ticket).exists():
        return "known"
    with settled():
        said = _said(prediction, row.version)
        acts = said.is_sure and said.category is not None and _is_untouched(ticket)
        suggestion = _keep(ticket, said, prediction, now, applied=acts)
        if acts:
            _apply(ticket, said, now)
        elif said.category is not None:
            event = Suggested(
                category=said.category, confidence=said.confidence, version=said.version
            )
            happen(ticket, event, By.system(now))
    return str(suggestion.state)


def _said(prediction: Prediction, version: int) -> Said:
    label, confidence = prediction.ranked[0]
    known = not prediction.is_unknown and int(label) in book().categories
    return Said(
        category=int(label) if known else None, confidence=confidence,
        is_sure=known and prediction.is_sure, words=list(prediction.words), version=version,
    )  # fmt: skip


def _is_untouched(ticket: Ticket) -> bool:
    """Whether nobody of the desk has done anything with it yet."""
    if ticket.owner_id is not None or ticket.state != "open" or ticket.first_replied_at:
        return False
    hands = EventRecord.objects.filter(ticket_id=ticket.pk, actor="person")
    return not hands.exclude(kind__in=BY_CUSTOMERS).exists()


def _keep(
    ticket: Ticket, said: Said, prediction: Prediction, now: datetime, *, applied: bool
) -> Suggestion:
    state = Suggestion.State.APPLIED if applied else Suggestion.State.OFFERED
    return Suggestion.objects.create(
        ticket=ticket, category_id=said.category, confidence=said.confidence, at=now, state=state,
        words=[word[:80] for word in said.words], version=said.version,
        others=[[int(label), chance] for label, chance in prediction.ranked[1 : 1 + MOST_OTHERS]],
    )  # fmt: skip


def _apply(ticket: Ticket, said: Said, now: datetime) -> None:
    """Decide again with what is known now: rules still come first, and what was named stays."""
    facts = {**facts_of(ticket, at=now), "category": frozenset[int](), "team": None, "tier": None}
    decision = decide(facts, book(), said, _given(ticket))
    by = By.system(now)
    happen(ticket, Triaged.of(decision), by)
    changes: dict[str, Any] = {
        name: decision.values[name] for name in CHANGEABLE if name in decision.values
    }
    if "tags" in decision.values:
        changes["tags"] = [*ticket.tags, *decision.values["tags"]]
    tickets.change(ticket, by=by, facts=changes)
    _route(ticket, decision, by)


def _given(ticket: Ticket) -> Given:
    """What the caller named when it was opened."""
    lines = EventRecord.objects.filter(ticket_id=ticket.pk, kind=Triaged.kind)
    line = lines.order_by("pk").first()
    return line.event.given() if line and isinstance(line.event, Triaged) else Given()


def _route(ticket: Ticket, decision: Decision, by: By) -> None:
    """Move it to where it should have been opened; the first team never really had it."""
    team = shape().find(decision.values.get("team"))
    if team is not None and team.pk != ticket.team_id:
        before = ticket.team_id
        tickets.move(ticket, to=team, by=by, why="routed")
        TeamAccess.objects.filter(ticket=ticket, team=before).delete()
