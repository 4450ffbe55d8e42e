"""The process that opens one mail with the desk's keys, and ends."""

import resource
import sys

import msgspec

from handrail.channels.email.opening.layers import peeled
from handrail.channels.email.opening.values import Opened, Task

MEMORY_BYTES = 900 * 2**20
CPU_SECONDS = 6


def main() -> None:
    """One task in, one answer out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    try:
        answer = peeled(task)
    except Exception as fault:
        # Whatever a hostile mail breaks here, it is kept and shown as it came.
        answer = Opened(problem=f"It could not be opened ({type(fault).__name__}).")
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
