"""Mailboxes on screen: tried before they are kept, secrets never shown, and a log of every mail."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from doors.email.conftest import Take
from doors.email.real_dovecot import Dovecot, dovecot
from doors.email.test_kept_mail_page import NOBODYS, client
from handrail.base.clock import now
from handrail.base.models import EventRecord
from handrail.channels.email import health, sources
from handrail.channels.email.mailboxes import Mailbox
from handrail.channels.email.models import RawMail
from handrail.people.models import Role

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Support", "protocol": "imap", "host": "127.0.0.1", "security": "none",
    "user": "support@desk.example", "sign_in": "password", "password": "secret", "folders": "INBOX",
    "afterwards": "flag", "is_active": "on",
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    if not shutil.which("dovecot") or os.geteuid() != 0:
        pytest.skip("needs Dovecot, and root to start it")
    with dovecot() as running:
        yield running


@pytest.mark.mail
def test_it_is_tried_before_it_is_kept(server: Dovecot) -> None:
    root, typed = client(Role.ADMIN), TYPED | {"port": str(server.imap)}
    for change, said in (
        ({"password": "wrong"}, "does not let support@desk.example sign in"),
        ({"folders": "INBOX,Nowhere"}, "There is no folder Nowhere"),
        ({"host": "nobody.invalid"}, "There is no server named nobody.invalid"),
        (
            {"afterwards": "move", "move_to": "Nowhere"},
            "There is no folder Nowhere to move mail to",
        ),
    ):
        page = root.post("/work/mail/mailboxes/new", typed | change)
        assert page.status_code == 422 and said in page.text
        assert 'value="Support"' in page.text and "wrong" not in page.text.replace("is wrong", "")
    assert "It works" in root.post("/work/mail/mailboxes/new", typed | {"test": "yes"}).text
    assert not Mailbox.objects.exists()
    assert "Kept." in root.post("/work/mail/mailboxes/new", typed, follow=True).text
    box = Mailbox.objects.get()
    assert sources.places(box)[0].password == "secret" and "secret" not in box.password
    changed = root.post(
        f"/work/mail/mailboxes/{box.pk}", typed | {"password": "", "name": "Help"}, follow=True
    )
    assert "Help" in changed.text and sources.places(Mailbox.objects.get())[0].password == "secret"
    told = EventRecord.objects.filter(kind="setting.changed")
    assert [one.payload["now"]["password"][:7] for one in told] == ["sealed:", "sealed:"]


def test_what_cannot_work_may_be_kept_all_the_same_and_removed() -> None:
    root, typed = client(Role.ADMIN), TYPED | {"port": "1", "host": "nobody.invalid"}
    assert root.post("/work/mail/mailboxes/new", typed | {"afterwards": "move"}).status_code == 422
    assert "Keep it all the same" in root.post("/work/mail/mailboxes/new", typed).text
    root.post("/work/mail/mailboxes/new", typed | {"anyway": "yes"})
    assert "Begins within ten seconds" in root.get("/work/mail/mailboxes").text
    root.post(f"/work/mail/mailboxes/{Mailbox.objects.get().pk}/removal")
    assert not Mailbox.objects.exists()


def test_a_mailbox_is_not_named_like_the_desk_s_own_ways_in() -> None:
    page = client(Role.ADMIN).post(
        "/work/mail/mailboxes/new", TYPED | {"port": "1", "name": "Server"}
    )
    assert page.status_code == 422 and "Choose another name" in page.text


def test_how_each_is_doing_is_said_in_words() -> None:
    root = client(Role.ADMIN)
    box = Mailbox.objects.create(name="Support", host="x.example", user="u", password="p")
    place, at = sources.places(box)[0].name, now()
    health.heard(place, mails=1, at=at)
    assert "Good" in root.get("/work/mail/mailboxes").text
    health.failed(place, "Nothing listens at x.example:993.", at=at, next_try_at=at)
    assert "Trouble" in root.get("/work/mail/mailboxes").text
    health.sweep(at + timedelta(minutes=6))
    page = root.get("/work/mail/mailboxes").text
    assert "Silent" in page and "Nothing listens at x.example:993." in page


def test_the_log_tells_of_every_mail_what_was_decided(take: Take) -> None:
    root = client(Role.ADMIN)
    placed = take(b"From: Ada <ada@x.example>\nSubject: Printer\nMessage-ID: <1@x>\n\nHelp\n")
    kept = take(NOBODYS)
    page = root.get("/work/mail/log").text
    assert (
        "Printer" in page
        and f'/work/tickets/{placed.ticket_id}"' in page
        and "no usable sender" in page
    )
    only = root.get("/work/mail/log?state=unparsed").text
    assert "Printer" not in only and "no usable sender" in only
    root.post("/work/mail/tries")
    kept.refresh_from_db()
    assert kept.state == RawMail.State.RECEIVED


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.AGENT, Role.LEAD, Role.AUDITOR])
def test_everybody_else_finds_nothing(role: Role) -> None:
    box = Mailbox.objects.create(name="Support", host="x.example", user="u", password="p")
    other = client(role)
    for path in ("log", "mailboxes", "mailboxes/new", f"mailboxes/{box.pk}"):
        assert other.get(f"/work/mail/{path}").status_code == 404
    for path in ("tries", "mailboxes/new", f"mailboxes/{box.pk}/removal"):
        assert other.post(f"/work/mail/{path}").status_code == 404
    assert Client().get("/work/mail/mailboxes").status_code == 302
    assert Mailbox.objects.exists()


def test_the_log_asks_the_same_however_much_there_is(
    take: Take, django_assert_max_num_queries
) -> None:
    root = client(Role.ADMIN)
    for number in range(12):
        take(f"From: Ada <ada@x.example>\nSubject: S\nMessage-ID: <{number}@x>\n\nHelp\n".encode())
    with django_assert_max_num_queries(4):
        root.get("/work/mail/log")
