"""From bytes to a place: once, whatever comes, and nothing lost."""

import pytest

from doors.email.conftest import Take, write
from handrail.base.clock import now
from handrail.channels.email import arrival, jobs
from handrail.channels.email.models import RawMail
from handrail.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
State = RawMail.State


@pytest.mark.parametrize("fields", [{"Message_ID": "<>"}, {}])
def test_without_a_message_id_the_content_tells(take: Take, fields: dict[str, str]) -> None:
    take(write("First", **fields))
    take(write("Second", **fields))
    copy = take(b"Received: by another.example\n" + write("First", **fields))
    assert (copy.state, Ticket.objects.count()) == (State.DUPLICATE, 2)


def test_the_envelope_names_who_the_mail_does_not(take: Take) -> None:
    assert take(b"Subject: x\n\nHello\n", envelope_from="a@b.example").state == State.DELIVERED


def test_a_mail_that_can_not_be_placed_is_tried_again_then_shown(take: Take) -> None:
    mail = arrival.accept(write(), envelope_from="", envelope_to=[], at=now())
    for _ in jobs.BACKOFF:
        assert jobs.try_later(mail.pk, "Trouble", at=now()) == State.RECEIVED
    assert jobs.try_later(mail.pk, "Trouble", at=now()) == State.FAILED
    assert jobs.replay(mail.pk, at=now())
    assert not jobs.replay(mail.pk, at=now())


def test_the_sweep_finds_the_mail_whose_job_was_lost() -> None:
    mail = arrival.accept(write(), envelope_from="", envelope_to=[], at=now())
    assert jobs.sweep(mail.queued_at + jobs.LOST_AFTER / 2) == 0
    assert jobs.sweep(mail.queued_at + jobs.LOST_AFTER) == 1


def test_an_answer_to_the_token_joins_and_an_unknown_token_opens(take: Take) -> None:
    first = take(write())
    token = Ticket.objects.get(pk=first.ticket_id).token
    domain = "localhost"
    joined = take(write("More"), envelope_to=(f"support+{token}@{domain}",))
    cut = take(write("Even more"), envelope_to=(f"support+{token[:-1]}@{domain}",))
    stranger = write("Let me in", From="Cy <cy@x.example>")
    refused = take(stranger, envelope_to=(f"support+{token}@{domain}",))
    assert joined.ticket_id == first.ticket_id
    assert first.ticket_id not in (cut.ticket_id, refused.ticket_id)


HOSTILE = {
    "a hundred nested parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(100)
    ) + b"\nHello\n",
    "an unknown charset": b"Content-Type: text/plain; charset=unknown-8bit\n\nGr\xfc\xdfe \xff\n",
    "a header of a megabyte": b"X-Long: " + b"a" * 2**20 + b"\n\nHello\n",
    "an empty body": b"\n",
    "two thousand recipients": b"Cc: " + b", ".join(b"p%d@x.example" % n for n in range(2000)) + b"\n\nHi\n",
    "NUL and controls": b"X: y\n\nHello \x00 \x1b world\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_has_a_place(take: Take, name: str) -> None:
    head = b"From: Ada <ada@customer.example>\nSubject: =?utf-8?q?a=00b=0d=0aBcc:_x@y?=\nMIME-Version: 1.0\n"
    mail = take(head + HOSTILE[name])
    assert mail.state == State.DELIVERED, mail.reason
    assert "\n" not in Ticket.objects.get(pk=mail.ticket_id).subject


def test_an_attachment_with_a_path_for_a_name_is_stored_under_none(take: Take) -> None:
    mail = take(
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Disposition: attachment; filename=../../x\n\nevil\n--b--\n"
    )
    attachment = Message.objects.get(pk=mail.message_id).attachments.get()
    assert (attachment.name, len(attachment.blob_id)) == ("x", 64)
