"""Whether anybody was dropped: questions to the tables themselves, none to the program."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from flows.desk_in_motion import Desk, commit, looking_ahead
from flows.desk_worker import Worker
from handrail.automation.events import fold_run
from handrail.automation.models import Run
from handrail.base.reading import of_subject
from truth import same_as_log

# Each finds the tickets of which something is not as it must be at %(now)s, after every step.
ALWAYS = {
    "has not exactly one open owning stint, or has one though it is done": """
        SELECT t.id FROM tickets_ticket t WHERE (t.state <> 'done')::int <>
            (SELECT count(*) FROM escalation_stint s
             WHERE s.ticket_id = t.id AND s.kind = 'owning' AND s.ended_at IS NULL)""",
    "has a stint of another team or owner": """
        SELECT t.id FROM tickets_ticket t JOIN escalation_stint s ON s.ticket_id = t.id
        WHERE s.kind = 'owning' AND s.ended_at IS NULL AND (s.team_id, s.tier_id, s.agent_id)
            IS DISTINCT FROM (t.team_id, t.tier_id, t.owner_id)""",
    "is done, and somebody still helps": """
        SELECT t.id FROM tickets_ticket t JOIN escalation_stint s ON s.ticket_id = t.id
        WHERE t.state = 'done' AND s.ended_at IS NULL""",
    "has neither an owner nor a clock that fires within the hour": """
        SELECT id FROM tickets_ticket WHERE state <> 'done' AND owner_id IS NULL
        AND wait_until IS NULL AND coalesce(attention_at > %(now)s + interval '1 hour', true)""",
    "waits until a time, and no clock fires then": """
        SELECT id FROM tickets_ticket
        WHERE wait_until IS NOT NULL AND attention_at IS DISTINCT FROM wait_until""",
    "is open without an owner, and stands in no queue, or not in that of its team": """
        SELECT t.id FROM tickets_ticket t LEFT JOIN routing_queueplace q ON q.ticket_id = t.id
        WHERE CASE WHEN t.state = 'open' AND t.owner_id IS NULL
              THEN q.team_id IS DISTINCT FROM t.team_id ELSE q.ticket_id IS NOT NULL END""",
    "is with a team that may not read it": """
        SELECT t.id FROM tickets_ticket t WHERE NOT EXISTS (SELECT FROM tickets_teamaccess a
            WHERE a.ticket_id = t.id AND a.team_id = t.team_id)""",
    "is with a team of another tier": """
        SELECT t.id FROM tickets_ticket t JOIN desk_team m ON m.id = t.team_id
        WHERE m.tier_id <> t.tier_id""",
    "is offered by no clock, for ever, when done, or by a team that has it no more": """
        SELECT t.id FROM tickets_ticket t JOIN escalation_handoff h ON h.ticket_id = t.id
        WHERE h.state = 'offered' AND (coalesce(h.expires_at > %(now)s + interval '1 day', true)
            OR t.state = 'done' OR h.from_team_id <> t.team_id)""",
    "has a promise that runs towards no moment": """
        SELECT ticket_id FROM promises_promise WHERE state = 'running'
        AND coalesce(next_at > due_at, true)""",
    "is done, and a promise still runs": """
        SELECT t.id FROM tickets_ticket t JOIN promises_promise p ON p.ticket_id = t.id
        WHERE t.state = 'done' AND p.ended_at IS NULL""",
    "is open, and a promise stands still": """
        SELECT t.id FROM tickets_ticket t JOIN promises_promise p ON p.ticket_id = t.id
        WHERE t.state = 'open' AND p.state = 'paused'""",
    "was opened twice": """
        SELECT ticket_id FROM base_event WHERE kind = 'ticket.opened'
        GROUP BY ticket_id HAVING count(*) > 1""",
    "had one promise broken twice": """
        SELECT min(ticket_id) FROM base_event WHERE kind = 'promise.broken'
        GROUP BY subject_id HAVING count(*) > 1""",
    "was warned of twice": """
        SELECT min(ticket_id) FROM base_event WHERE kind = 'promise.warned'
        GROUP BY subject_id, payload->'percent', payload->'due_at' HAVING count(*) > 1""",
    "was alerted of twice": """
        SELECT ticket_id FROM base_event WHERE kind = 'ticket.alerted'
        GROUP BY ticket_id, payload->'promise', payload->'percent', payload->'due_at'
        HAVING count(*) > 1""",
    "was told twice of an incident": """
        SELECT ticket_id FROM escalation_notice GROUP BY ticket_id, update_of_id
        HAVING count(*) > 1""",
    "is done and still has a swarm or a helper": """
        SELECT t.id FROM tickets_ticket t WHERE t.state = 'done' AND (
            EXISTS (SELECT FROM escalation_swarm s WHERE s.ticket_id = t.id AND s.ended_at IS NULL)
            OR EXISTS (SELECT FROM escalation_stint s WHERE s.ticket_id = t.id
                       AND s.ended_at IS NULL))""",
    "is part of an incident that is over and told": """
        SELECT a.ticket_id FROM escalation_affected a JOIN escalation_update u
            ON u.incident_id = a.incident_id AND u.stage = 'resolved' AND u.told_at IS NOT NULL
        WHERE a.is_open""",
    "had a rule run twice for one act": """
        SELECT ticket_id FROM base_event WHERE kind = 'automation.began'
        GROUP BY ticket_id, payload->'key' HAVING count(*) > 1""",
    "had the customer told twice of one thing": """
        SELECT ticket_id FROM base_event WHERE kind = 'ticket.notified' AND cause IS NOT NULL
        GROUP BY ticket_id, cause, payload->'about' HAVING count(*) > 1""",
}
# And these after a whole round of the clock: what was due has been dealt with.
AFTER_A_ROUND = {
    "was due for a look": "SELECT id FROM tickets_ticket WHERE attention_at <= %(now)s",
    "has a swarm whose hour has come": """
        SELECT ticket_id FROM escalation_swarm WHERE ended_at IS NULL AND ends_at <= %(now)s""",
    "has customers who should have heard": """
        SELECT ticket_id FROM escalation_incident
        WHERE resolved_at IS NULL AND next_update_at <= %(now)s""",
    "has an offer that ran out": """
        SELECT ticket_id FROM escalation_handoff WHERE state = 'offered' AND expires_at <= %(now)s""",
    "has a promise nobody looked at": """
        SELECT ticket_id FROM promises_promise WHERE state = 'running' AND next_at <= %(now)s""",
    "has a time rule that did not run": """
        SELECT ticket_id FROM automation_due WHERE is_waiting AND due_at <= %(now)s""",
}
# Responsible on paper only: shut out, out of office, or not allowed to work on tickets any more.
NOBODY_THERE = """
SELECT t.id, t.owner_id, t.state, t.wait_until IS NOT NULL FROM tickets_ticket t
JOIN people_person p ON p.id = t.owner_id
WHERE t.state <> 'done' AND NOT (p.is_active AND p.presence <> 'out'
                                 AND p.role IN ('agent', 'lead', 'admin'))
