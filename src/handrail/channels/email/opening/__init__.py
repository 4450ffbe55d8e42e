"""Signed mail checked and encrypted mail opened, in a child process that lives for one mail only.

The reading child knows no secret. This one is given the desk's mail keys, no database and no
network worth having; it ends after its one answer, so no mail meets the memory of another.
"""

import os
import subprocess
import sys

import msgspec

from handrail.channels.email.opening.values import Opened, Task

MOST_SECONDS = 8.0
COMMAND = [sys.executable, "-m", "handrail.channels.email.opening.child"]
NOTHING = Opened(problem="Opening it ended the opener.")


def opened(task: Task, *, seconds: float = MOST_SECONDS) -> Opened:
    """What the child found out. Whatever goes wrong there is an answer with a `problem`."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603
            COMMAND, input=msgspec.msgpack.encode(task), stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=kept, timeout=seconds, check=True,
        )  # fmt: skip
        return msgspec.msgpack.decode(done.stdout, type=Opened)
    except subprocess.TimeoutExpired:
        return Opened(problem=f"Opening it takes more than {seconds:g} seconds.")
    except (OSError, subprocess.CalledProcessError, msgspec.MsgspecError):
        return NOTHING
