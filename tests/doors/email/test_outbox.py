"""From which address, in whose name, in which frame, and with what of the conversation a mail leaves."""

import email
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from doors.email.conftest import Take, write
from handrail.base import sealed
from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.settings_log import keep, values_of
from handrail.desk.models import Brand
from handrail.flow import delivery
from handrail.flow.configuration_file import exported, imported
from handrail.flow.models import Delivery
from handrail.flow.outbox.models import (
    Frame,
    SendingAddress,
    SendingRule,
    SigningKey,
    Suppressed,
)
from handrail.tickets import actions
from handrail.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
OUTBOX: Any = (Frame, SendingAddress, SendingRule, SigningKey)


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Path:
    settings.HANDRAIL_SMTP_URL = f"file:{tmp_path}"
    return tmp_path


@pytest.fixture
def acme(db: None) -> Brand:
    return Brand.objects.create(name="Acme", slug="acme", address="help@acme.example")


def leave(message: Message, outbox: Path) -> Any:
    """Send it, and read what left."""
    sent = Delivery.objects.get(message=message)
    assert delivery.deliver(sent.pk, now=now()) == "sent"
    return read(message, outbox)


def read(message: Message, outbox: Path) -> Any:
    message.refresh_from_db()
    found = [email.message_from_bytes(f.read_bytes(), policy=default) for f in outbox.glob("*.eml")]
    return next(mail for mail in found if mail["Message-ID"] == message.external_id)


def answer(desk: Any, ticket: Ticket, text: str = "Try this.") -> Message:
    return actions.reply(ticket, author=desk.mika, text=text, then="keep", by=By.person(desk.mika))


def notice(ticket: Ticket, about: str = "received") -> Message:
    return actions.notify(ticket, text="It has reached us.", about=about, by=By.system())


def bodies(mail: Any) -> tuple[str, str]:
    return (
        mail.get_body(("plain",)).get_content().replace("\r\n", "\n"),
        mail.get_body(("html",)).get_content(),
    )


def test_a_brand_and_a_team_have_addresses_and_names(desk: Any, acme: Brand, outbox: Path) -> None:
    by = By.person(desk.root)
    rows = [
        SendingAddress(address="all@desk.example", from_name="{{agent.name}}"),
        SendingAddress(address="hello@acme.example", brand=acme, from_name="{{agent.name}} at Acme",
                       notice_name="The people at {{brand.name}}"),
        SendingAddress(address="second@acme.example", brand=acme, team=desk.second),
    ]  # fmt: skip
    for row in rows:
        keep(row, by=by)
    ours, theirs = desk.ask(), desk.ask(brand=acme)
    first = leave(answer(desk, theirs), outbox)
    assert first["From"] == "Mika at Acme <hello@acme.example>"
    assert first["Reply-To"].addresses[0].addr_spec == f"hello+{theirs.token}@acme.example"
    assert leave(notice(theirs), outbox)["From"] == "The people at Acme <hello@acme.example>"
    assert leave(answer(desk, ours), outbox)["From"] == "Mika <all@desk.example>"
    actions.move(theirs, to=desk.second, by=by)
    moved = leave(answer(desk, theirs), outbox)
    assert moved["From"] == '"Mika (Acme)" <second@acme.example>'


def test_a_server_of_its_own_is_kept_encrypted_and_used(
    desk: Any, acme: Brand, outbox: Path, tmp_path: Path, browse: Any
) -> None:
    root = browse(desk.root)
    typed = {"brand": acme.pk, "address": "help@acme.example", "from_name": "{{agent.name}}",
             "notice_name": "Acme", "server": "smtp://u:very-secret@127.0.0.1:1",
             "is_active": "on"}  # fmt: skip
    assert root.post("/work/settings/sending-addresses/new", typed).status_code == 302
    row = SendingAddress.objects.get()
    assert "very-secret" not in row.server and sealed.opened(row.server) == typed["server"]
    page = root.get(f"/work/settings/sending-addresses/{row.pk}").text
    history = root.get("/work/settings/sending-addresses/history").text
    assert not [words for words in ("very-secret", "sealed:") if words in page + history]
    kept = root.post(
        f"/work/settings/sending-addresses/{row.pk}", typed | {"server": "", "notice_name": "A"}
    )
    assert kept.status_code == 302
    row.refresh_from_db()
    assert sealed.opened(row.server) == typed["server"], "an empty field keeps the secret"
    sent = Delivery.objects.get(message=answer(desk, desk.ask(brand=acme)))
    assert delivery.deliver(sent.pk, now=now()) == "queued"
    sent.refresh_from_db()
    assert "can't be reached" in sent.error and not list(outbox.glob("*.eml"))
    refused = root.post(
        "/work/settings/sending-addresses/new", typed | {"server": "ftp://x", "brand": ""}
    )
    assert "Write it as smtp://" in refused.text