"""
# {(ticket, owner): (state, whether it waits until a time)}
Absent = dict[tuple[int, int], tuple[str, bool]]
PATIENCE = timedelta(days=1, minutes=1)
ROUNDS = 4


class Oracle:
    """Looks at the whole desk after each step, and reads the log of what has changed."""

    def __init__(self, desk: Desk, worker: Worker) -> None:
        self.desk, self.worker, self.mark = desk, worker, 0

    def look(self) -> None:
        """Invariant 1, and what it rests on."""
        commit()
        self._none(ALWAYS)
        assert not self.worker.ears.heard, "\n".join(self.worker.ears.heard)
        for ticket in self._touched():
            same_as_log(ticket)
            _same_runs(ticket)
        self._absent_owners_are_found_out()

    def look_after_a_round(self) -> None:
        self._none(AFTER_A_ROUND)

    def _none(self, questions: dict[str, str]) -> None:
        every = " UNION ALL ".join(
            f"SELECT '{n}', q.* FROM ({sql}) q" for n, sql in questions.items()
        )
        with connection.cursor() as cursor:
            cursor.execute(every, {"now": self.desk.at})
            found = [f"#{ticket} {fault}" for fault, ticket in cursor.fetchall()]
        assert not found, found

    def _touched(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ticket_id, max(id) FROM base_event WHERE id > %s AND ticket_id IS NOT NULL"
                " GROUP BY ticket_id", [self.mark]
            )  # fmt: skip
            rows = cursor.fetchall()
        self.mark = max([self.mark, *(last for _, last in rows)])
        return [ticket for ticket, _ in rows]

    def _absent_owners_are_found_out(self) -> None:
        """An owner who is not there needs a clock. Proven by letting it fire, and taking that back."""
        absent = _absent()
        if not absent:
            return
        with looking_ahead():
            left = self._left_of(absent, self.desk.at, lambda state, until: state == "open")
            assert not left, f"owned by somebody absent, and no clock: {left}"
            left = self._left_of(absent, self.desk.at + PATIENCE, lambda state, until: not until)
            assert not left, f"waiting with somebody absent for ever: {left}"

    def _left_of(
        self, absent: Absent, at: datetime, bad: Callable[[str, bool], bool]
    ) -> set[tuple[int, int]]:
        """Who still has theirs; a round may give a ticket to somebody absent, the next takes it back."""
        left = set(absent)
        for minutes in range(ROUNDS):
            self.worker.round(at + timedelta(minutes=minutes))
            left &= {key for key, (state, until) in _absent().items() if bad(state, until)}
            if not left:
                break
        return left


def _absent() -> Absent:
    with connection.cursor() as cursor:
        cursor.execute(NOBODY_THERE)
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}


def _same_runs(ticket: int) -> None:
    for run in Run.objects.filter(ticket=ticket):
        again = Run(pk=run.pk)
        for line in of_subject("automation", run.pk):
            fold_run(again, line.event, line.at, line.person_id)
        names = ("key", "rule", "name", "position", "ticket_id", "at", "did", "failed")
        assert [getattr(run, n) for n in names] == [getattr(again, n) for n in names]
