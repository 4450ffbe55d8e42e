"""The listener says yes only to what is safe, and never no for what a mail says."""

import asyncio
import os
import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections

from doors.email.conftest import write
from handrail.channels.email import server
from handrail.channels.email.models import RawMail

pytestmark = pytest.mark.django_db(transaction=True)


def listening(protocol: str) -> Iterator[int]:
    """A real listener on a free port, on a thread of its own."""
    loop, threads = asyncio.new_event_loop(), ThreadPoolExecutor(server.THREADS)
    made = loop.run_until_complete(_start(loop, protocol, threads))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield made.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(made.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    # Its threads hold connections, which would keep the test's database from being emptied.
    list(threads.map(lambda _: connections.close_all(), range(server.THREADS)))
    threads.shutdown()
    loop.close()


async def _start(
    loop: asyncio.AbstractEventLoop, protocol: str, threads: ThreadPoolExecutor
) -> asyncio.Server:
    make = server.maker(protocol, most_bytes=settings.HANDRAIL_MAX_MESSAGE_BYTES, threads=threads)
    return await loop.create_server(make, "127.0.0.1", 0)


@pytest.fixture
def lmtp_port() -> Iterator[int]:
    yield from listening("lmtp")


@pytest.fixture
def smtp_port() -> Iterator[int]:
    yield from listening("smtp")


def hand_in(port: int, raw: bytes, to: list[str]) -> dict[str, tuple[int, bytes]]:
    with smtplib.LMTP("127.0.0.1", port) as line:
        return line.sendmail("ada@customer.example", to, raw)


def test_what_was_acknowledged_is_there(lmtp_port: int) -> None:
    raw = write().replace(b"\n", b"\r\n")
    assert hand_in(lmtp_port, raw, ["support@desk.example"]) == {}
    kept = RawMail.objects.get()
    assert bytes(kept.raw) == raw
    assert kept.envelope_to == ["support@desk.example"]
    assert kept.envelope_from == "ada@customer.example"


def test_each_recipient_gets_an_answer(lmtp_port: int) -> None:
    to = [f"support+{n}@desk.example" for n in range(2000)]
    with smtplib.LMTP("127.0.0.1", lmtp_port) as line:
        assert line.sendmail("ada@customer.example", to, write()) == {}
        # smtplib reads one answer; LMTP gives one for each recipient.
        assert [line.getreply()[0] for _ in to[1:]] == [250] * 1999
    assert len(RawMail.objects.get().envelope_to) == 2000


def test_too_large_is_told_so_and_nothing_is_kept(lmtp_port: int) -> None:
    with smtplib.LMTP("127.0.0.1", lmtp_port) as line:
        line.ehlo()
        most = int(line.esmtp_features["size"])
        assert most == settings.HANDRAIL_MAX_MESSAGE_BYTES
        with pytest.raises(smtplib.SMTPSenderRefused) as told:
            line.sendmail("a@b.example", ["s@d.example"], b"x" * (most + 1))
        assert told.value.smtp_code == 552
    assert not RawMail.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\r\n", b"no header", b"A" * 2**20 + b": x\r\n\r\n", b"From: ((((" * 999]
)
def test_no_content_is_refused(lmtp_port: int, raw: bytes) -> None:
    assert hand_in(lmtp_port, raw, ["support@desk.example"]) == {}
    assert RawMail.objects.count() == 1


def test_smtp_speaks_too(smtp_port: int) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_port) as line:
        assert line.sendmail("a@b.example", ["s@d.example", "t@d.example"], write()) == {}
    assert RawMail.objects.count() == 1


def test_one_mail_from_twenty_at_once_is_kept_once(lmtp_port: int) -> None:
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: hand_in(lmtp_port, write(), ["s@d.example"]), range(20)))
    assert answers == [{}] * 20
    assert RawMail.objects.get().deliveries == 20


def test_a_database_that_is_away_means_not_now(lmtp_port: int) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE email_rawmail RENAME TO away")
    try:
        with pytest.raises(smtplib.SMTPDataError) as told:
            hand_in(lmtp_port, write(), ["s@d.example"])
        assert told.value.smtp_code == 451
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO email_rawmail")


def test_the_pipe_exits_as_a_mail_server_expects() -> None:
    base = connections["default"].settings_dict
    url = f"postgres://nobody@127.0.0.1:1/{base['NAME']}"
    done = subprocess.run(
        [sys.executable, "-c", "from handrail.config.commands import main; main()", "mail", "deliver"],
        input=write(), env=os.environ | {"DATABASE_URL": url}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == os.EX_TEMPFAIL, done.stderr