def test_text_always_and_html_that_says_the_same(desk: Any, outbox: Path) -> None:
    text, html = bodies(leave(answer(desk, desk.ask(), "1 < 2\nTwo lines"), outbox))
    assert text.strip() == "1 < 2\nTwo lines"
    assert "1 &lt; 2<br>" in html and "Two lines" in html


def test_the_frame_that_names_most_is_used(desk: Any, acme: Brand, outbox: Path) -> None:
    for facts in (
        {"text": "A {{message}}"},
        {"text": "B {{message}}", "brand": acme},
        {"text": "C {{message}} {{ticket.number}}", "brand": acme, "language": "de"},
        {"text": "N {{message}}", "kind": "notice", "subject": "News of {{ticket.number}}"},
        {"text": "R {{message}}", "kind": "received"},
    ):
        keep(Frame(**facts), by=By.system())
    german = desk.ask(brand=acme, language="de-AT")
    told = [bodies(leave(answer(desk, t), outbox))[0].strip()
            for t in (desk.ask(), desk.ask(brand=acme), german)]  # fmt: skip
    assert told == ["A Try this.", "B Try this.", f"C Try this. {german.pk}"]
    escalated = leave(notice(german, "escalated"), outbox)
    assert (
        bodies(escalated)[0].startswith("N It has")
        and escalated["Subject"] == f"News of {german.pk}"
    )
    assert bodies(leave(notice(german), outbox))[0].startswith("R It has")


def test_html_of_a_frame_is_filled_and_harmless(desk: Any, outbox: Path) -> None:
    page = ('<table><tr><td style="color:#123;position:fixed">{{message}}</td></tr></table>'
            "<script>x()</script><img src=x onerror=y()>{{requester.name}}")  # fmt: skip
    keep(Frame(text="{{message}}", html=page), by=By.system())
    desk.ada.name = "<b>Ada</b>"
    desk.ada.save()
    html = bodies(leave(answer(desk, desk.ask()), outbox))[1]
    assert "Try this." in html and "color:" in html and "&lt;b&gt;Ada&lt;/b&gt;" in html
    assert not [bad for bad in ("script", "onerror", "position") if bad in html]


@pytest.mark.parametrize(("policy", "quoted"), [("none", 0), ("last", 1), ("whole", 3)])
def test_history_by_policy_and_never_a_note(
    desk: Any, outbox: Path, policy: str, quoted: int
) -> None:
    keep(Frame(text="{{message}}", history=policy), by=By.system())
    ticket = desk.ask()
    answer(desk, ticket, "The first answer.")
    actions.note(ticket, author=desk.mika, text="An internal secret.", by=By.person(desk.mika))
    notice(ticket)
    actions.hear(
        ticket, author=desk.ada, text="Still on fire.", channel="email", by=By.person(desk.ada)
    )
    mail = leave(answer(desk, ticket, "The second answer."), outbox)
    text, html = bodies(mail)
    assert text.startswith("The second answer.")
    assert text.count("wrote:") == html.count("<blockquote") == quoted
    said = ["> Still on fire.", "> The first answer.", "> It burns."][:quoted]
    assert [line for line in text.splitlines() if line.startswith("> ")] == said
    assert b"internal secret" not in bytes(mail) and "reached us" not in text + html


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"text": "No place for words"}, "It must hold {{message}} once"),
        ({"text": "{{message}} {{no.such}}"}, "There is no placeholder {{no.such}}"),
        ({"text": "{{message}}", "subject": "{{history}}"}, "A subject holds facts"),
        ({"text": "{{message}} {{requester.name}}", "kind": "received"}, "stranger"),
        ({"text": "{{message}}", "kind": "notice", "history": "whole"}, "quotes nothing"),
        ({"text": "{{message}}", "html": "<p>none</p>"}, "It must hold {{message}} once"),
    ],
)
def test_faults_of_a_frame_are_named(
    desk: Any, browse: Any, facts: dict[str, str], words: str
) -> None:
    typed = {"kind": "answer", "history": "none", "is_active": "on", **facts}
    page = browse(desk.root).post("/work/settings/frames/new", typed)
    assert page.status_code == 422 and words in page.text.replace("&#39;", "'")
    assert not Frame.objects.exists()


