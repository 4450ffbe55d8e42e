"""`python -m bench.flood.rate --count 4000`: mails a second, kept and then turned into triaged tickets.

All come over a few standing LMTP connections, as a mail server delivers; nothing is killed. The desk's own
worker reads them meanwhile, as it does on any day.
"""

import argparse
import multiprocessing
import smtplib
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.flood.__main__ import CAME, mail
from bench.flood.up import Desk

# As many as Postfix opens to one destination.
LINES = 20


def deliver(port: int, mails: Sequence[bytes]) -> None:
    """One connection's share."""
    with smtplib.LMTP("127.0.0.1", port, timeout=120) as line:
        for raw in mails:
            line.sendmail("sender@customer.example", ["support@desk.example"], raw)


def main() -> None:
    """Deliver, wait, and say how fast it was."""
    options = argparse.ArgumentParser(prog="python -m bench.flood.rate", description=main.__doc__)
    options.add_argument("--count", type=int, default=4_000)
    count = options.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        desk = Desk(Path(folder) / "home", HANDRAIL_MAIL_ADDRESS="support@desk.example")
        try:
            measure(desk, count)
        finally:
            desk.stop()


def measure(desk: Desk, count: int) -> None:
    """Kept, and triaged, a second; and what each took of the processor."""
    mails = [mail(number) for number in range(count + 1)]
    deliver(desk.lmtp, mails[:1])
    while desk.number(CAME) < 1:
        time.sleep(0.1)
    with multiprocessing.Pool(LINES) as pool:
        began, before = time.monotonic(), spent(desk)
        pool.starmap(deliver, [(desk.lmtp, mails[1 + n :: LINES]) for n in range(LINES)])
    kept, read = time.monotonic() - began, desk.number(CAME)
    while desk.number(CAME) < 1 + count:
        time.sleep(0.2)
    ready = time.monotonic() - began
    print(f"kept {count / kept:.0f} a second ({read} of {count} read by then)")
    print(f"triaged tickets {count / ready:.0f} a second")
    for name, seconds in spent(desk).items():
        print(f"  {name:<10} {1000 * (seconds - before.get(name, 0)) / count:.2f} ms of CPU a mail")


def spent(desk: Desk) -> dict[str, float]:
    """Seconds of CPU so far, by part."""
    found = {}
    for name in ("web", "worker", "serve"):
        part = desk.part(name)
        family = [part, *part.children(recursive=True)] if part else []
        found[name] = sum(sum(one.cpu_times()[:2]) for one in family)
    server = desk.database()
    family = [server, *server.children(recursive=True)] if server else []
    found["database"] = sum(sum(one.cpu_times()[:2]) for one in family)
    return found


if __name__ == "__main__":
    main()
