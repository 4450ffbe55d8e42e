"""Addresses with letters beyond ASCII: the domain always, the part before the @ where the server can."""

import asyncio
import email
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import SMTPUTF8
from typing import Any

import msgspec
import pytest
from aiosmtpd.smtp import SMTP

from doors.email.test_way_out import PLAIN
from handrail.channels.email.sending import MailSender
from handrail.flow.ports import Outgoing, PermanentFailure

TO = "grüße@bücher.example"


class Taken:
    """A mail server that keeps what it was given."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"


@contextmanager
def server(*, utf8: bool) -> Iterator[tuple[Taken, str]]:
    taken, loop = Taken(), asyncio.new_event_loop()
    made = loop.run_until_complete(
        loop.create_server(lambda: SMTP(taken, enable_SMTPUTF8=utf8), "127.0.0.1", 0)
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield taken, f"smtp://127.0.0.1:{made.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(made.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def to(*people: tuple[str, str]) -> Outgoing:
    return msgspec.structs.replace(PLAIN, to=people, subject="Re: Zusätze", text="Schön.\n")


pytestmark = pytest.mark.django_db


def test_where_the_server_can_it_goes_there_as_it_is_written(settings: Any) -> None:
    with server(utf8=True) as (taken, settings.HANDRAIL_SMTP_URL):
        MailSender().send(to(("Jürgen", TO)))
        (envelope,) = taken.envelopes
    assert envelope.rcpt_tos == ["grüße@xn--bcher-kva.example"]
    assert envelope.smtp_utf8
    mail = email.message_from_bytes(envelope.original_content, policy=SMTPUTF8)
    assert "To: Jürgen <grüße@xn--bcher-kva.example>".encode() in envelope.original_content
    assert mail["Subject"] == "Re: Zusätze"


def test_where_it_cannot_it_fails_clearly_and_at_once(settings: Any) -> None:
    with server(utf8=False) as (taken, settings.HANDRAIL_SMTP_URL):
        with pytest.raises(PermanentFailure, match=r"SMTPUTF8.*grüße@"):
            MailSender().send(to(("Jürgen", TO)))
        assert not taken.envelopes


def test_a_domain_alone_needs_nothing_of_the_server(settings: Any) -> None:
    with server(utf8=False) as (taken, settings.HANDRAIL_SMTP_URL):
        MailSender().send(to(("Jürgen", "j@bücher.example")))
        (envelope,) = taken.envelopes
    assert envelope.rcpt_tos == ["j@xn--bcher-kva.example"]
    assert envelope.original_content.isascii()
