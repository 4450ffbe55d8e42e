"""One loop for each folder that is read; settings changed on screen are met without a restart."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, close_old_connections, connections

from handrail.base.sealed import CannotOpen
from handrail.channels.email import imap, pop3, sources
from handrail.channels.email.sources import Place

LOOK_SECONDS = 10.0
STOP_SECONDS = 6.0
LOOPS: dict[str, Callable[[Place, threading.Event], None]] = {"imap": imap.poll, "pop3": pop3.poll}

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Fetcher:
    """A loop that runs, and how it is stopped."""

    thread: threading.Thread
    stop: threading.Event


def keep(stop: threading.Event) -> None:
    """Until stopped, have exactly one loop for each place."""
    running: dict[Place, Fetcher] = {}
    while not stop.is_set():
        close_old_connections()
        try:
            adjust(running, sources.every())
        except (DatabaseError, CannotOpen) as fault:
            logger.warning("mailboxes are read on as before: %s", fault)
        stop.wait(LOOK_SECONDS)
    adjust(running, frozenset())
    connections.close_all()


def adjust(running: dict[Place, Fetcher], wanted: frozenset[Place]) -> None:
    """End what is not wanted, then start what is missing or has died."""
    ending = [running.pop(place) for place in set(running) - wanted]
    for fetcher in ending:
        fetcher.stop.set()
    for fetcher in ending:
        fetcher.thread.join(STOP_SECONDS)
    for place in wanted:
        if place not in running or not running[place].thread.is_alive():
            running[place] = _started(place)


def _started(place: Place) -> Fetcher:
    stop = threading.Event()
    thread = threading.Thread(
        target=LOOPS[place.protocol], args=[place, stop], name=f"{place.protocol} fetcher",
        daemon=True,
    )  # fmt: skip
    thread.start()
    return Fetcher(thread, stop)
