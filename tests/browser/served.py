"""A real web process in a home of its own, with a scene in its database."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
TRIES = 400


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path, *script: str, more: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a desk that runs as long as the block."""
    port = free_port()
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HANDRAIL", "DATABASE_URL"))}
    data = {n: v for n, v in os.environ.items() if n == "HANDRAIL_DATA"}
    env = kept | data | {
        "HANDRAIL_HOME": str(home), "HANDRAIL_PORT": str(port), "HANDRAIL_WEB_WORKERS": "1",
        "HANDRAIL_SMTP_URL": f"file:{home / 'outbox'}",
        "PYTHONPATH": f"{HERE.parent.parent / 'src'}{os.pathsep}{HERE.parent}",
        "DJANGO_SETTINGS_MODULE": "handrail.config.settings", **(more or {}),
    }  # fmt: skip
    run = [sys.executable, str(HERE / "serving.py"), *(script or (str(HERE / "scene.py"),))]
    process = subprocess.Popen(run, env=env, start_new_session=True)
    try:
        _await(f"http://localhost:{port}/healthz", process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _await(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Ask until it answers; each refused connection comes back at once, so wait on the process."""
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            try:
                process.wait(0.25)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError("the desk ended before it answered") from None
    raise RuntimeError("the desk does not answer")
