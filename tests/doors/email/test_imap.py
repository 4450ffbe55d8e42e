"""Mailboxes of a real Dovecot: each mail once, marked only when it is ours."""

import imaplib
import os
import shutil
from collections.abc import Iterator

import pytest

from doors.email.conftest import write
from doors.email.real_dovecot import dovecot, signed_in
from handrail.channels.email import imap
from handrail.channels.email.models import ImapMark, RawMail
from handrail.channels.email.sources import place

pytestmark = [
    pytest.mark.mail,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("dovecot"), reason="needs Dovecot"),
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root to start Dovecot"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of a Dovecot of our own."""
    with dovecot() as running:
        yield running.imap


@pytest.fixture
def mailbox(server: int) -> Iterator[imaplib.IMAP4]:
    """An empty inbox, as another mail program sees it."""
    line = signed_in(server)
    assert line is not None
    line.create("Other")
    line.select("INBOX")
    yield line
    line.store("1:*", "+FLAGS", r"(\Deleted)")
    line.expunge()
    line.logout()


def put(mailbox: imaplib.IMAP4, raw: bytes) -> None:
    mailbox.append("INBOX", "", None, raw.replace(b"\n", b"\r\n"))  # type: ignore[arg-type]


def fetch(port: int) -> int:
    at = place(f"imap://support%40desk.example:secret@127.0.0.1:{port}/INBOX")
    with imap.opened(at) as client:
        return imap.fetch(client, at)


def seen(mailbox: imaplib.IMAP4) -> int:
    mailbox.noop()
    return len(mailbox.search(None, "SEEN")[1][0].split())


def test_each_mail_is_taken_once_and_then_marked(server: int, mailbox: imaplib.IMAP4) -> None:
    put(mailbox, write("One"))
    put(mailbox, write("Two", Message_ID="<>"))
    assert (fetch(server), fetch(server), seen(mailbox)) == (2, 0, 2)
    assert RawMail.objects.get(pk=RawMail.objects.latest("pk").pk).envelope_to == [
        "support@desk.example"
    ]
    put(mailbox, write("Three"))
    assert fetch(server) == 1


def test_read_by_somebody_else_is_not_missed(server: int, mailbox: imaplib.IMAP4) -> None:
    put(mailbox, write("Seen before we came"))
    mailbox.store("1:*", "+FLAGS", r"(\Seen)")
    assert fetch(server) == 1


def test_new_numbers_after_a_changed_validity_double_nothing(
    server: int, mailbox: imaplib.IMAP4
) -> None:
    put(mailbox, write("Only once"))
    fetch(server)
    ImapMark.objects.update(uid_validity=1, last_uid=4_000_000_000)
    assert fetch(server) == 1
    assert RawMail.objects.get().deliveries == 2


def test_a_deep_mail_breaks_nothing(server: int, mailbox: imaplib.IMAP4) -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1000)
    )
    put(mailbox, b"From: a@b.example\n" + deep)
    assert fetch(server) == 1
