"""Reading foreign mail in child processes with limits, a few of them kept warm."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from threading import BoundedSemaphore, Event, Timer

import msgspec

from handrail.channels.email.parsing import words
from handrail.channels.email.parsing.child import LENGTH, Answer
from handrail.channels.email.parsing.mail import ParsedMail, Unparsable

MOST_SECONDS = 5.0
MOST_ANSWER_BYTES = 256 * 2**20
MOST_CHILDREN = 2
MAILS_A_CHILD = 1000
COMMAND = [sys.executable, "-m", "handrail.channels.email.parsing.child"]


class Reader:
    """One child; after a fault it is gone, and a new one takes its place."""

    def __init__(self) -> None:
        self.read = 0
        # No secret of ours is in its environment.
        kept = {
            name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ
        }
        self.process = subprocess.Popen(  # noqa: S603
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=kept, close_fds=True,
        )  # fmt: skip

    def ask(self, raw: bytes, *, seconds: float) -> Answer:
        """What the child makes of a mail. Raises Unparsable if it dies or is too slow."""
        late = Event()
        clock = Timer(seconds, self._stop, [late])
        clock.daemon = True
        clock.start()
        try:
            return self._exchange(raw)
        except (OSError, EOFError, msgspec.MsgspecError) as fault:
            self.end()
            if late:
                raise Unparsable(words.TOO_SLOW % {"seconds": f"{seconds:g}"}) from fault
            raise Unparsable(words.READER_ENDED) from fault
        finally:
            clock.cancel()

    def _stop(self, late: Event) -> None:
        late.set()
        self.process.kill()

    def _exchange(self, raw: bytes) -> Answer:
        to, back = self.process.stdin, self.process.stdout
        assert to is not None and back is not None
        to.write(LENGTH.pack(len(raw)))
        to.write(raw)
        to.flush()
        head = back.read(LENGTH.size)
        size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
        if not 0 < size <= MOST_ANSWER_BYTES:
            raise EOFError
        body = back.read(size)
        if len(body) != size:
            raise EOFError
        self.read += 1
        return msgspec.msgpack.decode(body, type=Answer)

    @property
    def is_worn(self) -> bool:
        """Whether it has read enough or is dead."""
        return self.read >= MAILS_A_CHILD or self.process.poll() is not None

    def end(self) -> None:
        """Kill it and let go of its pipes."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


_free: LifoQueue[Reader] = LifoQueue()
_room = BoundedSemaphore(MOST_CHILDREN)


@contextmanager
def _borrowed() -> Iterator[Reader]:
    with _room:
        try:
            reader = _free.get_nowait()
        except Empty:
            reader = Reader()
        if reader.is_worn:
            reader.end()
            reader = Reader()
        try:
            yield reader
        finally:
            if reader.is_worn:
                reader.end()
            else:
                _free.put(reader)


def parse(raw: bytes, *, seconds: float = MOST_SECONDS) -> ParsedMail:
    """Read a mail within limits of time and memory. Raises Unparsable with the reason."""
    with _borrowed() as reader:
        answer = reader.ask(raw, seconds=seconds)
    if answer.mail is None:
        raise Unparsable(answer.reason)
    return answer.mail


def close() -> None:
    """End all idle readers."""
    while True:
        try:
            _free.get_nowait().end()
        except Empty:
            return
