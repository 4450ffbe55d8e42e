"""`python -m bench.assignment`: agents pulling their next ticket, against bare SKIP LOCKED.

The floor does the least that can be called the same: find the first ticket nobody has locked, and
write an owner into it. No log, no turn, no check of who may take what.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import django
import psycopg
from django.db import connections
from django.utils.module_loading import import_string

from bench.load import load
from handrail.base.database.hold import hold
from handrail.base.database.place import Place

PROCESSES = 2
AGENTS = 1000
BARE = """
UPDATE tickets_ticket SET owner_id = %s, attention_at = NULL WHERE id = (
    SELECT id FROM tickets_ticket WHERE team_id = %s AND state = 'open' AND owner_id IS NULL
    ORDER BY priority, waiting_since, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""
CREW = """
INSERT INTO people_person (password, is_superuser, email, name, role, is_active, language, time_zone,
                           presence, capacity, joined_at)
SELECT '!', false, 'agent' || n || '@bench.example', 'Agent ' || n, 'agent', true, 'en', 'UTC',
       'online', 30000, now() FROM generate_series(1, %s) n;
"""
JOIN = """
INSERT INTO desk_membership (team_id, person_id, is_lead)
SELECT t.id, p.id, false FROM desk_team t, people_person p
WHERE t.slug = 'tier-1' AND p.role = 'agent'
"""
AGAIN = """
UPDATE tickets_ticket SET owner_id = NULL, attention_at = now() + interval '1 day'
WHERE state = 'open' AND owner_id IS NOT NULL;
UPDATE escalation_stint SET agent_id = NULL, accepted_at = NULL WHERE ended_at IS NULL;
"""

Pull = Callable[[int, int], int | None]


def main() -> None:
    """Measure both with few and with fifty, print the shares."""
    options = argparse.ArgumentParser(prog="python -m bench.assignment", description=main.__doc__)
    options.add_argument("--tickets", type=int, default=200_000)
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--pullers", type=int, default=0, help=argparse.SUPPRESS)
    options.add_argument("--how", default="", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.how:
        print(json.dumps(pull_all(HOW[chosen.how](), chosen.pullers, chosen.seconds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with hold(home):
            measure(home, chosen.tickets, chosen.seconds)


def measure(home: Path, tickets: int, seconds: float) -> None:
    """One desk, both ways, with 2 and with 50 pullers."""
    env = {**os.environ, "HANDRAIL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "bench.settings",
           "BENCH_URL": Place(home.resolve()).url()}  # fmt: skip
    subprocess.run([sys.executable, "-m", "handrail", "migrate"], env=env, check=True,
                   capture_output=True)  # fmt: skip
    load(env["BENCH_URL"], tickets)
    with psycopg.connect(env["BENCH_URL"], autocommit=True) as connection:
        connection.execute(CREW, [AGENTS])
        connection.execute(JOIN)
        for pullers in (2, 50):
            rates = {}
            for how in HOW:
                connection.execute(AGAIN)
                connection.execute("VACUUM ANALYZE")
                rates[how] = rate(env, how, pullers, seconds)
            share = rates["handrail"] / rates["bare"]
            print(f"{pullers:>3} pullers, {tickets:,} tickets: bare {rates['bare']:.0f}/s, "
                  f"handrail {rates['handrail']:.0f}/s, share {share:.2f}")  # fmt: skip


def rate(env: dict[str, str], how: str, pullers: int, seconds: float) -> float:
    """Tickets a second over all processes. Fails when a ticket was given out twice."""
    command = [sys.executable, "-m", "bench.assignment", "--how", how, "--seconds", str(seconds)]
    workers = [
        subprocess.Popen(
            [*command, "--pullers", str(pullers // PROCESSES)],
            env=env, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    got = [number for worker in workers for number in json.loads(worker.communicate()[0])]
    if len(got) != len(set(got)):
        raise SystemExit(f"{how}: {len(got) - len(set(got))} tickets were given out twice")
    return len(got) / seconds


def pull_all(pull: Pull, pullers: int, seconds: float) -> list[int]:
    """Everything so many threads get in so many seconds."""

    def one(thread: int) -> list[int]:
        got, end = [], time.monotonic() + seconds
        for turn in count():
            if time.monotonic() > end:
                connections.close_all()
                return got
            number = pull(thread, turn)
            if number is not None:
                got.append(number)
        return got

    with ThreadPoolExecutor(pullers) as pool:
        return [number for mine in pool.map(one, range(pullers)) for number in mine]


def bare() -> Pull:
    """The floor."""
    open_ones: dict[int, psycopg.Connection] = {}

    def pull(thread: int, turn: int) -> int | None:
        if thread not in open_ones:
            open_ones[thread] = psycopg.connect(os.environ["BENCH_URL"], autocommit=True)
        connection = open_ones[thread]
        found = connection.execute(BARE, [first, team]).fetchone()
        return int(found[0]) if found else None

    with psycopg.connect(os.environ["BENCH_URL"]) as connection:
        row = connection.execute(
            "SELECT m.person_id, m.team_id FROM desk_membership m LIMIT 1"
        ).fetchone()
        assert row
        first, team = row
    return pull


def handrail() -> Pull:
    """The product's own verb, by many agents in turn, so that nobody has thousands."""
    django.setup()
    person, now = (
        import_string("handrail.people.models.Person"),
        import_string("handrail.base.clock.now"),
    )
    next_ticket = import_string("handrail.routing.pulling.next_ticket")
    crew = list(person.objects.filter(role="agent"))

    def pull(thread: int, turn: int) -> int | None:
        ticket = next_ticket(crew[(thread * 37 + turn) % len(crew)], now=now())
        return ticket.pk if ticket else None

    return pull


HOW: dict[str, Callable[[], Pull]] = {"bare": bare, "handrail": handrail}

if __name__ == "__main__":
    main()
