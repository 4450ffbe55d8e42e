"""`python -m bench.search`: a search as a whole request, against bare PostgreSQL's own GIN query.

The floor is one table of all messages with a tsvector and one GIN index, asked for the newest fifty that
have the words: no scope, no tickets, no highlights. Both are asked the same words, taken anew for every
request from the same part of the dictionary, over HTTP and over the database's socket.
"""

import argparse
import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import psycopg

from bench.corpus import Speech, load
from bench.desk import Server, serving
from handrail.base.database.hold import hold
from handrail.base.database.place import Place

ROUNDS = 60
BARE = """
SELECT message_id FROM bench_bare WHERE words @@ {query} ORDER BY message_id DESC LIMIT 50
"""
MAKE_BARE = """
DROP TABLE IF EXISTS bench_bare;
CREATE TABLE bench_bare AS SELECT id AS message_id, to_tsvector('english', text) AS words
FROM tickets_message;
CREATE INDEX ON bench_bare USING gin (words) WITH (fastupdate = off);
CREATE UNIQUE INDEX ON bench_bare (message_id);
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
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder)
        figures = {}
        with hold(home), serving(home) as server:
            url = Place(home.resolve()).url()
            for tickets in (chosen.small, chosen.tickets):
                fill(server, url, tickets)
                figures[tickets] = measure(server, url, tickets, chosen.rounds)
    show(figures, chosen.small, chosen.tickets)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "search.json").write_text(json.dumps(figures, indent=1))


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


def measure(server: Server, url: str, tickets: int, rounds: int) -> dict[str, dict[str, float]]:
    """Every kind, product and floor in turn, so that both meet the same noise."""
    speech, dice = Speech(1), np.random.default_rng(5)
    figures: dict[str, dict[str, float]] = {}
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as connection:
        for kind in KINDS:
            taken: dict[str, list[float]] = {"bare": [], "page": [], "api": []}
            for number, words in enumerate(_draw(kind, speech, dice, rounds + 8)):
                once = {
                    "bare": _bare(connection, kind, words), "api": _api(line, server, kind, words),
                    "page": _page(line, server, kind, words),
                }  # fmt: skip
                if number >= 8:
                    for way, took in once.items():
                        taken[way].append(took)
            figures[kind.name] = {
                f"{way}_{cut}": value
                for way, times in taken.items()
                for cut, value in (("p50", statistics.median(times)),
                                   ("p95", statistics.quantiles(times, n=20)[-1]))
            }  # fmt: skip
            print(f"{tickets:>9,} {kind.name:<20}", _figures(figures[kind.name]), flush=True)
    return figures


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
        for way in ("bare", "api", "page")
    )


def show(figures: dict[int, dict[str, dict[str, float]]], small: int, large: int) -> None:
    """The promises, kept or not, for each kind and both ways in."""
    for name, found in figures[large].items():
        for way in ("api", "page"):
            p50 = found[f"{way}_p50"]
            _line(f"{name}, {way}: p50 as a multiple of bare", p50 / found["bare_p50"], 8)
            _line(f"{name}, {way}: p95 as a multiple of p50", found[f"{way}_p95"] / p50, 3)
            growth = p50 / figures[small][name][f"{way}_p50"]
            _line(f"{name}, {way}: {large:,} against {small:,} tickets", growth, 2)


def _line(what: str, value: float, most: float) -> None:
    print(f"{'kept  ' if value <= most else 'MISSED'} {what}: {value:.2f} (at most {most})")


if __name__ == "__main__":
    main()
