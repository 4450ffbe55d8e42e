"""A real `handrail up` in a home of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

from handrail.base.database.hold import down
from handrail.base.database.place import Place
from waiting import until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Desk:
    """The running thing, seen from outside."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.place = Place(home.resolve())
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("HANDRAIL", "DATABASE"))}
        self.env = {
            **kept, "HANDRAIL_HOME": str(home), "HANDRAIL_PORT": str(self.port),
            "HANDRAIL_LMTP_PORT": str(free_port()), "PYTHONPATH": ":".join(sys.path), **settings,
        }  # fmt: skip
        self.process = subprocess.Popen([*self.command, "up"], env=self.env, start_new_session=True)

    command = (sys.executable, "-m", "handrail")

    def get(self, path: str) -> int | None:
        """The status of a page; None while nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def part(self, name: str) -> psutil.Process | None:
        """The process of a part, as the supervisor started it."""
        try:
            children = psutil.Process(self.process.pid).children()
            return next((c for c in children if c.cmdline()[-1:] == [name]), None)
        except psutil.Error:
            return None

    def another(self, name: str, than: int) -> psutil.Process | None:
        found = self.part(name)
        return found if found and found.pid != than else None

    def query(self, query: str, *values: Any) -> Any:
        with psycopg.connect(self.place.url(), autocommit=True) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchone() if cursor.description else None

    def queue(self, task: str, **args: Any) -> int:
        """Put a job in the queue as the program does; its number."""
        row = self.query(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('default', %s, %s) RETURNING id", task, json.dumps(args),
        )  # fmt: skip
        return int(row[0])

    def status(self, job: int) -> str:
        return str(self.query("SELECT status FROM procrastinate_jobs WHERE id = %s", job)[0])


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Desk]:
    """A desk that answers; stopped and swept away afterwards."""
    desk = Desk(home, **settings)
    try:
        until(lambda: desk.get("/readyz") == 200, "the desk answers")
        yield desk
    finally:
        if desk.process.poll() is None:
            desk.process.send_signal(signal.SIGTERM)
            desk.process.wait(60)
        down(home)
