"""A running desk that takes in mail: LMTP as mail servers speak it, and kills in the middle."""

import shutil
import smtplib
import socket
import tempfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from doors.email.conftest import write
from real_desk import Desk, running
from waiting import until

ONE_MIB = 2**20
TO = "support@desk.example"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    # Not below pytest's folder: another run of it takes away the database's way in.
    base = Path(tempfile.mkdtemp(prefix="handrail-mail-"))
    home = base / "home"
    with running(home, HANDRAIL_MAX_MESSAGE_MB="1", HANDRAIL_MAIL_ADDRESS=TO,
                 HANDRAIL_SMTP_URL=f"file:{home / 'outbox'}") as made:  # fmt: skip
        until(lambda: _answers(made), "the listener answers")
        yield made
    shutil.rmtree(base, ignore_errors=True)


def _port(desk: Desk) -> int:
    return int(desk.env["HANDRAIL_LMTP_PORT"])


def _answers(desk: Desk) -> bool:
    try:
        socket.create_connection(("127.0.0.1", _port(desk)), 2).close()
    except OSError:
        return False
    return True


def hand_in(desk: Desk, raw: bytes, *to: str) -> tuple[int, bytes]:
    with smtplib.LMTP("127.0.0.1", _port(desk), local_hostname="mx.example") as line:
        line.ehlo()
        line.mail("sender@x.example")
        for recipient in to or (TO,):
            line.rcpt(recipient)
        return line.data(raw)


def read(desk: Desk) -> bool:
    """Whether no mail waits to be read any more."""
    return desk.query("SELECT count(*) FROM email_rawmail WHERE state = 'received'")[0] == 0


def talk(desk: Desk, said: bytes, answers: int) -> list[bytes]:
    """Say something raw; the codes of the answers, as many as are wanted."""
    with socket.create_connection(("127.0.0.1", _port(desk)), 30) as line:
        line.sendall(said)
        stream, codes = line.makefile("rb"), []
        while len(codes) < answers:
            reply = stream.readline()
            assert reply, f"closed after {codes}"
            if reply[3:4] == b" ":
                codes.append(reply[:3])
        return codes


def envelope(recipients: int) -> bytes:
    rcpt = b"".join(b"RCPT TO:<p%d@x.example>\r\n" % n for n in range(recipients))
    return b"LHLO mx\r\nMAIL FROM:<a@b.example>\r\n" + rcpt + b"DATA\r\n"


def test_each_recipient_gets_an_answer(desk: Desk) -> None:
    said = envelope(3) + write("Three of us").replace(b"\n", b"\r\n") + b".\r\nNOOP\r\n"
    # Greeting, LHLO, MAIL, three RCPT, DATA, three answers, NOOP.
    assert talk(desk, said, 11) == [b"220", *[b"250"] * 5, b"354", *[b"250"] * 4]


def test_too_large_is_said_for_each_recipient_and_the_session_goes_on(desk: Desk) -> None:
    said = envelope(2) + b"a" * (2 * ONE_MIB) + b"\r\n.\r\nNOOP\r\n"
    assert talk(desk, said, 9)[5:] == [b"354", b"552", b"552", b"250"][0:4]


def test_lines_of_any_length_are_taken(desk: Desk) -> None:
    assert hand_in(desk, write(X_Long="a" * 500_000))[0] == 250


def test_a_dot_between_bare_line_feeds_ends_nothing(desk: Desk) -> None:
    before = desk.query("SELECT count(*) FROM email_rawmail")[0]
    inside = b"Hello\n.\nMAIL FROM:<evil@x.example>\r\n\n.\r\nstill the text\r\n"
    said = envelope(1) + b"From: a@b.example\r\n\r\n" + inside + b".\r\nNOOP\r\n"
    assert talk(desk, said, 7)[4:] == [b"354", b"250", b"250"]
    assert desk.query("SELECT count(*) FROM email_rawmail")[0] == before + 1


def test_two_thousand_recipients_are_taken(desk: Desk) -> None:
    said = envelope(2000) + b"From: a@b.example\r\n\r\nAll of you\r\n.\r\n"
    assert set(talk(desk, said, 4003)) == {b"220", b"250", b"354"}


def test_a_mail_handed_in_twice_is_one(desk: Desk) -> None:
    raw = write("Twice", Message_ID="<twice@x.example>")
    assert [hand_in(desk, raw)[0] for _ in range(2)] == [250, 250]
    until(lambda: read(desk), "the mail is read")
    assert desk.query("SELECT count(*) FROM tickets_message WHERE text LIKE 'Twice%%'")[0] == 1


def test_kills_in_the_middle_lose_nothing_double_nothing_and_answer_once(desk: Desk) -> None:
    """Manifest: what was acknowledged. Worker and listener are killed, and the client comes back."""
    subjects = [f"kill {number}" for number in range(120)]
    for number, subject in enumerate(subjects):
        person = f"P{number} <p{number}@kill.example>"
        raw = write("Help", Subject=subject, From=person, Message_ID=f"<k{number}@kill.example>")
        until(lambda raw=raw: _acknowledged(desk, raw), "the mail is taken")  # type: ignore[misc]
        if number in {30, 60, 90}:
            for part in ("worker", "serve"):
                found = desk.part(part)
                if found:
                    found.kill()
    until(lambda: read(desk), "all mail is read")
    found = desk.query(
        "SELECT count(*), count(DISTINCT subject) FROM tickets_ticket WHERE subject LIKE 'kill %%'"
    )
    assert tuple(found) == (len(subjects), len(subjects))
    until(lambda: _all_sent(desk), "all answers are sent")
    sent = list(Path(desk.env["HANDRAIL_SMTP_URL"][5:]).glob("*.eml"))
    to = [str(message_from_bytes(file.read_bytes())["To"]) for file in sent]
    ours = [address for address in to if "@kill.example" in address]
    assert len(ours) == len(set(ours)) == len(subjects)


def _acknowledged(desk: Desk, raw: bytes) -> bool:
    try:
        return hand_in(desk, raw)[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _all_sent(desk: Desk) -> bool:
    return desk.query("SELECT count(*) FROM flow_delivery WHERE state = 'queued'")[0] == 0


def test_every_real_mail_is_taken_and_has_a_place_twice_over(desk: Desk, real_mail: Path) -> None:
    files = [file for file in sorted(real_mail.rglob("*")) if file.is_file()]
    before = desk.query("SELECT coalesce(sum(deliveries), 0) FROM email_rawmail")[0]
    for _ in range(2):
        assert {
            hand_in(desk, file.read_bytes())[0] for file in files if file.stat().st_size < ONE_MIB
        } == {250}
    until(lambda: read(desk), "all mail is read")
    after = desk.query("SELECT sum(deliveries) FROM email_rawmail")[0]
    assert after - before == 2 * len([f for f in files if f.stat().st_size < ONE_MIB])
    failed = desk.query("SELECT count(*) FROM email_rawmail WHERE state = 'failed'")[0]
    delivered = desk.query("SELECT count(*) FROM email_rawmail WHERE state = 'delivered'")[0]
    messages = desk.query("SELECT count(*) FROM tickets_message WHERE direction = 'in'")[0]
    assert (failed, delivered) == (0, messages)
