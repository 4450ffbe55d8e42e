"""Which tickets are part of a major incident: attached by people, by its conditions, by a merge."""

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import Recorded
from handrail.base.together import write_out
from handrail.escalation.actions.telling import tell_one
from handrail.escalation.events import AttachedTo, DetachedFrom
from handrail.escalation.incidents import incident_for, under_way
from handrail.escalation.models import Affected, Incident
from handrail.escalation.rules import HandoffRefused
from handrail.people.rules import require
from handrail.tickets import actions as tickets
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import Changed, CustomerWrote, Merged
from handrail.tickets.models import Ticket


@transaction.atomic
def attach(ticket: Ticket, *, to: Incident, by: By) -> Affected:
    """Make a ticket part of an incident: its customer hears the latest word, and all that follow.

    Raises HandoffRefused when the incident is over, the ticket done or part of another one.
    """
    require(by, "attach")
    ticket = locked(ticket)
    if ticket.is_done:
        raise HandoffRefused("#%(number)s is already done. Reopen it first.", number=ticket.pk)
    return join_in(ticket, to, by=by) or Affected.objects.get(ticket=ticket, is_open=True)


def join_in(
    ticket: Ticket, incident: Incident | None, *, by: By, by_rule: bool = False
) -> Affected | None:
    """Make a locked ticket part of an incident. None when it was already.

    Without an incident it only looks whether the ticket is free. A word that is being spoken
    at this moment waits for us or we for it, so nobody is left out of it.
    """
    now_in = Affected.objects.filter(ticket=ticket, is_open=True).select_related("incident").first()
    if now_in is not None and (incident is None or now_in.incident_id != incident.pk):
        raise HandoffRefused(
            "#%(number)s is part of “%(title)s” already.",
            number=ticket.pk,
            title=now_in.incident.title,
        )
    if incident is None or now_in is not None:
        return None
    held = "SELECT * FROM escalation_incident WHERE id = %s FOR SHARE"
    incident = Incident.objects.raw(held, [incident.pk])[0]
    if incident.is_over:
        raise HandoffRefused("This incident is over.")
    affected, __ = Affected.objects.update_or_create(
        incident=incident, ticket=ticket,
        defaults={"attached_at": by.at, "by_rule": by_rule, "is_open": True},
    )  # fmt: skip
    event = AttachedTo(incident=incident.pk, parent=incident.ticket_id, title=incident.title,
                       by_rule=by_rule)  # fmt: skip
    done = happen(ticket, event, by)
    _settle_in(ticket, incident, By.system(by.at).because_of(done.id))
    return affected


def _settle_in(ticket: Ticket, incident: Incident, by: By) -> None:
    """The latest word for its customer; then it waits with the others."""
    latest = incident.updates.order_by("-number").first()
    if latest is not None:
        tell_one(latest, ticket, by=by)
    if incident.holds and ticket.pk != incident.ticket_id and ticket.state == "open":
        tickets.wait(ticket, on="third_party", by=by)


@transaction.atomic
def detach(ticket: Ticket, *, of: Incident, by: By) -> None:
    """It was no part of it after all: it is a request of its own again. The parent always is part."""
    require(by, "attach")
    if ticket.pk == of.ticket_id:
        raise HandoffRefused("This ticket is the incident's own. Resolve the incident instead.")
    ticket = locked(ticket)
    if Affected.objects.filter(incident=of, ticket=ticket, is_open=True).update(is_open=False):
        done = happen(ticket, DetachedFrom(incident=of.pk, title=of.title), by)
        if ticket.turn == "third_party":
            tickets.resume(ticket, by=By.system(by.at).because_of(done.id))


def attach_new(done: Recorded) -> None:
    """A reaction: a new or corrected ticket that fits an incident's conditions becomes part of it."""
    event, ticket = done.event, done.row
    is_new = isinstance(event, CustomerWrote) and event.opening
    if not (is_new or isinstance(event, Changed)) or ticket.is_done or not under_way():
        return
    write_out()
    if Affected.objects.filter(ticket=ticket).exists():
        return
    incident = incident_for(ticket, at=done.by.at)
    if incident is not None:
        _join_by_rule(ticket, incident, By.system(done.by.at).because_of(done.id))


def _join_by_rule(ticket: Ticket, incident: Incident, by: By) -> None:
    """What was remembered of it may be older than its end."""
    try:
        with transaction.atomic():
            join_in(locked(ticket), incident, by=by, by_rule=True)
    except HandoffRefused:
        return
    ticket.refresh_from_db()


def follow_merge(done: Recorded) -> None:
    """A reaction: whoever's conversation went on in another ticket hears the rest there."""
    event = done.event
    if not isinstance(event, Merged):
        return
    mine = Affected.objects.filter(ticket=done.row.pk, is_open=True).select_related("incident")
    for affected in mine:
        Affected.objects.filter(pk=affected.pk).update(is_open=False)
        into = locked(Ticket(pk=event.into))
        if not (into.is_done or Affected.objects.filter(ticket=into, is_open=True).exists()):
            _join_by_rule(into, affected.incident, By.system(done.by.at).because_of(done.id))
