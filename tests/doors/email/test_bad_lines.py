"""Mailboxes over bad lines, beside another mail program: nothing lost, nothing doubled."""

import imaplib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from doors.email.bad_line import BadLine
from doors.email.conftest import write
from doors.email.real_dovecot import SPEAKS_POP3, Dovecot, dovecot, signed_in
from handrail.base.clock import now
from handrail.channels.email import health, imap, pop3
from handrail.channels.email.models import Mailbox, MailboxHealth, RawMail
from handrail.channels.email.sources import Place
from waiting import until

pytestmark = [
    pytest.mark.mail,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("dovecot"), reason="needs Dovecot"),
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root to start Dovecot"),
]
POLLS = {"imap": imap.poll, "pop3": pop3.poll}


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def other(server: Dovecot) -> Iterator[imaplib.IMAP4]:
    """Another mail program at the same inbox, empty at first."""
    line = signed_in(server.imap)
    assert line is not None
    line.create("Done")
    line.select("INBOX")
    yield line
    for folder in ("Done", "INBOX"):
        if _held(line, folder):
            line.store("1:*", "+FLAGS", r"(\Deleted)")
            line.expunge()
    line.logout()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(imap, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(imap, "IDLE_SECONDS", 1.0)
    monkeypatch.setattr(pop3, "POLL_SECONDS", 0.2)


def at(port: int, **more: str) -> Place:
    here = Place("127.0.0.1", port, "support@desk.example", "secret", security="none")
    return replace(here, **more)  # type: ignore[arg-type]


@contextmanager
def fetching(place: Place) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=POLLS[place.protocol], args=[place, stop], daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def put(other: imaplib.IMAP4, *texts: str) -> None:
    for text in texts:
        raw = write(text, Message_ID=f"<{text}@x.example>").replace(b"\n", b"\r\n")
        other.append("INBOX", "", None, raw)  # type: ignore[arg-type]


def has(count: int) -> None:
    until(lambda: RawMail.objects.count() >= count, f"{count} mails are kept")
    assert RawMail.objects.count() == count


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cut_at_random_bytes(server: Dovecot, other: imaplib.IMAP4, seed: int) -> None:
    put(other, *(f"mail-{n}" for n in range(40)))
    with BadLine(server.imap) as line:
        line.cut_at_random(20, most=2500, seed=seed)
        with fetching(at(line.port)):
            has(40)
            # A line that only idles would take hours to reach its cut.
            line.cut_after.clear()
            put(other, "after-all")
            has(41)
    assert line.connections > 3


def test_a_server_that_hangs_is_left_and_asked_again(
    server: Dovecot, other: imaplib.IMAP4, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "TIMEOUT_SECONDS", 0.5)
    put(other, "one")
    with BadLine(server.imap, hangs=2) as line, fetching(at(line.port)):
        has(1)
    assert line.connections >= 3


def test_new_validity_while_it_reads(server: Dovecot, other: imaplib.IMAP4) -> None:
    put(other, "one", "two")
    with BadLine(server.imap) as line, fetching(at(line.port)):
        has(2)
        line.validity = 77
        put(other, "three")
        has(3)


def test_another_program_expunges_meanwhile(server: Dovecot, other: imaplib.IMAP4) -> None:
    put(other, *(f"mail-{n}" for n in range(10)))
    with fetching(at(server.imap)):
        has(10)
        other.store("1:*", "+FLAGS", r"(\Deleted)")
        other.expunge()
        put(other, "later")
        has(11)


def test_the_server_tells_of_new_mail_at_once(
    server: Dovecot, other: imaplib.IMAP4, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "IDLE_SECONDS", 600.0)
    monkeypatch.setattr(imap, "POLL_SECONDS", 600.0)
    put(other, "one")
    with fetching(at(server.imap)):
        has(1)
        put(other, "two")
        has(2)
        monkeypatch.setattr(imap, "IDLE_SECONDS", 1.0)
        put(other, "three")
        has(3)
        monkeypatch.setattr(imap, "POLL_SECONDS", 1.0)
        put(other, "four")
        has(4)


@pytest.mark.parametrize(("afterwards", "left", "moved"), [("move", 0, 3), ("delete", 0, 0)])
def test_what_is_done_afterwards(
    server: Dovecot, other: imaplib.IMAP4, afterwards: str, left: int, moved: int
) -> None:
    put(other, "one", "two", "three")
    with fetching(at(server.imap, afterwards=afterwards, move_to="Done")):
        has(3)
        until(lambda: _held(other, "INBOX") == left, "the inbox is as it should be")
    assert _held(other, "Done") == moved


def _held(other: imaplib.IMAP4, folder: str) -> int:
    return int(other.select(folder)[1][0] or b"0")


@pytest.mark.skipif(not SPEAKS_POP3, reason="needs dovecot-pop3d")
@pytest.mark.parametrize("afterwards", ["flag", "delete"])
def test_pop3_cut_at_random_bytes(server: Dovecot, other: imaplib.IMAP4, afterwards: str) -> None:
    put(other, *(f"mail-{n}" for n in range(20)))
    with BadLine(server.pop3) as line:
        line.cut_at_random(25, most=5000, seed=4)
        with fetching(at(line.port, protocol="pop3", afterwards=afterwards)):
            has(20)
            until(lambda: not line.cut_after, "every cut was made")
            put(other, "after-all")
            has(21)
            left = 21 if afterwards == "flag" else 0
            until(lambda: _held(other, "INBOX") == left, "the inbox is as it should be")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrong"}, "does not let support@desk.example sign in"),
        ({"folder": "Nowhere"}, "There is no folder Nowhere"),
        ({"security": "tls"}, "does not speak TLS"),
        ({"host": "nobody.invalid"}, "There is no server named nobody.invalid."),
    ],
)
def test_health_says_in_words_what_failed(
    server: Dovecot, change: dict[str, str], said: str
) -> None:
    place = at(server.imap, **change)
    with fetching(place):
        row = until(lambda: MailboxHealth.objects.exclude(fault="").first(), "it says so")
    assert said in row.fault
    assert "wrong" not in row.fault or "secret is wrong" in row.fault
    assert row.next_try_at is not None


def test_silence_is_noticed_within_five_minutes_and_ends_with_the_next_word() -> None:
    Mailbox.objects.create(name="Support", host="imap.x.example", user="support", password="p")
    begin = now()
    assert health.sweep(begin) == 0
    place = MailboxHealth.objects.get().place
    health.failed(place, "no", at=begin + timedelta(minutes=3), next_try_at=begin)
    assert health.sweep(begin + timedelta(minutes=3, seconds=59)) == 0
    assert health.sweep(begin + timedelta(minutes=4, seconds=30)) == 1
    assert health.sweep(begin + timedelta(minutes=5)) == 0
    health.heard(place, mails=1, at=begin + timedelta(minutes=6))
    assert MailboxHealth.objects.get().silent_at is None


def test_secrets_lie_sealed() -> None:
    box = Mailbox.objects.create(name="Support", host="x", user="u", password="very secret")
    assert "very secret" not in Mailbox.objects.values_list("password", flat=True).get(pk=box.pk)
