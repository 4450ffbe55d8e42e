"""A child that ends with its parent, even when the parent is killed outright."""

import ctypes
import os
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.5
# Set by the supervisor for its children: the process they must not outlive.
VARIABLE = "HANDRAIL_SUPERVISOR"


def end_with_supervisor() -> None:
    """For a part of `handrail up`; does nothing in a command that a person started."""
    if VARIABLE in os.environ:
        end_with_parent(int(os.environ.pop(VARIABLE)))


def end_with_parent(parent: int | None = None) -> None:
    """Ask for SIGTERM when the parent dies, which may have happened just now."""
    parent = parent or os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
    else:
        threading.Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        threading.Event().wait(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