def test_a_frame_is_previewed_with_a_real_ticket_before_it_is_kept(desk: Any, browse: Any) -> None:
    ticket = desk.ask("The boiler is cold")
    answer(desk, ticket, "Open the valve.")
    typed = {"kind": "answer", "history": "last", "is_active": "on", "try": "preview",
             "text": "Dear {{requester.name}},\n\n{{message}}\n\n{{agent.first_name}}",
             "preview_ticket": str(ticket.pk)}  # fmt: skip
    root = browse(desk.root)
    page = root.post("/work/settings/frames/new", typed).text
    assert "Dear Ada Dahl,\n\nOpen the valve.\n\nMika" in page and "Re: The boiler is cold" in page
    assert "&gt; It burns." in page and not Frame.objects.exists()
    src = page.partition('<iframe class="mail-html" sandbox src="')[2].partition('"')[0]
    alone = root.get(src)
    assert "Open the valve." in alone.text
    assert "default-src 'none'" in alone["Content-Security-Policy"]
    assert browse(desk.mika).get(src).status_code == 404
    assert (
        "no such ticket"
        in root.post("/work/settings/frames/new", typed | {"preview_ticket": "9999"}).text
    )


def test_notices_can_be_ended_in_one_press_and_answers_still_come(desk: Any, outbox: Path) -> None:
    ticket = desk.ask()
    assert leave(answer(desk, ticket), outbox)["List-Unsubscribe"] is None
    mail = leave(notice(ticket), outbox)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = "/notices/" + mail["List-Unsubscribe"].strip("<>").partition("/notices/")[2]
    reader = Client(enforce_csrf_checks=True)
    assert "No more notices?" in reader.get(link).text and not Suppressed.objects.exists()
    assert reader.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Client().post(link[:-2] + "xx").status_code == 404
    further = Delivery.objects.get(message=notice(ticket))
    assert delivery.deliver(further.pk, now=now()) == "skipped"
    leave(answer(desk, ticket), outbox)


def test_who_gets_no_mail_is_left_out_and_named(desk: Any, outbox: Path, browse: Any) -> None:
    ticket = desk.ask()
    actions.watch(ticket, person=desk.cy, by=By.person(desk.mika))
    root = browse(desk.root)
    listed = "/work/settings/suppressed"
    assert root.post(listed, {"address": "no address"}).status_code == 422
    root.post(listed, {"address": desk.cy.email.upper(), "note": "asked by phone"})
    mail = leave(answer(desk, ticket), outbox)
    assert mail["To"] is not None and mail["Cc"] is None
    page = browse(desk.mika).get(f"/work/tickets/{ticket.pk}").text
    assert f"Not sent to {desk.cy.email}: it was put on the list by hand" in page
    assert "asked by phone" in page
    assert desk.cy.email in root.get(f"{listed}?q={desk.cy.email[:3]}").text
    row = Suppressed.objects.get()
    root.post(f"{listed}/{row.pk}/removal")
    assert desk.cy.email in str(leave(answer(desk, ticket), outbox)["Cc"])
    assert browse(desk.mika).get(listed).status_code == 404


def test_an_answer_to_a_sending_address_comes_home_and_new_mail_has_its_brand(
    desk: Any, acme: Brand, outbox: Path, take: Take
) -> None:
    row = SendingAddress(address="hello@elsewhere.example", brand=acme)
    keep(row, by=By.system())
    ticket = desk.ask(brand=acme)
    home = leave(answer(desk, ticket), outbox)["Reply-To"].addresses[0].addr_spec
    row.is_active = False
    keep(row, by=By.system())
    mail = write("It is out.", From=desk.ada.email, To=home)
    assert take(mail, envelope_to=(home,)).ticket_id == ticket.pk, (
        "though it was switched off since"
    )
    fresh = take(write("Hello", From=desk.cy.email, To=row.address), envelope_to=(row.address,))
    assert Ticket.objects.get(pk=fresh.ticket_id).brand == acme
    assert take(write("A loop", From=row.address)).state == "auto_reply"


def test_the_configuration_file_holds_all_but_secrets_and_takes_none_away(
    desk: Any, acme: Brand
) -> None:
    by = By.system()
    keep(
        SendingAddress(brand=acme, address="a@acme.example", server=sealed.seal("smtp://h")), by=by
    )
    keep(SendingAddress(address="b@desk.example"), by=by)
    keep(SendingRule(undo_seconds=7), by=by)
    keep(SigningKey(domain="acme.example"), by=by)
    keep(Frame(text="Hi {{message}}", language="de"), by=by)
    whole = exported()
    assert "sealed:" not in str(whole) and "PRIVATE" not in str(whole)
    before = [values_of(row) for kind in OUTBOX for row in kind.objects.order_by("pk")]
    assert not imported(whole, by=by, prune=True).faults
    assert [values_of(row) for kind in OUTBOX for row in kind.objects.order_by("pk")] == before
    whole["sending-rules"][0]["undo_seconds"] = 0
    assert not imported(whole, by=by, prune=True).faults
    assert SendingRule.objects.get().undo_seconds == 0
