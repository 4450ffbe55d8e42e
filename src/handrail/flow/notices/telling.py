"""A reaction: everybody whom an event concerns is told, once, by the ways they wish."""

from datetime import datetime, timedelta

from django.db import connection
from procrastinate.contrib.django import app

from handrail.base.store import Recorded
from handrail.flow.notices.concerning import CONCERNING, ticket_of
from handrail.flow.notices.kinds import KINDS
from handrail.flow.notices.models import Notification, PushPlace, Wish
from handrail.people.models import Person
from handrail.tickets import actions as tickets

PUSH_JOB = "handrail.push"
KEPT_FOR = timedelta(days=90)

# A mail leaves so long after the first news; what comes meanwhile goes with it.
WIND = """
INSERT INTO notices_digest (person_id, minutes, due_at)
SELECT p, 60, %(at)s + interval '60 minutes' FROM unnest(%(people)s::bigint[]) p
ON CONFLICT (person_id) DO UPDATE
SET due_at = CASE WHEN notices_digest.minutes > 0 THEN
    coalesce(notices_digest.due_at, %(at)s + notices_digest.minutes * interval '1 minute') END
"""


def notify(done: Recorded) -> None:
    """Tell whom it concerns, in the transaction of the event: nobody hears of what did not happen."""
    concerning = CONCERNING.get(done.event.kind)
    if concerning is None:
        return
    people: dict[int, str] = {}
    for person, kind in concerning(done):
        # Nobody needs to be told what they did themselves.
        if person is not None and person != done.by.person_id:
            people.setdefault(person, kind)
    if people:
        _tell(people, done)
        _follow([person for person, kind in people.items() if kind == "mentioned"], done)


def _follow(named: list[int], done: Recorded) -> None:
    """Whoever was named hears how it goes on."""
    for person in Person.objects.filter(pk__in=named):
        tickets.watch(done.row, person=person, by=done.then)


def _tell(people: dict[int, str], done: Recorded) -> None:
    rows = [row for row in _rows(people, done) if row.in_app or row.by_mail or row.by_push]
    made = Notification.objects.bulk_create(rows, ignore_conflicts=True)
    mailed = [row.person_id for row in made if row.by_mail]
    if mailed:
        with connection.cursor() as cursor:
            cursor.execute(WIND, {"people": mailed, "at": done.by.at})
    pushed = [row.person_id for row in made if row.by_push]
    if pushed and PushPlace.objects.filter(person__in=pushed).exists():
        app.configure_task(PUSH_JOB).defer(event=done.id)


def _rows(people: dict[int, str], done: Recorded) -> list[Notification]:
    wishes = {(wish.person_id, wish.kind): wish for wish in Wish.objects.filter(person__in=people)}
    ticket = ticket_of(done)
    return [
        Notification(
            person_id=person, ticket_id=ticket, event=done.id, kind=kind, who_id=done.by.person_id,
            at=done.by.at, **_ways(wishes.get((person, kind)), kind),
        )
        for person, kind in people.items()
    ]  # fmt: skip


def _ways(wish: Wish | None, kind: str) -> dict[str, bool]:
    said = wish or KINDS[kind]
    return {"in_app": said.in_app, "by_mail": said.by_mail, "by_push": said.by_push}


def forget_notices(at: datetime) -> int:
    """What was told three months ago."""
    return Notification.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
