"""`python -m bench.flood --count 20000 --kills 3`: nothing lost, nothing doubled, whatever dies.

Every other mail goes to the desk's own LMTP, the rest to a Dovecot whose mailbox the desk reads by IMAP.
Some are sent twice, some answer earlier ones. Web, worker, mail listener, database and Dovecot are each
killed (SIGKILL) so many times at random moments; the sender does what a mail server does and tries again
until it has a 250. Afterwards each mail must be one message of one ticket. Needs root and Dovecot.
"""

import argparse
import random
import smtplib
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import psutil
import psycopg

from bench.flood.dovecot import Dovecot
from bench.flood.letters import letter
from bench.flood.up import Desk

SENDERS, PEOPLE = 4, 2000
REPLY_EVERY, TWICE_EVERY = 7, 20
VICTIMS = ("web", "worker", "serve", "database", "dovecot")
QUIET_SECONDS = 900


def mail(number: int) -> bytes:
    """One mail of the flood; every seventh answers an earlier one of the same person."""
    person = number % PEOPLE
    earlier = number - PEOPLE
    answers = (
        f"In-Reply-To: <flood-{earlier}@flood.example>\r\n"
        if earlier >= 0 and number % REPLY_EVERY == 0
        else ""
    )
    return letter(number, person, answers)


class Flood:
    """Who sends what, and how far they are."""

    def __init__(self, count: int, ports: tuple[int, int]) -> None:
        self.count, self.ports, self.sent = count, ports, 0
        self.lock = threading.Lock()

    def send(self, first: int) -> None:
        """One sender's share, in order, each until it is taken."""
        for number in range(first, self.count, SENDERS):
            raw, port = mail(number), self.ports[number % 2]
            for _ in range(2 if number % TWICE_EVERY == 0 else 1):
                hand_in(port, raw)
            with self.lock:
                self.sent += 1


def hand_in(port: int, raw: bytes) -> None:
    """As a mail server does: again and again until there is a 250; a refusal for ever is a fault."""
    while True:
        try:
            with closing(smtplib.LMTP("127.0.0.1", port, timeout=30)) as line:
                line.sendmail("sender@customer.example", ["support@desk.example"], raw)
                return
        except smtplib.SMTPRecipientsRefused as fault:
            codes = [code for code, _ in fault.recipients.values()]
            if any(code >= 500 for code in codes):
                raise SystemExit(f"refused for ever: {fault}") from fault
        except smtplib.SMTPResponseException as fault:
            if fault.smtp_code >= 500:
                raise SystemExit(f"refused for ever: {fault}") from fault
        except (OSError, smtplib.SMTPException):
            pass
        time.sleep(0.2)


def plan(count: int, kills: int, rng: random.Random) -> list[tuple[int, str]]:
    """(after so many mails, who dies), in order."""
    return sorted((rng.randrange(count // 20, count), who) for who in VICTIMS for _ in range(kills))


def carry_out(doomed: list[tuple[int, str]], flood: Flood, desk: Desk, dovecot: Dovecot) -> None:
    """Kill each in its time."""
    for after, who in doomed:
        while flood.sent < after:
            time.sleep(0.02)
        print(f"  {flood.sent:>7,} sent: kill {who}", flush=True)
        if who == "dovecot":
            dovecot.kill()
            dovecot.start()
        else:
            kill(desk, who)


def kill(desk: Desk, who: str) -> None:
    """End a part of the desk at once; one that is just being started again is already dead."""
    found = desk.database() if who == "database" else desk.part(who)
    try:
        if found is not None:
            found.kill()
    except psutil.NoSuchProcess:
        print("          it was dead already")


WAITING = "SELECT count(*) FROM email_rawmail WHERE state = 'received'"
CAME = """
SELECT count(*) FROM tickets_message WHERE direction = 'in' AND external_id LIKE '%flood-%'
"""
ONCE = CAME.replace("count(*)", "count(DISTINCT external_id)")
STATES = "SELECT state, count(*) FROM email_rawmail GROUP BY 1 ORDER BY 1"


def settle(desk: Desk, count: int) -> float:
    """Wait until everything that was sent is read, or nothing moves any more; seconds."""
    began, last, moved = time.monotonic(), -1, time.monotonic()
    while time.monotonic() - moved < QUIET_SECONDS:
        try:
            came, waiting = desk.number(CAME), desk.number(WAITING)
        except psycopg.Error:
            came, waiting = last, -1
        if came >= count and waiting == 0:
            break
        if came != last:
            last, moved = came, time.monotonic()
        time.sleep(1)
    return time.monotonic() - began


def main() -> None:
    """Send, kill, wait, count."""
    options = argparse.ArgumentParser(prog="python -m bench.flood", description=main.__doc__)
    options.add_argument("--count", type=int, default=2_000)
    options.add_argument("--kills", type=int, default=3, help="of each part")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    rng = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        dovecot = Dovecot(Path(folder) / "dovecot")
        dovecot.start()
        desk = Desk(
            Path(folder) / "home",
            HANDRAIL_IMAP_URL=dovecot.url,
            HANDRAIL_MAIL_ADDRESS="support@desk.example",
        )
        try:
            verdict = run(chosen.count, chosen.kills, rng, desk, dovecot)
        finally:
            desk.stop()
            dovecot.kill()
    sys.exit(verdict)


def run(count: int, kills: int, rng: random.Random, desk: Desk, dovecot: Dovecot) -> str | None:
    """The whole of it; what is wrong, or nothing."""
    flood = Flood(count, (desk.lmtp, dovecot.lmtp))
    threads = [threading.Thread(target=flood.send, args=[n], daemon=True) for n in range(SENDERS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    carry_out(plan(count, kills, rng), flood, desk, dovecot)
    for thread in threads:
        thread.join()
    accepted = time.monotonic() - began
    print(
        f"{count:,} mails accepted in {accepted:.0f} s ({count / accepted:.0f} a second)",
        flush=True,
    )
    print(f"all read {settle(desk, count):.0f} s later", flush=True)
    came, once = desk.number(CAME), desk.number(ONCE)
    print("states:", desk.rows(STATES))
    print(f"lost {count - once}, doubled {came - once}")
    return None if came == once == count else "something was lost or doubled"


if __name__ == "__main__":
    main()
