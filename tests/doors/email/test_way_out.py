"""What we send: one message by the rules, to a server that says yes, not now, or never."""

import email
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.policy import default
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd.controller import Controller

from doors.email.conftest import Take, write
from handrail.base.by import By
from handrail.base.clock import now
from handrail.channels.email.sending import MailSender
from handrail.channels.email.writing import message
from handrail.flow import delivery
from handrail.flow.models import Delivery
from handrail.flow.ports import Outgoing, PermanentFailure, TemporaryFailure
from handrail.people.models import Person, Role
from handrail.tickets import actions
from handrail.tickets.files import File
from handrail.tickets.models import Ticket
from real_desk import free_port

PLAIN = Outgoing(
    key="k", message_id="<k@desk.example>", to=[("Ada", "ada@x.example")], from_name="Jo (Support)",
    from_address="support@desk.example", reply_token="0123456789abcdef", subject="Re: Help",
    text="Try this.\n", in_reply_to="<two@x.example>",
    references=["<one@x.example>", "<two@x.example>"],
)  # fmt: skip


def as_received(outgoing: Outgoing) -> Any:
    return email.message_from_bytes(message(outgoing).as_bytes(), policy=default)


def but(**facts: Any) -> Outgoing:
    return msgspec.structs.replace(PLAIN, **facts)


def test_the_thread_is_named_and_answers_find_the_way_back() -> None:
    mail = as_received(PLAIN)
    assert mail["From"] == '"Jo (Support)" <support@desk.example>'
    assert mail["Reply-To"].addresses[0].addr_spec == "support+0123456789abcdef@desk.example"
    assert mail["Message-ID"] == "<k@desk.example>"
    assert mail["In-Reply-To"] == "<two@x.example>"
    assert mail["References"].split() == ["<one@x.example>", "<two@x.example>"]
    assert mail["Auto-Submitted"] is None
    assert mail.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "facts",
    [
        {"subject": "a\r\nBcc: x@y"}, {"subject": "a\x00\u2028Bcc: x@y"}, {"from_name": "a\nBcc: x@y"},
        {"to": [("a\r\nBcc: x@y", "ada@x.example")]}, {"in_reply_to": "<a@b>\r\nBcc: x@y"},
        {"references": ["<a@b>\nBcc: x@y"]}, {"cc": [("", "b@x.example\r\nBcc: x@y")]},
        {"files": [File(name="a\r\nBcc: x@y", content=b"x", content_type="text/plain\r\nBcc: x@y")]},
    ],
)  # fmt: skip
def test_nothing_a_stranger_wrote_adds_a_header(facts: dict[str, Any]) -> None:
    raw = message(but(**facts)).as_bytes()
    head = email.message_from_bytes(raw)
    assert head["Bcc"] is None
    assert all(part["Bcc"] is None for part in head.walk())


def test_html_stands_beside_the_text_and_files_come_along() -> None:
    mail = as_received(but(html="<p>Grüße</p>", files=[File(name="ä.pdf", content=b"%PDF-")]))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
        "application/octet-stream",
    ]  # fmt: skip
    assert next(mail.iter_attachments()).get_filename() == "ä.pdf"


def test_nobody_to_write_to_is_for_ever() -> None:
    with pytest.raises(PermanentFailure):
        MailSender().send(but(to=[("Ada", "no address")]))


class Says:
    """A mail server that gives one answer to the data."""

    def __init__(self, answer: str) -> None:
        self.answer, self.taken = answer, []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope)
        return self.answer


@contextmanager
def server(answer: str) -> Iterator[tuple[Says, str]]:
    says = Says(answer)
    port = free_port()
    control = Controller(says, hostname="127.0.0.1", port=port)
    control.start()
    try:
        yield says, f"smtp://127.0.0.1:{port}"
    finally:
        control.stop()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("250 OK", None), ("451 later", TemporaryFailure), ("550 never", PermanentFailure)],
)
def test_what_the_server_says_decides(
    answer: str, fault: type[Exception] | None, settings: Any
) -> None:
    with server(answer) as (says, settings.HANDRAIL_SMTP_URL):
        if fault:
            with pytest.raises(fault):
                MailSender().send(PLAIN)
        else:
            MailSender().send(PLAIN)
        assert says.taken[0].rcpt_tos == ["ada@x.example"]


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Callable[[], list[Any]]:
    settings.HANDRAIL_SMTP_URL = f"file:{tmp_path}"
    return lambda: [
        email.message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted(tmp_path.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    ]


@pytest.mark.django_db
def test_a_reply_goes_out_once_threaded_and_its_answer_comes_home(
    take: Take, outbox: Callable[[], list[Any]]
) -> None:
    first = take(write(Subject="=?utf-8?q?a=00b=0d=0aBcc:_x@y?=", Message_ID="<one@x.example>"))
    ticket = Ticket.objects.get(pk=first.ticket_id)
    jo = Person.objects.create_user(
        "jo@desk.example", "a long password", name="Jo", role=Role.AGENT
    )
    reply = actions.reply(ticket, author=jo, text="Try this.", by=By.person(jo, now()))
    sent = Delivery.objects.get(message=reply)
    assert [delivery.deliver(sent.pk, now=now()) for _ in range(2)] == ["sent", "elsewhere"]
    (mail,) = outbox()
    assert mail["Bcc"] is None
    assert mail["References"].split()[0] == "<one@x.example>"
    home = mail["Reply-To"].addresses[0].addr_spec
    by_token = take(write("Thanks"), envelope_to=(home,))
    by_thread = take(
        write("Thanks again", In_Reply_To=mail["Message-ID"], References=mail["References"])
    )
    assert {by_token.ticket_id, by_thread.ticket_id} == {ticket.pk}
