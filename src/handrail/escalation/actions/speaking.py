"""Speaking about a major incident: updates, the last of which resolves it; and the clock over both."""

from datetime import datetime, timedelta

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.base.text import clean
from handrail.desk.models import Membership
from handrail.escalation.actions.declaring import in_hand
from handrail.escalation.actions.telling import tell_later
from handrail.escalation.events import Overdue, Updated, fold_incident
from handrail.escalation.models import Incident, Update
from handrail.escalation.models.incidents import Stage
from handrail.escalation.rules import HandoffRefused

# How soon the desk is reminded again that customers wait for a word, in minutes.
REMIND_EVERY = 15
LONGEST = 20_000


@transaction.atomic
def speak(incident: Incident, *, stage: str, text: str, by: By) -> Update:
    """Say one thing to everybody who is part of it. The next word is owed from now on.

    The stage `resolved` ends the incident: everybody hears it and their tickets are solved.
    Raises HandoffRefused for an empty text, an unknown stage, an incident that is over.
    """
    incident = in_hand(incident, by)
    if stage not in Stage.values:
        raise HandoffRefused("A stage is one of %(names)s.", names=", ".join(Stage.values))
    text = clean(text, most=LONGEST).strip()
    if not text:
        raise HandoffRefused("Write what customers shall read.")
    is_last = stage == Stage.RESOLVED
    number = incident.updates.count() + 1
    owed = None if is_last else by.at + timedelta(minutes=incident.every_minutes)
    event = Updated(number=number, stage=stage, text=text, next_update_at=owed)
    record(incident, event, fold=fold_incident, by=by)
    update = Update.objects.create(
        incident=incident, number=number, stage=stage, text=text, at=by.at,
        author_id=by.person_id,
    )  # fmt: skip
    tell_later(update)
    return update


@transaction.atomic
def remind(incident: Incident, *, now: datetime, by: By) -> bool:
    """What the clock does when customers should have heard: the manager is told, then the leads too."""
    incident = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if incident.is_over or incident.next_update_at is None or incident.next_update_at > now:
        return False
    people = {incident.manager_id}
    if incident.overdue:
        led = Membership.objects.filter(team=incident.ticket.team_id, is_lead=True)
        people |= set(led.filter(person__is_active=True).values_list("person", flat=True))
    event = Overdue(people=sorted(people), next_look=now + timedelta(minutes=REMIND_EVERY))
    record(incident, event, fold=fold_incident, by=by)
    return True
