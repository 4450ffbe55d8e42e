"""`python -m bench.search`: a search as a whole request, against bare PostgreSQL's own GIN query.

The floor is one table of all messages with a tsvector and one GIN index, asked for the newest fifty that
have the words: no scope, no tickets, no highlights. (An index over its numbers would tempt the planner to
walk them all for a rare word.) Both are asked the same words, taken anew for every request from the same
part of the dictionary, over HTTP and over the database's socket, on a small and a large desk in turn; and
then once more, when nothing has to come from the disk.
"""

import argparse
import http.client
import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import psycopg

from bench.corpus import Speech, load
from bench.desk import Server, serving
from handrail.base.database.hold import hold
from handrail.base.database.place import Place

ROUNDS, WARM_UP = 60, 8
BARE = """
SELECT message_id FROM bench_bare WHERE words @@ {query} ORDER BY message_id DESC LIMIT 50
"""
# Left to itself the planner reads the whole table for common words, or starts workers that take longer.
AT_ITS_BEST = "SET enable_seqscan = off; SET max_parallel_workers_per_gather = 0"
MAKE_BARE = """
DROP TABLE IF EXISTS bench_bare;
CREATE TABLE bench_bare AS SELECT id AS message_id, to_tsvector('english', text) AS words
FROM tickets_message;
CREATE INDEX ON bench_bare USING gin (words) WITH (fastupdate = off);
VACUUM ANALYZE bench_bare
"""
RESULTS = Path("bench/results")


@dataclass(frozen=True)
class Kind:
    """A kind of search: what is typed, and bare PostgreSQL's words for it."""

    name: str
    line: Callable[[list[str]], str]
    query: str
    ranks: tuple[int, int]
    words: int


KINDS = (
    Kind("two common words", lambda w: f"{w[0]} {w[1]} ", "plainto_tsquery('english', %s)", (20, 120), 2),
    Kind("two middling words", lambda w: f"{w[0]} {w[1]} ", "plainto_tsquery('english', %s)", (500, 2000), 2),
    Kind("a rare word", lambda w: f"{w[0]} ", "plainto_tsquery('english', %s)", (20_000, 100_000), 1),
    Kind("a phrase", lambda w: f'"{w[0]} {w[1]}"', "phraseto_tsquery('english', %s)", (20, 120), 2),
    Kind("a prefix", lambda w: w[0][:5], "to_tsquery('english', %s || ':*')", (6_000, 100_000), 1),
)  # fmt: skip


def main() -> None:
    """Measure at two sizes, print the table and the promises."""
    options = argparse.ArgumentParser(prog="python -m bench.search", description=main.__doc__)
    options.add_argument("--small", type=int, default=20_000)
    options.add_argument("--tickets", type=int, default=1_000_000, help="the large desk")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--home", type=Path, help="a folder to keep, filled once and used again")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        base = chosen.home or Path(folder)
        desks = [
            stack.enter_context(desk(base / str(tickets), tickets))
            for tickets in (chosen.small, chosen.tickets)
        ]
        figures = {kind.name: measure(desks, kind, chosen.rounds) for kind in KINDS}
    show(figures, chosen.small, chosen.tickets)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "search.json").write_text(json.dumps(figures, indent=1))


@dataclass
class Desk:
    """A desk of so many tickets: its web process and its database."""

    tickets: int
    server: Server
    bare: psycopg.Connection
    line: http.client.HTTPConnection


@contextmanager
def desk(home: Path, tickets: int) -> Iterator[Desk]:
    """A desk that is filled and answers."""
    home.mkdir(parents=True, exist_ok=True)
    with hold(home), serving(home) as server:
        url = Place(home.resolve()).url()
        fill(server, url, tickets)
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as bare:
            bare.execute(AT_ITS_BEST)
            yield Desk(tickets, server, bare, http.client.HTTPConnection("127.0.0.1", server.port))


