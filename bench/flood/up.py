"""A whole desk as `handrail up` runs it, and its parts as one finds them to kill."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.desk import free_port
from handrail.base.database.hold import down
from handrail.base.database.place import Place


class Desk:
    """The running thing, seen from outside."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home, self.place, self.lmtp = home, Place(home.resolve()), free_port()
        port = free_port()
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("HANDRAIL", "DATABASE"))}
        env = {
            **kept, "HANDRAIL_HOME": str(home), "HANDRAIL_PORT": str(port),
            "HANDRAIL_LMTP_PORT": str(self.lmtp), "HANDRAIL_SMTP_URL": f"file:{home / 'outbox'}",
            "PYTHONPATH": str(Path.cwd() / "src"), **settings,
        }  # fmt: skip
        command = [sys.executable, "-m", "handrail", "up"]
        self.process = subprocess.Popen(command, env=env, start_new_session=True)
        self._wait(f"http://127.0.0.1:{port}/readyz")

    def _wait(self, url: str) -> None:
        for _ in range(600):
            try:
                with urllib.request.urlopen(url, timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the desk did not start")

    def part(self, name: str) -> psutil.Process | None:
        """The process of a part, as the supervisor started it."""
        try:
            children = psutil.Process(self.process.pid).children()
            return next((one for one in children if one.cmdline()[-1:] == [name]), None)
        except psutil.Error:
            return None

    def database(self) -> psutil.Process | None:
        """The database's first process."""
        try:
            return psutil.Process(int(self.place.pid_file.read_text().split("\n", 1)[0]))
        except (OSError, ValueError, psutil.Error):
            return None

    def rows(self, query: str) -> list[Any]:
        """What a query answers."""
        with psycopg.connect(self.place.url(), autocommit=True) as connection:
            return connection.execute(query.replace("%", "%%"), []).fetchall()

    def number(self, query: str) -> int:
        """A query's one number."""
        return int(self.rows(query)[0][0])

    def stop(self) -> None:
        """Stop it, whatever state it is in."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        down(self.home)
