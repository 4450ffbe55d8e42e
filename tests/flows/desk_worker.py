"""The worker of a desk in motion: jobs and sweeps with the test's own clock, and its deaths."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from flows.desk_in_motion import Death, Desk, Ears, commit, dying
from handrail.automation import running
from handrail.escalation import actions as escalation
from handrail.flow import delivery
from handrail.jobs import sweeps
from handrail.routing import giving, suggesting, training

Sweep = Callable[[datetime], int]
# The jobs of handrail.jobs.tasks with an explicit clock; a job of no name here is a fault.
JOBS: Mapping[str, Callable[..., object]] = {
    "handrail.deliver": delivery.deliver,
    "handrail.assign_waiting": lambda team_id, now: giving.assign_all(team_id, now=now),
    "handrail.triage": lambda ticket_id, now: suggesting.ask_model(ticket_id, now=now),
    "handrail.automate": lambda event_id, now: running.follow(event_id, now=now),
    "handrail.tell_affected": lambda update_id, now: escalation.tell_all(update_id, now=now),
    "handrail.retrain": lambda now: training.retrain(now=now),
}
WAITING = """
SELECT id, task_name, args::text FROM procrastinate_jobs
WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY id
"""
MARK = "UPDATE procrastinate_jobs SET status = %s WHERE id = %s"
LEFT = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' ORDER BY id"
RESCUE = "UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1 WHERE id = %s"
MOST_JOBS = 300


class Worker:
    """One worker. What it has in hand when it dies stays so until another rescues it."""

    def __init__(self, desk: Desk, ears: Ears, clocks: Sequence[Sweep] | None = None) -> None:
        self.desk, self.ears = desk, ears
        self.clocks = list(sweeps.SWEEPS) if clocks is None else list(clocks)
        self.deaths = self.done = 0
        # What tests before left in this database's queue is none of this desk's.
        _run("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE status = 'todo'", [])

    def round(self, at: datetime) -> None:
        """Every sweep, twice: what one brings about may be another's to deal with at once."""
        for sweep in [*self.clocks, *self.clocks]:
            with transaction.atomic():
                sweep(at)
                commit()

    def round_that_dies(self, statement: int) -> bool:
        """A round cut short; what its sweeps had committed stays. Whether it died at all."""
        try:
            with dying(statement):
                for sweep in self.clocks:
                    sweep(self.desk.at)
        except Death:
            self.deaths += 1
            return True
        return False

    def work(self, most: int, *, dies: int | None = None, forgets: bool = False) -> None:
        """Do waiting jobs, oldest first; `forgets` does one and dies before it has said so."""
        for _ in range(most):
            jobs = self._waiting()
            if not jobs or not self._do(*jobs[0], dies=dies, forgets=forgets):
                return

    def work_off(self) -> None:
        """Do everything there is to do, and what comes of it."""
        self.rescue()
        self.work(MOST_JOBS)
        assert not self._waiting(), "the queue never ends"

    def leave(self, number: int) -> None:
        """Take a job and die over it at once."""
        jobs = self._waiting()
        if jobs:
            _run(MARK, ["doing", jobs[number % len(jobs)][0]])

    def rescue(self) -> None:
        """Put back what dead workers had in hand, as handrail.jobs.rescue does.

        A job whose like waits already stays in hand until a later rescue.
        """
        with connection.cursor() as cursor:
            cursor.execute(LEFT)
            left = [pk for (pk,) in cursor.fetchall()]
        for pk in left:
            with suppress(IntegrityError), transaction.atomic():
                _run(RESCUE, [pk])

    def _waiting(self) -> list[tuple[int, str, dict[str, Any]]]:
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [self.desk.at])
            return [(pk, name, json.loads(args)) for pk, name, args in cursor.fetchall()]

    def _do(
        self, pk: int, name: str, args: dict[str, Any], *, dies: int | None, forgets: bool
    ) -> bool:
        _run(MARK, ["doing", pk])
        try:
            with dying(dies):
                JOBS[name](**args, now=self.desk.at)
        except Death:
            self.deaths += 1
            return False
        self.done += 1
        if not forgets:
            _run(MARK, ["succeeded", pk])
        return not forgets


def _run(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
