"""`python -m bench.due_sweep`: the sweep of promises reads what is due, and nothing else.

The same number of promises due on a small desk and on a large one: the time must hardly differ.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
import psutil
import psycopg
from django.db import connection
from django.utils.module_loading import import_string

from bench.desk import cwd_of, spent
from bench.load import load
from handrail.base.database.hold import hold
from handrail.base.database.place import Place

ROUNDS = 7
# Three clocks of each ticket: what is done has kept them, what is open runs into the future.
PROMISES = """
INSERT INTO promises_promise (ticket_id, kind, about, policy_id, state, target_seconds, started_at, waits,
    due_at, next_at, ended_at, used_seconds, warned)
SELECT t.id, k.kind, NULL, p.id, CASE t.state WHEN 'done' THEN 'kept' ELSE 'running' END, 28800,
    t.opened_at, '[]', now() + interval '30 days', CASE t.state WHEN 'done' THEN NULL
    ELSE now() + interval '30 days' + t.id * interval '1 second' END,
    CASE t.state WHEN 'done' THEN now() END, 0, 90
FROM tickets_ticket t CROSS JOIN (VALUES ('first_response'), ('resolution'), ('time_in_tier')) AS k(kind)
CROSS JOIN (SELECT id FROM promises_policy ORDER BY id LIMIT 1) p
WHERE NOT EXISTS (SELECT FROM promises_promise q WHERE q.ticket_id = t.id);
VACUUM ANALYZE promises_promise
"""
MAKE_DUE = """
UPDATE promises_promise SET started_at = %(at)s - interval '9 hours', state = 'running', ended_at = NULL,
    due_at = %(at)s - interval '1 hour', next_at = %(at)s - interval '1 minute', warned = 90, broken_at = NULL
WHERE id IN (SELECT id FROM promises_promise WHERE kind = 'resolution' AND ended_at IS NULL
             ORDER BY md5(id::text || %(at)s::text) LIMIT %(due)s)
"""
PUT_BACK = """
UPDATE promises_promise SET state = 'running', next_at = now() + interval '30 days',
    due_at = now() + interval '30 days' WHERE state = 'broken'
"""


def main() -> None:
    """Two desks side by side, a round on each in turn, so that whatever else runs slows both."""
    options = argparse.ArgumentParser(prog="python -m bench.due_sweep", description=main.__doc__)
    options.add_argument("--small", type=int, default=20_000)
    options.add_argument("--tickets", type=int, default=1_000_000, help="the large desk")
    options.add_argument("--due", type=int, default=500)
    options.add_argument("--desk", type=int, default=0, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.desk:
        _be_a_desk(chosen.desk, chosen.due)
        return
    sizes = (chosen.small, chosen.tickets)
    desks = [_start(size, chosen.due) for size in sizes]
    for desk in desks:
        print(_hear(desk), end="")
    rounds: list[list[tuple[float, float]]] = [[], []]
    for number in range(2 * ROUNDS + 2):
        # In turn, and each pair the other way round, so that neither is always the first.
        which = (number + number // 2) % 2
        rounds[which].append(_one(desks[which]))
    small, large = (
        _median(size, chosen.due, some[1:]) for size, some in zip(sizes, rounds, strict=True)
    )
    for desk in desks:
        desk.communicate()
    for what, before, after in zip(("CPU", "time"), small, large, strict=True):
        growth = after / before
        word = "kept  " if growth < 1.3 else "MISSED"
        print(f"{word} due sweep, {what}, {chosen.tickets:,} against {chosen.small:,} tickets with "
              f"{chosen.due} due: {growth:.2f} (below 1.3)")  # fmt: skip


def _start(tickets: int, due: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "ignore", "-m", "bench.due_sweep", "--desk", str(tickets)]
    return subprocess.Popen(
        [*command, "--due", str(due)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _hear(desk: "subprocess.Popen[str]") -> str:
    """The plan of the sweep's query, after which the desk stands ready."""
    assert desk.stdout
    lines = list(iter(desk.stdout.readline, "ready\n"))
    if "" in lines:
        raise SystemExit("a desk could not be set up")
    return "".join(lines)


def _one(desk: "subprocess.Popen[str]") -> tuple[float, float]:
    assert desk.stdin and desk.stdout
    print("go", file=desk.stdin, flush=True)
    cpu, took = json.loads(desk.stdout.readline())
    return cpu, took


def _median(tickets: int, due: int, rounds: list[tuple[float, float]]) -> tuple[float, float]:
    cpu, times = (sorted(1000 * one[part] for one in rounds) for part in (0, 1))
    print(f"{tickets:>10,} tickets, {due} due: {statistics.median(cpu):.0f} ms CPU, "
          f"{statistics.median(times):.0f} ms a sweep (median of {len(rounds)}; CPU {cpu[0]:.0f} to "
          f"{cpu[-1]:.0f}, time {times[0]:.0f} to {times[-1]:.0f})")  # fmt: skip
    return statistics.median(cpu), statistics.median(times)


def _be_a_desk(tickets: int, due: int) -> None:
    """A desk of its own, one round for each line that comes in."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ.update(HANDRAIL_HOME=str(home), DJANGO_SETTINGS_MODULE="bench.settings")
        django.setup()
        with hold(home):
            import_string("django.core.management.call_command")("migrate", verbosity=0)
            url = Place(home.resolve()).url()
            _fill(url, tickets)
            sweep: Callable[[datetime], int] = import_string("handrail.jobs.sweeps.promises_due")
            _round(url, home, sweep, due, 0)
            print("ready", flush=True)
            for number, _ in enumerate(sys.stdin, start=1):
                print(json.dumps(_round(url, home, sweep, due, number)), flush=True)
            connection.close()


def _fill(url: str, tickets: int) -> None:
    load(url, tickets)
    with psycopg.connect(url, autocommit=True) as desk:
        for statement in PROMISES.split(";\n"):
            desk.execute(statement)


def _cpu(home: Path) -> float:
    postgres = [p for p in psutil.process_iter(["name"]) if p.info["name"] == "postgres"]
    ours = [p for p in postgres if cwd_of(p).startswith(str(home.resolve()))]
    return time.process_time() + sum(map(spent, ours))


def _round(
    url: str, home: Path, sweep: Callable[[datetime], int], due: int, number: int
) -> tuple[float, float]:
    at = datetime.now(UTC) + timedelta(seconds=number)
    with psycopg.connect(url, autocommit=True) as desk:
        desk.execute(PUT_BACK)
        desk.execute(MAKE_DUE, {"at": at, "due": due})
        desk.execute("VACUUM ANALYZE promises_promise")
        if number == 0:
            _explain(desk, at)
    cpu, begin = _cpu(home), time.perf_counter()
    told = sweep(at)
    used, took = _cpu(home) - cpu, time.perf_counter() - begin
    if told != due or sweep(at) != 0:
        raise SystemExit(f"{told} promises were broken, not {due}")
    return used, took


def _explain(desk: "psycopg.Connection[tuple[object, ...]]", at: datetime) -> None:
    query = import_string("handrail.promises.queries.DUE_FIRST")
    for line in desk.execute(
        f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {query}", [at, 1000]
    ).fetchall():
        print(f"    {line[0]}")


if __name__ == "__main__":
    main()
