"""The process that reads foreign mail: it may do nothing else, and not much of that.

Frames go both ways over its pipes: four bytes of length, then the bytes. In comes a mail, out
goes an Answer in MessagePack. It ends when its parent does.
"""

import resource
import struct
import sys
from typing import BinaryIO

import msgspec

from handrail.channels.email.parsing import parse, words
from handrail.channels.email.parsing.mail import ParsedMail, Unparsable

LENGTH = struct.Struct(">I")
MEMORY_BYTES = 900 * 2**20
CPU_SECONDS = 5


class Answer(msgspec.Struct, frozen=True):
    """What became of one mail: it was read, or why it could not be."""

    mail: ParsedMail | None = None
    reason: str = ""


def main() -> None:
    """Answer mail after mail until the pipe ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (raw := _frame(sys.stdin.buffer)) is not None:
        _allow_cpu()
        answer = msgspec.msgpack.encode(_answer(raw))
        sys.stdout.buffer.write(LENGTH.pack(len(answer)))
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


def _allow_cpu() -> None:
    """The limit counts a process's whole life; this mail gets its share on top."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + CPU_SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _frame(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def _answer(raw: bytes) -> Answer:
    try:
        return Answer(mail=parse(raw))
    except Unparsable as why:
        return Answer(reason=str(why))
    except MemoryError:
        return Answer(reason=words.TOO_LARGE)
    except Exception as fault:
        # Whatever a hostile mail breaks here, it is kept and shown, and the next one is read.
        return Answer(reason=words.UNREADABLE % {"fault": type(fault).__name__})


if __name__ == "__main__":
    main()
