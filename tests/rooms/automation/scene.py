"""A desk with rules, and a worker that does the jobs they wait for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from cast import Cast, cast
from handrail.automation.models import Run, TimeRule, Trigger
from handrail.base import settings_log
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.jobs import sweeps, tasks
from handrail.tickets import actions
from handrail.tickets.models import Ticket

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOST_JOBS = 2000
TODO = """
DELETE FROM procrastinate_jobs WHERE id = (
    SELECT min(id) FROM procrastinate_jobs WHERE task_name = 'handrail.automate' AND status = 'todo'
) RETURNING (args->>'event_id')::bigint
"""


def work_off(most: int = MOST_JOBS) -> int:
    """Do every automation job there is, and those that come of them; how many. Stops at `most`."""
    for done in range(most):
        with connection.cursor() as cursor:
            cursor.execute(TODO)
            row = cursor.fetchone()
        if row is None:
            return done
        tasks.automate(int(row[0]))
    return most


class Scene:
    """The cast, and one administrator's ways."""

    def __init__(self) -> None:
        self.people: Cast = cast()
        self.root = By.person(self.people.root)

    def trigger(self, on: str | list[str], *actions: dict[str, Any], **facts: Any) -> Trigger:
        kinds = [on] if isinstance(on, str) else on
        row = Trigger(
            **{"name": f"Rule {Trigger.objects.count() + 1}", "is_active": True, **facts},
            on=kinds,
            actions=list(actions),
        )
        settings_log.keep(row, by=self.root)
        return row

    def time_rule(self, *actions: dict[str, Any], **facts: Any) -> TimeRule:
        given = {"name": "Late", "is_active": True, "after_minutes": 60, **facts}
        row = TimeRule(**given, actions=list(actions))
        settings_log.keep(row, by=self.root)
        return row

    def ask(self, text: str = "The printer burns", *, at: datetime = MONDAY, **more: Any) -> Ticket:
        return actions.open_ticket(
            requester=more.pop("requester", self.people.ada), subject=more.pop("subject", "Help"),
            text=text, channel="email", by=By.person(self.people.ada, at), **more,
        )  # fmt: skip


def tags_of(ticket: Ticket) -> list[str]:
    return Ticket.objects.get(pk=ticket.pk).tags


def tag(*words: str) -> dict[str, Any]:
    return {"do": "add_tags", "tags": list(words)}


def lines(ticket: Ticket, kind: str) -> list[EventRecord]:
    return list(EventRecord.objects.filter(ticket_id=ticket.pk, kind=kind).order_by("id"))


def sweep(at: datetime) -> int:
    """One round of the clocks."""
    return sweeps.run_time_rules(at)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def runs() -> list[Run]:
    return list(Run.objects.order_by("id"))
