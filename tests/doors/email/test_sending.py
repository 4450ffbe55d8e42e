"""What leaves the desk is well-formed, says only what we meant, and is sent as the port promises."""

import asyncio
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from handrail.channels.email.sending import MailSender
from handrail.flow.ports import Outgoing, PermanentFailure, TemporaryFailure
from handrail.tickets.files import File
from real_desk import free_port

OUTGOING = Outgoing(
    key="9b2f8a52-0000-4000-8000-000000000001", message_id="<9b2f8a52@desk.example>",
    to=[("Ada", "ada@customer.example")], from_name="Mika (Desk)", from_address="support@desk.example",
    reply_token="0123456789abcdef0123456789", subject="Re: Help", text="Try this.\n",
    in_reply_to="<2@customer.example>", references=["<1@customer.example>", "<2@customer.example>"],
)  # fmt: skip


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Path:
    settings.HANDRAIL_SMTP_URL = f"file:{tmp_path}"
    return tmp_path


def sent(outbox: Path, **changes: Any) -> EmailMessage:
    MailSender().send(msgspec.structs.replace(OUTGOING, **changes))
    raw = next(outbox.glob("*.eml")).read_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_an_answer_is_threaded_and_finds_its_way_back(outbox: Path) -> None:
    message = sent(outbox)
    assert message["Message-ID"] == "<9b2f8a52@desk.example>"
    assert message["In-Reply-To"] == "<2@customer.example>"
    assert message["References"] == "<1@customer.example> <2@customer.example>"
    assert message["From"] == '"Mika (Desk)" <support@desk.example>'
    assert "support+0123456789abcdef0123456789@desk.example" in message["Reply-To"]
    assert message["Auto-Submitted"] is None


def test_nothing_foreign_adds_a_header(outbox: Path) -> None:
    message = sent(
        outbox, subject="ab\r\nBcc: x@y.example\r\n\r\nbody", from_name="M\r\nBcc: x@y.example",
        references=["<a@b>\r\nBcc: x@y.example", "<1@customer.example>"], in_reply_to="<x\r\nBcc: y>",
        to=[("A\nBcc: x@y.example", "ada@customer.example")],
        files=[File(name="a\r\nBcc: x.txt", content=b"x", content_type="text/x\r\nBcc: y")],
    )  # fmt: skip
    raw = next(outbox.glob("*.eml")).read_bytes()
    assert b"\nBcc" not in raw.replace(b"\r", b"\n")
    assert message["Bcc"] is None and message["In-Reply-To"] is None
    assert message["References"] == "<1@customer.example>"


def test_sent_twice_is_one_message_with_one_id(outbox: Path) -> None:
    first, second = sent(outbox), sent(outbox)
    assert len(list(outbox.glob("*.eml"))) == 1
    assert first["Message-ID"] == second["Message-ID"]


def test_notices_say_that_no_person_wrote_them(outbox: Path) -> None:
    assert sent(outbox, automatic=True)["Auto-Submitted"] == "auto-replied"


def test_text_comes_first_and_files_last(outbox: Path) -> None:
    message = sent(outbox, html="<p>Try</p>", files=[File(name="ü.bin", content=b"\x00\r\n\xff")])
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/octet-stream",
    ]
    assert [part.get_content() for part in message.iter_attachments()] == [b"\x00\r\n\xff"]


@pytest.mark.parametrize(
    "address", ["", "no address", "a@b\r\nBcc: x@y", "a@" + "x" * 70 + ".example"]
)
def test_an_address_nobody_has_is_a_permanent_failure(outbox: Path, address: str) -> None:
    with pytest.raises(PermanentFailure):
        sent(outbox, to=[("Ada", address)])


class Moody:
    """A real mail server that answers as it is told."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.got: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.got.append(envelope)
        return self.answer


@pytest.fixture
def moody(settings: Any) -> Iterator[Moody]:
    handler = Moody()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(handler), "127.0.0.1", 0))
    settings.HANDRAIL_SMTP_URL = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield handler
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_smtp_takes_it(moody: Moody) -> None:
    MailSender().send(OUTGOING)
    assert moody.got[0].rcpt_tos == ["ada@customer.example"]
    assert moody.got[0].mail_from == "support+0123456789abcdef0123456789@desk.example"


def test_a_4xx_is_for_later_and_a_5xx_for_ever(moody: Moody) -> None:
    moody.answer = "451 4.3.0 later"
    with pytest.raises(TemporaryFailure, match="451"):
        MailSender().send(OUTGOING)
    moody.answer = "554 5.7.1 never"
    with pytest.raises(PermanentFailure, match="554"):
        MailSender().send(OUTGOING)


def test_no_server_at_all_is_for_later(settings: Any) -> None:
    settings.HANDRAIL_SMTP_URL = "smtp://127.0.0.1:1"
    with pytest.raises(TemporaryFailure):
        MailSender().send(OUTGOING)


class OneAccount(Moody):
    """Lets in one account, as the servers of large providers do."""

    def authenticate(self, *_: Any) -> AuthResult:
        return AuthResult(success=True)


def test_where_we_sign_in_the_envelope_has_the_plain_address(settings: Any) -> None:
    handler = OneAccount()
    auth = {"authenticator": handler.authenticate, "auth_require_tls": False}
    control = Controller(handler, hostname="127.0.0.1", port=free_port(), **auth)
    control.start()
    settings.HANDRAIL_SMTP_URL = f"smtp://support:secret@127.0.0.1:{control.port}"
    MailSender().send(OUTGOING)
    control.stop()
    assert handler.got[0].mail_from == "support@desk.example"
