"""Machines that answer each other, floods, addresses that are gone, and other people's codes."""

import pytest
from django.conf import LazySettings
from django.test import Client

from doors.email.conftest import Take, write
from doors.email.test_intake import reply_address, ticket_of
from doors.email.test_kept_mail_page import client
from handrail.base.by import By
from handrail.base.clock import now
from handrail.channels.email import arrival, handfuls
from handrail.channels.email.models import RawMail
from handrail.desk.models import Membership, Team
from handrail.flow.delivery import deliver
from handrail.flow.models import AlertRule, Delivery, MailRule
from handrail.flow.outbox.models import Suppressed
from handrail.people.models import Organisation, Person, Role
from handrail.tickets import actions as tickets
from handrail.tickets.models import Link, Message, Note, Ticket

pytestmark = pytest.mark.django_db
OURS = "mx.desk.example"


def proven(raw: bytes, domain: str = "customer.example") -> bytes:
    return f"Authentication-Results: {OURS}; dmarc=pass header.from={domain}\n".encode() + raw


@pytest.fixture(autouse=True)
def _trusted(settings: LazySettings) -> None:
    settings.HANDRAIL_MAIL_AUTHSERV_ID = OURS


def sent() -> int:
    return Delivery.objects.count()


@pytest.mark.parametrize("says_so", [True, False])
def test_another_help_desk_and_this_one_stop_after_one_round(take: Take, says_so: bool) -> None:
    head = {"Auto_Submitted": "auto-replied"} if says_so else {}
    desk = "helpdesk@other.example"
    first = take(write("We have your request.", From=desk, Message_ID="<0@other>"))
    ticket = ticket_of(first)
    for number in range(1, 6):
        ours = ticket.messages.filter(direction="out").latest("pk")
        take(write(
            "Thank you for contacting us.", From=desk, To=reply_address(ticket),
            In_Reply_To=ours.external_id, Message_ID=f"<{number}@other>", **head,
        ))  # fmt: skip
    assert sent() == 1 and Ticket.objects.count() == 1


@pytest.mark.parametrize("together", [True, False])
def test_a_domain_has_only_so_many_acknowledgements_a_day(take: Take, together: bool) -> None:
    MailRule.objects.create(answers_a_domain=3)
    for number in range(6):
        raw = write(f"Hello {number}", From=f"p{number}@big.example", Message_ID=f"<{number}@x>")
        if together:
            arrival.accept(raw, envelope_from="", envelope_to=[], at=now())
        else:
            take(raw)
    handfuls.read()
    assert (Ticket.objects.count(), sent()) == (6, 3)


def test_no_program_is_thanked(take: Take) -> None:
    take(write("Your code is 123456", From="no-reply@service.example"))
    assert (Ticket.objects.count(), sent()) == (1, 0)


def test_what_one_sends_beyond_a_limit_is_gathered(take: Take) -> None:
    MailRule.objects.create(requests_an_hour=4)
    AlertRule.objects.create(kept=3)
    states = [
        take(write(f"Topic {n}", Message_ID=f"<{n}@x>", Subject=f"T{n}")).state for n in range(12)
    ]
    assert Ticket.objects.count() == 5
    assert states == ["delivered"] * 7 + ["counted"] * 5
    assert RawMail.objects.count() == 12
    take(write("Other", From="zoe@elsewhere.example"))
    assert Ticket.objects.count() == 6


def test_an_address_that_came_back_is_marked_until_it_writes_again(take: Take) -> None:
    ticket = ticket_of(take(write()))
    take(bounce(ticket))
    ada = Person.objects.get(email="ada@customer.example")
    assert ada.bounced_at is not None and Suppressed.objects.filter(address=ada.email).exists()
    take(write("Here again", Message_ID="<2@x>"))
    ada.refresh_from_db()
    assert ada.bounced_at is None and not Suppressed.objects.filter(address=ada.email).exists()


def test_an_agent_says_that_it_works_again(take: Take) -> None:
    ticket = ticket_of(take(write()))
    take(bounce(ticket))
    root, auditor = client(Role.ADMIN), client(Role.AUDITOR)
    address = f"/work/tickets/{ticket.pk}/requester/address"
    assert address in root.get(f"/work/tickets/{ticket.pk}").content.decode()
    assert auditor.post(address).status_code == 404
    root.post(address)
    assert Person.objects.get(email="ada@customer.example").bounced_at is None
    assert not Suppressed.objects.exists()
    assert address not in root.get(f"/work/tickets/{ticket.pk}").content.decode()


def test_a_report_marks_nobody_the_ticket_does_not_write_to(take: Take) -> None:
    take(write("Mine", From="zoe@elsewhere.example"))
    ticket = ticket_of(take(write(Message_ID="<ada@x>")))
    take(bounce(ticket, about="zoe@elsewhere.example"))
    assert Person.objects.get(email="zoe@elsewhere.example").bounced_at is None


