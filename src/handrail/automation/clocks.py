"""The clocks of time rules: set when a ticket enters a state, met by a sweep when they are due."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from handrail.automation.book import Clock, book
from handrail.automation.chain import last_act
from handrail.automation.models import Due, Run, TimeRule
from handrail.automation.rules import clock_origin, ends_within, run_key
from handrail.automation.running import run
from handrail.base.by import By
from handrail.base.store import Recorded
from handrail.desk.hours import seconds_open
from handrail.desk.shape import shape
from handrail.tickets.actions.locking import locked
from handrail.tickets.conditions import facts_of, fits
from handrail.tickets.models import Ticket

Since = TimeRule.Since
# A row that ran is left alone until the ticket enters its state anew; one that found its
# conditions wanting gets another look, as something has just happened to the ticket.
SET = """
INSERT INTO automation_due (rule_id, ticket_id, since, due_at, is_waiting)
SELECT rule, ticket, since, due_at, true
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
    AS given (rule, ticket, since, due_at)
ON CONFLICT (ticket_id, rule_id) DO UPDATE
SET since = EXCLUDED.since, due_at = EXCLUDED.due_at, is_waiting = true, ran_at = NULL
WHERE automation_due.since <> EXCLUDED.since
   OR automation_due.ran_at IS NULL
      AND (NOT automation_due.is_waiting OR automation_due.due_at <> EXCLUDED.due_at)
"""


class Setting(NamedTuple):
    """One clock of one ticket."""

    rule: int
    ticket: int
    since: datetime
    due_at: datetime


def wind(done: Recorded, clocks: Mapping[int, Clock]) -> None:
    """Set the clocks of a ticket that something has happened to."""
    ticket = done.row
    if not clocks or not isinstance(ticket, Ticket):
        return
    settings = settings_of([ticket], clocks.values())
    write(settings)
    if done.before.get("turn") != ticket.turn:
        running = {setting.rule for setting in settings}
        others = Due.objects.filter(ticket=ticket, is_waiting=True).exclude(rule__in=running)
        others.update(is_waiting=False)


def settings_of(tickets: Iterable[Ticket], clocks: Iterable[Clock]) -> list[Setting]:
    """Every clock that runs on these tickets, lowest ticket first."""
    listed = sorted(tickets, key=lambda ticket: ticket.pk)
    found = [setting(clock, ticket) for ticket in listed for clock in clocks]
    return [one for one in found if one is not None]


def setting(clock: Clock, ticket: Ticket) -> Setting | None:
    """When a rule looks at a ticket as it stands; None when its clock does not run, or never ends."""
    since = start_of(clock.since, ticket)
    if since is None:
        return None
    due_at: datetime | None = since + timedelta(seconds=clock.after_seconds)
    if clock.business:
        due_at = _in_hours(clock, ticket, since)
    return Setting(clock.pk, ticket.pk, since, due_at) if due_at else None


def start_of(since: str, ticket: Ticket) -> datetime | None:
    """What a clock counts from. Only the clock of what is solved runs on a ticket that is done."""
    if since == Since.SOLVED:
        return ticket.solved_at if ticket.turn == "solved" else None
    if ticket.is_done:
        return None
    starts = {
        Since.OPENED: ticket.opened_at,
        Since.TURN: ticket.waiting_since,
        Since.CHANGED: ticket.changed_at,
    }
    return starts[Since(since)]


def _in_hours(clock: Clock, ticket: Ticket, since: datetime) -> datetime | None:
    team = shape().find(ticket.team_id)
    calendar = team.calendar if team else None
    return ends_within(
        since, clock.after_seconds, lambda start, end: seconds_open(calendar, start, end)
    )


def write(settings: Iterable[Setting]) -> None:
    """Put clocks into the table, in one statement."""
    columns = list(zip(*settings, strict=True))
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(SET, [list(column) for column in columns])


@transaction.atomic
def meet(due: Due, *, now: datetime) -> Run | None:
    """What the sweep does with a clock that has ended: look again under the lock, and run the rule."""
    ticket = locked(Ticket(pk=due.ticket_id))
    row = Due.objects.select_for_update().filter(pk=due.pk, is_waiting=True).first()
    if row is None or row.due_at > now:
        return None
    clock = book().clocks.get(row.rule_id)
    today = setting(clock, ticket) if clock else None
    row.is_waiting = False
    if clock is None or today is None:
        row.save()
        return None
    if today.since != row.since or today.due_at > now:
        # The ticket, its team's hours or the rule have changed since.
        row.since, row.due_at, row.is_waiting = today.since, today.due_at, True
        row.save()
        return None
    return _run_once(clock, row, ticket, now)


def _run_once(clock: Clock, row: Due, ticket: Ticket, now: datetime) -> Run | None:
    """Run the rule, unless its conditions fail or it has run since somebody last did something."""
    if not fits(clock.conditions, facts_of(ticket, at=now)):
        row.save()
        return None
    row.ran_at = now
    row.save()
    key = run_key(clock.ref, ticket.pk, clock_origin(last_act(ticket.pk), "clock"))
    if Run.objects.filter(key=key).exists():
        return None
    return run(clock, ticket, key=key, by=By.system(now))
