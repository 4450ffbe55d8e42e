"""A real web process over a durable embedded PostgreSQL, and what both cost in CPU."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ACTORS = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.module_loading import import_string
from handrail.api.models import ApiToken, Scope
from handrail.base.clock import now
from handrail.desk.models import Membership, Team
from handrail.people.models import Person
p, _ = Person.objects.get_or_create(email="agent@bench.example", defaults={"name": "Agent", "role": "agent"})
Membership.objects.get_or_create(person=p, team=Team.objects.get(slug="tier-1"))
s = import_string(settings.SESSION_ENGINE + ".SessionStore")()
s[SESSION_KEY], s[BACKEND_SESSION_KEY] = str(p.pk), "django.contrib.auth.backends.ModelBackend"
s[HASH_SESSION_KEY] = p.get_session_auth_hash()
s.save()
print("ACTORS", s.session_key, ApiToken.issue(person=p, name="bench", scopes=list(Scope.values), at=now())[1])
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The web process and its database, seen from outside."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.env = {
            **os.environ, "HANDRAIL_HOME": str(home), "HANDRAIL_PORT": str(self.port),
            "HANDRAIL_WEB_WORKERS": "2", "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONPATH": os.pathsep.join([str(Path.cwd()), str(Path.cwd() / "src")]),
        }  # fmt: skip
        self.home = home
        self.run("migrate")
        words = self.run("manage", "shell", "-c", ACTORS).split()
        at = words.index("ACTORS")
        self.session, self.token = words[at + 1], words[at + 2]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "handrail", "web"], env=self.env, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._wait()

    def run(self, *words: str) -> str:
        """Run one command of the product."""
        command = [sys.executable, "-m", "handrail", *words]
        return subprocess.run(
            command, env=self.env, check=True, capture_output=True, text=True
        ).stdout

    def _wait(self) -> None:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the web process did not start")

    def cpu_seconds(self) -> tuple[float, float]:
        """CPU so far of the web processes and of PostgreSQL's."""
        web = psutil.Process(self.process.pid)
        postgres = [p for p in psutil.process_iter(["name"]) if p.info["name"] == "postgres"]
        ours = [p for p in postgres if cwd_of(p).startswith(str(self.home.resolve()))]
        return sum(map(spent, [web, *web.children(recursive=True)])), sum(map(spent, ours))

    def stop(self) -> None:
        """Stop the web process."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def cwd_of(process: psutil.Process) -> str:
    try:
        return str(process.cwd())
    except psutil.Error:
        return ""


def spent(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """A desk that answers."""
    server = Server(home)
    try:
        yield server
    finally:
        server.stop()
