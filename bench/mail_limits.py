"""How reading grows with the mail: `python -m bench.mail_limits`. CPU seconds at one size and at
four times it, for shapes that are costly to read; linear work grows four times."""

import contextlib
import time
from collections.abc import Callable

from handrail.channels.email.parsing import Unparsable, parse

SIZE = 100_000
TIMES = 4
# Four would be exactly linear; the rest is noise of a shared machine.
MOST_GROWTH = 6.0
# Below so many seconds a ratio says nothing.
LEAST_SECONDS = 0.02
HEAD = b"From: a@b.example\r\nSubject: Fwd: x\r\nContent-Type: %s\r\n"


def _repeated(head: bytes, piece: bytes) -> Callable[[int], bytes]:
    return lambda size: head + piece * (size // len(piece))


PLAIN = HEAD % b"text/plain; charset=utf-8" + b"\r\n"
HTML = HEAD % b"text/html; charset=utf-8" + b"\r\n"
MIXED = HEAD % b"multipart/mixed; boundary=b" + b"\r\n"
DAEMON = b"From: mailer-daemon@b.example\r\nSubject: failure notice\r\n\r\n"
SHAPES: dict[str, Callable[[int], bytes]] = {
    "one long line": _repeated(PLAIN, b"a "),
    "short lines": _repeated(PLAIN, b"a\n"),
    "quotations": _repeated(PLAIN, b"On Mon, 5 Jan 2026 at 10:12, A <a@b.example> wrote:\n> old\n\n"),
    "heads": _repeated(PLAIN, b"From: A <a@b.example>\nSent: x\nTo: y\nSubject: z\n\n"),
    "addresses without end": _repeated(PLAIN, b"a@"),
    "dashes": _repeated(PLAIN, b"-"),
    "spaces": _repeated(PLAIN, b" "),
    "many parts": _repeated(MIXED, b"--b\r\n\r\n" + b"x" * 400 + b"\r\n"),
    "addresses in the head": _repeated(b"To: ", b"\"a\" <a@b.example>, "),
    "open comments": _repeated(b"To: ", b"("),
    "encoded words": _repeated(b"Subject: ", b"=?utf-8?q?a?= "),
    "parameters": _repeated(b"Content-Type: text/plain", b"; a*1*=%ff"),
    "fields": _repeated(b"", b"X-A: b\r\n"),
    "flat html": _repeated(HTML, b"<p>a</p>"),
    "broken html": _repeated(HTML, b"<"),
    "calendar": _repeated(HEAD % b"text/calendar" + b"\r\nBEGIN:VEVENT\r\n", b"X;A=\"b\":c\r\n"),
    "bounce without sense": _repeated(DAEMON, b"<a@b.example>: failed "),
}  # fmt: skip


def main() -> None:
    """Print every shape's growth, and whether it is kept."""
    for name, shape in SHAPES.items():
        small, large = seconds(shape(SIZE)), seconds(shape(SIZE * TIMES))
        growth = large / max(small, LEAST_SECONDS)
        word = "kept  " if growth <= MOST_GROWTH else "MISSED"
        print(f"{word} {name}: {small:.3f} s, then {large:.3f} s ({growth:.1f} times)")


def seconds(raw: bytes) -> float:
    """The CPU time of reading a mail, the better of two."""
    return min(_once(raw) for _ in range(2))


def _once(raw: bytes) -> float:
    start = time.process_time()
    with contextlib.suppress(Unparsable):
        parse(raw)
    return time.process_time() - start


if __name__ == "__main__":
    main()
