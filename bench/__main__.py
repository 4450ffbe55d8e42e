"""`make bench`: everything in one run, and one table with ratios."""

import argparse
import json
import tempfile
from pathlib import Path

import psycopg

from bench import bare
from bench.desk import Server, serving
from bench.load import load
from bench.measuring import Figure, measure, requests
from handrail.base.database.hold import hold
from handrail.base.database.place import Place

WHATS = ("trivial", "queue", "ticket", "create")
RESULTS = Path("bench/results")


def main() -> None:
    """Measure at two sizes, print the table, keep the figures."""
    options = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    options.add_argument("--small", type=int, default=20_000)
    options.add_argument("--large", type=int, default=200_000)
    options.add_argument("--seconds", type=float, default=6.0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with hold(home), serving(home) as server:
            url = Place(home.resolve()).url()
            load(url, chosen.small)
            figures = at_size(server, url, chosen.small, chosen.seconds)
            load(url, chosen.large - chosen.small)
            figures += at_size(server, url, chosen.large, chosen.seconds)
            floor = {clients: bare.rate(url, clients, chosen.seconds) for clients in (1, 8)}
    show(figures, floor, chosen.small, chosen.large)
    keep(figures, floor)


def at_size(server: Server, url: str, tickets: int, seconds: float) -> list[Figure]:
    """All requests, with 1 and with 8 clients; writing last, so that it disturbs nobody."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT max(id) FROM tickets_ticket WHERE state = 'open'"
        ).fetchone()
    specs = requests(server, int(found[0]) if found else 1)
    return [
        measure(server, what, specs[what], tickets=tickets, clients=clients, seconds=seconds)
        for what in WHATS
        for clients in (1, 8)
    ]


def show(figures: list[Figure], floor: dict[int, float], small: int, large: int) -> None:
    """The table, then the ratios with what they should be."""
    print(f"{'what':<8}{'tickets':>9}{'clients':>8}{'p50 ms':>9}{'p95 ms':>9}{'rate/s':>9}"
          f"{'web ms':>8}{'db ms':>8}{'cpu ms':>8}")  # fmt: skip
    for f in figures:
        print(f"{f.what:<8}{f.tickets:>9}{f.clients:>8}{f.p50:>9.1f}{f.p95:>9.1f}{f.rate:>9.0f}"
              f"{f.web_ms:>8.2f}{f.database_ms:>8.2f}{f.cpu_ms:>8.2f}")  # fmt: skip
    for clients, rate in floor.items():
        print(f"bare PostgreSQL, the rows of one create, {clients} client(s): {rate:.0f}/s")
    print()
    for line in ratios(figures, floor, small, large):
        print(line)


def ratios(figures: list[Figure], floor: dict[int, float], small: int, large: int) -> list[str]:
    """The promises, kept or not."""
    by = {(f.what, f.tickets, f.clients): f for f in figures}
    lines = []
    for clients in (1, 8):
        share = by["create", large, clients].rate / floor[clients]
        lines.append(
            _line(f"create, share of bare PostgreSQL, {clients} client(s)", share, 0.12, True)
        )
    trivial = by["trivial", large, 1].cpu_ms
    for what, most in (("queue", 10.0), ("ticket", 8.3)):
        times = by[what, large, 1].cpu_ms / trivial
        lines.append(
            _line(f"{what} page, CPU as a multiple of the trivial view", times, most, False)
        )
    for what in ("queue", "ticket", "create"):
        growth = by[what, large, 1].cpu_ms / by[what, small, 1].cpu_ms
        lines.append(_line(f"{what}, {large:,} against {small:,} tickets, CPU", growth, 1.3, False))
    return lines


def _line(what: str, value: float, bound: float, at_least: bool) -> str:
    kept = value >= bound if at_least else value <= bound
    word = "at least" if at_least else "at most"
    return f"{'kept  ' if kept else 'MISSED'} {what}: {value:.2f} ({word} {bound})"


def keep(figures: list[Figure], floor: dict[int, float]) -> None:
    """Write the figures down for later comparison."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    data = {"figures": [f.plain() for f in figures], "bare": floor}
    (RESULTS / "latest.json").write_text(json.dumps(data, indent=1))


if __name__ == "__main__":
    main()
