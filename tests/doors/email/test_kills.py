"""Real mail over LMTP to a running desk whose parts are killed: none lost, none doubled, no 5xx."""

import random
import smtplib
from collections import Counter
from pathlib import Path

from real_desk import Desk, running
from waiting import until

WAITING = "SELECT count(*) FROM email_rawmail WHERE state = 'received'"
SEED = 20261123
KILLS = {60: "worker", 130: "serve", 200: "web", 260: "worker", 330: "serve"}


def hand_in(desk: Desk, raw: bytes) -> None:
    """As a mail server does: try until it is acknowledged; a refusal for ever is a fault."""

    def tried() -> bool:
        try:
            with smtplib.LMTP("127.0.0.1", int(desk.env["HANDRAIL_LMTP_PORT"]), timeout=20) as line:
                line.sendmail("sender@customer.example", ["support@localhost"], raw)
            return True
        except smtplib.SMTPResponseException as fault:
            assert fault.smtp_code < 500, fault
            return False
        except (OSError, smtplib.SMTPServerDisconnected):
            return False

    until(tried, "the mail is taken")


def kill(desk: Desk, name: str) -> None:
    part = desk.part(name)
    if part is not None:
        part.kill()


def count(desk: Desk, query: str) -> int:
    return int(desk.query(query)[0])


def test_no_mail_is_lost_or_doubled_when_parts_are_killed(real_mail: Path, tmp_path: Path) -> None:
    files = sorted(f for f in real_mail.rglob("*") if f.suffix in {".eml", ".msg"})
    random.Random(SEED).shuffle(files)
    mails = [file.read_bytes() for file in files]
    distinct = {b"\r\n".join(raw.splitlines()).strip() for raw in mails}
    with running(tmp_path / "home", HANDRAIL_SMTP_URL=f"file:{tmp_path / 'out'}") as desk:
        for number, raw in enumerate(mails):
            hand_in(desk, raw)
            if number in KILLS:
                kill(desk, KILLS[number])
        until(
            lambda: not count(desk, "SELECT count(*) FROM email_rawmail WHERE state = 'received'"),
            "all is read",
        )
        first = count(desk, "SELECT count(*) FROM tickets_message WHERE direction = 'in'")
        for raw in mails:
            hand_in(desk, raw)
        until(
            lambda: not count(desk, "SELECT count(*) FROM email_rawmail WHERE state = 'received'"),
            "all is read",
        )
        states = Counter[str]()
        with_messages = "SELECT count(*) FROM email_rawmail WHERE state = '{}'"
        for state in ("delivered", "duplicate", "bounce", "auto_reply", "unparsed", "failed"):
            states[state] = count(desk, with_messages.format(state))
        messages = count(desk, "SELECT count(*) FROM tickets_message WHERE direction = 'in'")
        arrived = count(desk, "SELECT sum(deliveries) FROM email_rawmail")
    assert len(distinct) <= states.total() <= len(mails), states
    assert arrived >= 2 * len(mails)
    assert messages == first == states["delivered"], (messages, first, states)
    assert states["failed"] == 0, states
    print(len(mails), arrived, states)
