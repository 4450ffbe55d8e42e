"""One measurement: so many clients asking one thing, and what that cost."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass

from bench.desk import Server


@dataclass(frozen=True)
class Figure:
    """Latency in milliseconds, requests a second, CPU milliseconds a request."""

    what: str
    tickets: int
    clients: int
    p50: float
    p95: float
    rate: float
    web_ms: float
    database_ms: float

    @property
    def cpu_ms(self) -> float:
        """Server and database together."""
        return self.web_ms + self.database_ms

    def plain(self) -> dict[str, object]:
        """For the result file."""
        return {**asdict(self), "cpu_ms": self.cpu_ms}


def requests(server: Server, ticket: int) -> dict[str, dict[str, str]]:
    """What is asked, by name."""
    agent = json.dumps({"Cookie": f"sessionid={server.session}"})
    program = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
    body = json.dumps({"subject": "Cold", "text": "It is cold in here."})
    return {
        "trivial": {"method": "GET", "path": "/bench/trivial", "headers": agent},
        "queue": {"method": "GET", "path": "/work/queues/tier-1", "headers": agent},
        "ticket": {"method": "GET", "path": f"/work/tickets/{ticket}", "headers": agent},
        "create": {"method": "POST", "path": "/api/v1/tickets", "headers": json.dumps(program),
                   "body": body},
    }  # fmt: skip


def measure(
    server: Server, what: str, spec: dict[str, str], *, tickets: int, clients: int, seconds: float
) -> Figure:
    """Warm up, then measure."""
    _ask(server, spec, clients, min(2.0, seconds))
    web, database = server.cpu_seconds()
    answer = _ask(server, spec, clients, seconds)
    web_after, database_after = server.cpu_seconds()
    per = 1000 / answer["count"]
    return Figure(
        what=what, tickets=tickets, clients=clients, p50=answer["p50"], p95=answer["p95"],
        rate=answer["rate"], web_ms=(web_after - web) * per,
        database_ms=(database_after - database) * per,
    )  # fmt: skip


def _ask(server: Server, spec: dict[str, str], clients: int, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.client", "127.0.0.1", str(server.port), str(clients)]
    done = subprocess.run(
        [*command, str(seconds), json.dumps(spec)], check=True, capture_output=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
