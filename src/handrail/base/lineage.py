"""A child that ends with its parent, even when the parent is killed outright."""

import ctypes
import multiprocessing
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


def die_with_parent() -> None:
    """For a worker of a server: without its server nobody would ever end it.

    Not asked but killed: a worker that is asked waits for its open streams, which never end.
    Watched from here, because the kernel's own signal comes when the thread ends that made us.
    """
    server = multiprocessing.parent_process()
    if server is not None and server.pid is not None:
        _watch_from_aside(server.pid, signal.SIGKILL)


def end_with_parent(parent: int) -> None:
    """Ask for SIGTERM when the parent dies, which may have happened just now."""
    if sys.platform != "linux":
        _watch_from_aside(parent, signal.SIGTERM)
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def _watch_from_aside(parent: int, how: signal.Signals) -> None:
    threading.Thread(target=_watch, args=[parent, how], daemon=True, name="lineage").start()


def _watch(parent: int, how: signal.Signals) -> None:
    while os.getppid() == parent:
        threading.Event().wait(LOOK_SECONDS)
    os.kill(os.getpid(), how)
