"""The log is the truth: folding what happened, from empty, gives every row as it is."""

from typing import Any

from django.db import models

from handrail.base.reading import of_ticket
from handrail.escalation.events import fold_consult, fold_handoff, fold_incident, fold_swarm
from handrail.escalation.models import Consult, Handoff, Incident, Swarm
from handrail.promises.events import Promised, fold_clock, fold_promise
from handrail.promises.models import Promise
from handrail.tickets.folding import fold
from handrail.tickets.models import Ticket


def same_as_log(number: int) -> None:
    """Fold the ticket and all that is filed under it anew and compare each with its row."""
    events = of_ticket(number)
    row = Ticket.objects.get(pk=number)
    _compare(
        row, Ticket(pk=number, token=row.token), [e for e in events if e.noun == "ticket"], fold
    )
    for model, noun, how in (
        (Handoff, "handoff", fold_handoff),
        (Consult, "consult", fold_consult),
        (Swarm, "swarm", fold_swarm),
        (Incident, "incident", fold_incident),
    ):
        for one in model._default_manager.filter(ticket=number):
            mine = [e for e in events if e.noun == noun and e.subject_id == one.pk]
            _compare(one, model(pk=one.pk), mine, how)
    _compare_promises(number, events)


def _compare_promises(number: int, events: list[Any]) -> None:
    again: dict[int, Promise] = {}
    for line in events:
        if isinstance(line.event, Promised):
            for clock in line.event.clocks:
                row = again.setdefault(clock.promise, Promise(pk=clock.promise, ticket_id=number))
                fold_clock(row, clock)
        elif line.noun == "promise":
            fold_promise(again[line.subject_id], line.event, line.at, line.person_id)
    names = [f.attname for f in Promise._meta.concrete_fields]
    told = {pk: {n: getattr(row, n) for n in names} for pk, row in again.items()}
    rows = Promise.objects.filter(ticket=number)
    assert told == {row.pk: {n: getattr(row, n) for n in names} for row in rows}


def _compare(row: models.Model, again: models.Model, events: list[Any], how: Any) -> None:
    for line in events:
        how(again, line.event, line.at, line.person_id)
    names = [f.attname for f in row._meta.concrete_fields if f.attname not in row.NOT_FOLDED]
    assert {n: getattr(again, n) for n in names} == {n: getattr(row, n) for n in names}
