"""What a mail becomes: a ticket, part of one, or a note that it came."""

import pytest
from django.conf import settings

from doors.email.conftest import Take, write
from handrail.base.by import By
from handrail.base.clock import now
from handrail.channels.email import arrival, jobs
from handrail.channels.email.models import RawMail
from handrail.flow import intake
from handrail.flow.models import Delivery
from handrail.people.models import Person
from handrail.tickets import actions as tickets
from handrail.tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def mika() -> Person:
    return Person.objects.create_user("mika@desk.example", name="Mika", role="agent")


def ticket_of(mail: RawMail) -> Ticket:
    assert mail.ticket_id is not None, (mail.state, mail.reason)
    return Ticket.objects.get(pk=mail.ticket_id)


def reply_address(ticket: Ticket) -> str:
    local, _, domain = settings.HANDRAIL_MAIL_ADDRESS.rpartition("@")
    return f"{local}+{ticket.token}@{domain}"


def answered(ticket: Ticket, agent: Person) -> Message:
    """The ticket with an agent's reply on its way out."""
    tickets.take(ticket, person=agent, by=By.person(agent))
    return tickets.reply(ticket, author=agent, text="Try this.", by=By.person(agent))


def test_mail_without_an_id_opens_a_ticket_once(take: Take) -> None:
    first = take(write("one", Message_ID="<>"))
    second = take(write("two"))
    again = take(b"Received: from elsewhere\n" + write("one", Message_ID="<>"))
    assert ticket_of(first).pk != ticket_of(second).pk
    assert again.state == "duplicate" and again.ticket_id == first.ticket_id


def test_the_same_mail_by_another_way_is_a_duplicate(take: Take) -> None:
    first = take(b"Received: by one\n" + write(Message_ID="<1@customer.example>"))
    second = take(b"Received: by two\n" + write(Message_ID="<1@customer.example>"))
    assert (first.state, second.state) == ("delivered", "duplicate")
    assert Message.objects.filter(direction="in").count() == 1


def test_the_same_bytes_are_counted_not_kept_twice(take: Take) -> None:
    take(write())
    assert take(write()).deliveries == 2
    assert Message.objects.filter(direction="in").count() == 1


def test_nobody_can_use_up_anothers_message_id(take: Take) -> None:
    take(write("spam", From="thief@evil.example", Message_ID="<1@customer.example>"))
    mine = take(write("real", Message_ID="<1@customer.example>"))
    assert mine.state == "delivered"


def test_a_job_that_runs_twice_does_its_work_once(take: Take) -> None:
    mail = take(write())
    assert jobs.parse(mail.pk) == "done already"
    assert Message.objects.filter(direction="in").count() == 1


def test_an_answer_joins_by_the_ids_it_refers_to(take: Take, mika: Person) -> None:
    ticket = ticket_of(take(write(Message_ID="<1@customer.example>")))
    reply = answered(ticket, mika)
    reply.refresh_from_db()
    answer = take(write("Thanks", References=f"<1@customer.example> {reply.external_id}"))
    assert ticket_of(answer).pk == ticket.pk


def test_an_answer_joins_by_the_reply_address(take: Take) -> None:
    ticket = ticket_of(take(write()))
    answer = take(write("Thanks"), envelope_to=(reply_address(ticket),))
    assert ticket_of(answer).pk == ticket.pk


def test_a_strangers_mail_with_the_number_in_its_subject_opens_its_own(take: Take) -> None:
    ticket = ticket_of(take(write()))
    other = take(write("Hi", From="cy@other.example", Subject=f"Re: [#{ticket.pk}] Help"))
    assert ticket_of(other).pk != ticket.pk
    known = take(write("Hi", From="cy@other.example", Subject="x", To=reply_address(ticket)))
    assert ticket_of(known).pk != ticket.pk


def test_fifty_away_notes_are_recorded_and_none_answered(take: Take, mika: Person) -> None:
    ticket = ticket_of(take(write(Message_ID="<1@customer.example>")))
    answered(ticket, mika)
    before = Delivery.objects.count()
    for n in range(50):
        head = {"Auto_Submitted": "auto-replied", "References": "<1@customer.example>"}
        mail = take(write(f"Away {n}", Subject="Out of office", **head))
        assert (mail.state, mail.ticket_id) == ("auto_reply", ticket.pk)
    assert Delivery.objects.count() == before
    assert Message.objects.filter(ticket=ticket, direction="in").count() == 1


def test_a_bounce_is_told_to_its_ticket_and_not_answered(take: Take, mika: Person) -> None:
    ticket = ticket_of(take(write()))
    reply = answered(ticket, mika)
    reply.refresh_from_db()
    before = Delivery.objects.count()
    raw = (
        "From: MAILER-DAEMON@mx.example\nReturn-Path: <>\nSubject: Undelivered Mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n"
        "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ada@customer.example\n"
        "Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n"
        f"Message-ID: {reply.external_id}\nSubject: x\n\ny\n--b--\n"
    )
    mail = take(raw.encode())
    assert (mail.state, mail.ticket_id) == ("bounce", ticket.pk)
    assert Delivery.objects.count() == before
    assert Person.objects.get(email="ada@customer.example").bounced_at is not None


def test_mail_that_cannot_be_read_is_kept_with_its_reason(take: Take) -> None:
    levels = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(1000)
    )
    mail = take(f"From: a@b.example\n{levels}".encode())
    assert mail.state == "unparsed" and "levels deep" in mail.reason
    assert bytes(mail.raw).startswith(b"From:")
    assert take(write()).state == "delivered"


def test_hostile_file_names_and_types_are_kept_as_downloads(take: Take) -> None:
    names = ["\u200b.htaccess", "../../x", "a.pdf\\0.html", "pic.svg"]
    parts = "".join(
        f'--b\nContent-Type: image/svg+xml\nContent-Disposition: attachment; filename="{name}"\n\n'
        f"<svg><script>alert({n})</script></svg>\n" for n, name in enumerate(names)
    )  # fmt: skip
    mail = take(
        write(Content_Type="multipart/mixed; boundary=b").replace(
            b"Hello", f"{parts}--b--".encode()
        )
    )
    files = list(Attachment.objects.filter(ticket=ticket_of(mail)))
    assert len(files) == 4
    for file in files:
        assert not set(file.name) & set("/\\\u200b\x00")
        assert file.name not in {"", "..", ".htaccess"}
        assert len(file.blob_id) == 64


def test_a_mail_of_this_desk_itself_opens_nothing(take: Take) -> None:
    mail = take(write(From=settings.HANDRAIL_MAIL_ADDRESS))
    assert mail.state == "auto_reply" and Ticket.objects.count() == 0


def test_a_mail_that_names_nobody_is_kept_for_people_to_see(take: Take) -> None:
    mail = take(write(From="=?utf-8?q?nobody?="))
    assert mail.state == "unparsed" and "sender" in mail.reason
    handed_in = take(write("other", From="nobody"), envelope_from="ada@customer.example")
    assert ticket_of(handed_in).requester.email == "ada@customer.example"


def test_a_place_that_fails_is_tried_again_and_then_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = arrival.accept(write(), envelope_from="", envelope_to=[], at=now())
    # The hall is away: as if the database refused every ticket.
    monkeypatch.setattr(intake, "receive", lambda incoming: 1 / 0)
    for _ in jobs.BACKOFF:
        assert jobs.parse(kept.pk) == "received"
    assert jobs.parse(kept.pk) == "failed"
    assert Ticket.objects.count() == 0
    monkeypatch.undo()
    assert jobs.replay(kept.pk, at=now())
    assert jobs.parse(kept.pk) == "opened"
