"""Holding the server: it runs while anybody holds it, and stops with the last.

Each holder keeps a shared file lock, which the kernel lets go of however the process ends.
Whoever leaves tries for the exclusive lock; getting it means that nobody else is left.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from filelock import FileLock

from handrail.base.database.place import Place
from handrail.base.database.server import Server

LOCK_SECONDS = 180


@contextmanager
def hold(home: Path, *, durable: bool = True) -> Iterator[Place]:
    """Have the server running inside this block."""
    place = Place(home.resolve())
    server = Server(place, durable=durable)
    place.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with place.users_lock.open("a") as users:
        with _starting(place):
            fcntl.flock(users, fcntl.LOCK_SH)
            server.start()
        try:
            yield place
        finally:
            with _starting(place):
                _leave(server, users)


def tend(home: Path) -> bool:
    """Start the server again that somebody holds and that is gone; whether it was.

    Raises NotStartedError for one that does not come back.
    """
    place = Place(home.resolve())
    server = Server(place)
    if not server.is_gone():
        return False
    with _starting(place):
        server.start()
    return True


def down(home: Path) -> None:
    """Stop the server whoever holds it."""
    place = Place(home.resolve())
    if place.data.exists():
        with _starting(place):
            Server(place).stop()


def _leave(server: Server, users: IO[str]) -> None:
    with suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        server.stop()


def _starting(place: Place) -> FileLock:
    return FileLock(place.start_lock, timeout=LOCK_SECONDS)
