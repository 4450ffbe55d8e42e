"""Waiting for real processes: poll a condition, with a ceiling so generous that reaching it is a failure."""

import time
from collections.abc import Callable
from typing import TypeVar

import psutil

T = TypeVar("T")
CEILING_SECONDS = 90.0
LOOK_SECONDS = 0.05


def until(condition: Callable[[], T | None], what: str, ceiling: float = CEILING_SECONDS) -> T:
    """The first true answer of `condition`; fails the test where there is none."""
    deadline = time.monotonic() + ceiling
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"waited {ceiling:.0f} s in vain: {what}")


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet collected does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