def fill(server: Server, url: str, tickets: int) -> None:
    """Tickets up to a number, the product's index of them, and the floor's."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT coalesce(max(id), 0) FROM tickets_ticket").fetchone()
        there = int(found[0]) if found else 0
        if there >= tickets:
            return
        _timed("tickets", lambda: load(url, there + 1, tickets - there))
        connection.execute("VACUUM ANALYZE")
        _timed("index", lambda: server.run("search", "rebuild"))
        connection.execute("VACUUM ANALYZE")
        connection.execute("SET maintenance_work_mem = '1GB'")
        for statement in MAKE_BARE.split(";\n"):
            _timed("bare", lambda s=statement: connection.execute(s))  # type: ignore[misc]


def _timed(what: str, act: Callable[[], object]) -> None:
    began = time.monotonic()
    act()
    print(f"    {what}: {time.monotonic() - began:.0f} s", flush=True)


WAYS = ("bare", "api", "page")
Times = dict[str, list[float]]


def measure(desks: list[Desk], kind: Kind, rounds: int) -> dict[str, dict[str, float]]:
    """One kind: both desks and all ways in turn, so that all meet the same noise."""
    speech, dice = Speech(1), np.random.default_rng(5)
    taken: dict[int, Times] = {one.tickets: defaultdict(list) for one in desks}
    for number, words in enumerate(_draw(kind, speech, dice, rounds + WARM_UP)):
        for one in desks:
            found = _once(one, kind, words, page_first=bool(number % 2))
            if number >= WARM_UP:
                for name, took in found.items():
                    taken[one.tickets][name].append(took)
    figures = {}
    for tickets, times in taken.items():
        figures[str(tickets)] = {
            f"{name}_{cut}": value
            for name, all_of_it in times.items()
            for cut, value in (("p50", statistics.median(all_of_it)),
                               ("p95", statistics.quantiles(all_of_it, n=20)[-1]))
        }  # fmt: skip
        print(f"{tickets:>9,} {kind.name:<18}", _figures(figures[str(tickets)]), flush=True)
    return figures


def _once(one: Desk, kind: Kind, words: list[str], *, page_first: bool) -> dict[str, float]:
    """Each way for the first time and again; whichever way in comes first pays for the disk."""
    ways = {
        "bare": lambda: _bare(one.bare, kind, words),
        "api": lambda: _api(one.line, one.server, kind, words),
        "page": lambda: _page(one.line, one.server, kind, words),
    }
    order = ("bare", "page", "api") if page_first else WAYS
    first = {name: ways[name]() for name in order}
    return first | {f"{name}_again": ways[name]() for name in order}


def _draw(kind: Kind, speech: Speech, dice: np.random.Generator, count: int) -> Iterator[list[str]]:
    for _ in range(count):
        yield [str(w) for w in speech.words[dice.integers(*kind.ranks, size=kind.words)]]


def _bare(connection: psycopg.Connection, kind: Kind, words: list[str]) -> float:
    asked = kind.line(words).strip().strip('"')
    began = time.perf_counter()
    connection.execute(BARE.format(query=kind.query), [asked]).fetchall()
    return (time.perf_counter() - began) * 1000


def _api(line: http.client.HTTPConnection, server: Server, kind: Kind, words: list[str]) -> float:
    headers = {"Authorization": f"Bearer {server.token}"}
    return _ask(line, f"/api/v1/search?{urlencode({'q': kind.line(words)})}", headers)


def _page(line: http.client.HTTPConnection, server: Server, kind: Kind, words: list[str]) -> float:
    headers = {"Cookie": f"sessionid={server.session}"}
    return _ask(line, f"/work/search?{urlencode({'q': kind.line(words)})}", headers)


def _ask(line: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    line.request("GET", path, headers=headers)
    response = line.getresponse()
    content = response.read()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}: {content[:300]!r}")
    return (time.perf_counter() - began) * 1000


def _figures(found: dict[str, float]) -> str:
    return "  ".join(
        f"{way} {found[f'{way}_p50']:6.1f} (p95 {found[f'{way}_p95']:6.1f})"
        for name in WAYS
        for way in (name, f"{name}_again")
    )


def show(figures: dict[str, dict[str, dict[str, float]]], small: int, large: int) -> None:
    """The promises, kept or not, for each kind and both ways in, the first time and again."""
    for name, by_size in figures.items():
        found = by_size[str(large)]
        for way, again in product(("api", "page"), ("", "_again")):
            p50 = found[f"{way}{again}_p50"]
            what = f"{name}, {way}{again.replace('_', ' ')}"
            _line(f"{what}: p50 as a multiple of bare", p50 / found[f"bare{again}_p50"], 8)
            _line(f"{what}: p95 as a multiple of p50", found[f"{way}{again}_p95"] / p50, 3)
            growth = p50 / by_size[str(small)][f"{way}{again}_p50"]
            _line(f"{what}: {large:,} against {small:,} tickets", growth, 2)


def _line(what: str, value: float, most: float) -> None:
    print(f"{'kept  ' if value <= most else 'MISSED'} {what}: {value:.2f} (at most {most})")


if __name__ == "__main__":
    main()