def bounce(ticket: Ticket, about: str = "ada@customer.example") -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: {reply_address(ticket)}\nSubject: Undelivered\n"
        "MIME-Version: 1.0\nMessage-ID: <back@mx.example>\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {about}\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
    ).encode()


CODE = "Your Slackish confirmation code: 314-159"


@pytest.mark.parametrize("key", ["reply address", "references", "support address"])
def test_a_code_sent_to_the_desk_never_reaches_who_had_it_sent(take: Take, key: str) -> None:
    """The Ticket Trick of 2017: sign up elsewhere with a desk's address, read the code on one's ticket."""
    first = "<mine@evil.example>"
    ticket = ticket_of(take(write(From="eve@evil.example", Message_ID=first)))
    way = {
        "reply address": {"To": reply_address(ticket)},
        "references": {"References": first},
        "support address": {"Subject": f"[#{ticket.pk}] Confirm your address"},
    }[key]
    mail = take(write(CODE, From="no-reply@slackish.example", Message_ID="<code@s>", **way))
    landed = ticket_of(mail)
    assert landed != ticket and Link.objects.filter(source=landed, target=ticket).exists()
    eve = Person.objects.get(email="eve@evil.example")
    browser = Client()
    browser.force_login(eve, backend="django.contrib.auth.backends.ModelBackend")
    pages = ["/", "/requests/", f"/requests/{ticket.pk}/", f"/requests/{landed.pk}/"]
    assert all("314-159" not in browser.get(page, follow=True).content.decode() for page in pages)
    for delivery in Delivery.objects.all():
        deliver(delivery.pk, now=now())
    assert not Message.objects.filter(direction="out", text__contains="314-159").exists()
    assert not Delivery.objects.filter(message__ticket=landed).exists()


def test_a_number_is_enough_only_from_a_proven_sender_who_belongs(take: Take) -> None:
    ticket = ticket_of(take(write()))
    subject = f"Re: [#{ticket.pk}] Help"
    forged = ticket_of(take(write("Forged", Subject=subject, Message_ID="<f@x>")))
    true = ticket_of(take(proven(write("True", Subject=subject, Message_ID="<t@x>"))))
    other = write("Other", Subject=subject, From="zoe@else.example", Message_ID="<z@x>")
    assert true == ticket and forged != ticket
    assert ticket_of(take(proven(other, "else.example"))) not in {ticket, forged}
    MailRule.objects.create(joins_by_number="never")
    again = proven(write("Again", Subject=subject, Message_ID="<n@x>"))
    assert ticket_of(take(again)) != ticket


@pytest.mark.parametrize("shares", [True, False])
def test_colleagues_join_where_their_organisation_shares(take: Take, shares: bool) -> None:
    Organisation.objects.create(name="Firm", domains=["customer.example"], shares_tickets=shares)
    ticket = ticket_of(take(write()))
    mail = write(
        "Me too", From="bea@customer.example", To=reply_address(ticket), Message_ID="<b@x>"
    )
    assert (ticket_of(take(mail)) == ticket) is shares


@pytest.mark.parametrize("is_proven", [True, False])
def test_an_agents_mail_is_a_note_for_the_team_if_proven(take: Take, is_proven: bool) -> None:
    ticket = ticket_of(take(write()))
    mika = Person.objects.create_user("mika@desk.example", name="Mika", role="agent")
    Membership.objects.create(team=Team.objects.get(slug="tier-1"), person=mika)
    mail = write(
        "Ask the lab.", From="mika@desk.example", To=reply_address(ticket), Message_ID="<m@x>"
    )
    landed = ticket_of(take(proven(mail, "desk.example") if is_proven else mail))
    if is_proven:
        assert landed == ticket and Note.objects.get().text == "Ask the lab."
        assert ticket.messages.filter(direction="in").count() == 1
    else:
        assert landed != ticket and not Note.objects.exists()


def test_what_is_solved_reopens_by_a_person_and_not_by_a_machine(take: Take) -> None:
    ticket = ticket_of(take(write()))
    mika = Person.objects.create_user("mika@desk.example", name="Mika", role="agent")
    Membership.objects.create(team=Team.objects.get(slug="tier-1"), person=mika)
    tickets.solve(ticket, by=By.person(mika))
    away = write(
        "I am away", To=reply_address(ticket), Auto_Submitted="auto-replied", Message_ID="<1@x>"
    )
    take(away)
    ticket.refresh_from_db()
    assert ticket.state == "done"
    take(write("Not solved", To=reply_address(ticket), Message_ID="<2@x>"))
    ticket.refresh_from_db()
    assert ticket.state == "open"
