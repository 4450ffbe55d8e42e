"""Each message says how far it has come: on the page in plain words, and to programs."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from doors.api.programs import Program
from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.models import EventRecord
from handrail.flow import delivery
from handrail.flow.events import Bounced
from handrail.flow.models import Delivery
from handrail.flow.outbox.models import Suppressed
from handrail.tickets import actions
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import Ticket
from real_desk import free_port

pytestmark = pytest.mark.django_db


class Says:
    """A mail server whose next answers are told to it."""

    def __init__(self) -> None:
        self.answer, self.taken = "250 OK", []
        self.unknown = ""

    async def handle_RCPT(self, _: Any, s: Any, envelope: Any, address: str, o: Any) -> str:  # noqa: N802
        if address == self.unknown:
            return "550 5.1.1 Nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.taken.append(envelope)
        return self.answer


@pytest.fixture
def outside(settings: Any) -> Iterator[Says]:
    says, port = Says(), free_port()
    control = Controller(says, hostname="127.0.0.1", port=port)
    control.start()
    settings.HANDRAIL_SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield says
    control.stop()


@pytest.fixture
def answered(desk: Any) -> Delivery:
    ticket = desk.ask()
    message = actions.reply(ticket, author=desk.mika, text="Try this.", by=By.person(desk.mika))
    return Delivery.objects.get(message=message)


def page_of(browser: Any, sent: Delivery) -> str:
    text = browser.get(f"/work/tickets/{sent.message.ticket_id}").text
    return " ".join(re.findall(r'class="sending"[^>]*><p>(.*?)</p>', text))


def programs_say(desk: Any, sent: Delivery) -> dict[str, Any]:
    path = f"/tickets/{sent.message.ticket_id}/messages"
    return dict(Program(desk.mika).get(path).json()[-1]["sending"])


def test_waiting_then_sent(desk: Any, browse: Any, answered: Delivery, outside: Says) -> None:
    assert page_of(browse(desk.mika), answered) == "Waiting to be sent."
    assert programs_say(desk, answered)["state"] == "waiting"
    assert delivery.deliver(answered.pk, now=now()) == "sent"
    assert page_of(browse(desk.mika), answered) == "Sent."
    assert programs_say(desk, answered)["state"] == "sent"
    theirs = Program(desk.ada).get(f"/tickets/{answered.message.ticket_id}/messages").json()
    assert [one["sending"] for one in theirs] == [None, None], "customers are not told of servers"


def test_delayed_with_the_servers_sentence_and_the_next_try(
    desk: Any, browse: Any, answered: Delivery, outside: Says
) -> None:
    outside.answer = "451 4.7.1 Greylisted, come back"
    at = now()
    for tries, minutes in enumerate(delivery.BACKOFF, start=1):
        delivery.deliver(answered.pk, now=at)
        answered.refresh_from_db()
        assert (answered.attempts, answered.next_at) == (tries, at + timedelta(minutes=minutes))
        at = answered.next_at
    words = page_of(browse(desk.mika), answered)
    assert words.startswith("Not sent yet. The mail server said: 451 4.7.1 Greylisted")
    assert "Next try" in words
    assert programs_say(desk, answered)["state"] == "delayed"
    assert EventRecord.objects.filter(kind="ticket.delivery_delayed").count() == 1
    assert delivery.deliver(answered.pk, now=at) == "failed"
    assert EventRecord.objects.filter(kind="ticket.delivery_failed").count() == 1


def test_failed_clearly_and_sent_again_by_hand(
    desk: Any, browse: Any, answered: Delivery, outside: Says
) -> None:
    outside.answer = "554 5.7.1 We do not like you"
    assert delivery.deliver(answered.pk, now=now()) == "failed"
    mika = browse(desk.mika)
    assert page_of(mika, answered) == (
        "Not sent: The mail server said: 554 5.7.1 We do not like you."
    )
    outside.answer = "250 OK"
    path = f"/work/tickets/{answered.message.ticket_id}/messages/{answered.message_id}/sending"
    assert f'action="{path}"' in mika.get(f"/work/tickets/{answered.message.ticket_id}").text
    assert "on its way again" in mika.post(path, follow=True).text
    assert delivery.deliver(answered.pk, now=now()) == "sent"
    (taken,) = outside.taken
    assert answered.message.external_id.encode() in taken.content
    assert "has been sent already" in mika.post(path, follow=True).text
    assert Program(desk.mika).post(path.removeprefix("/work")).status_code == 409


def test_programs_send_again_too_and_customers_never(
    desk: Any, answered: Delivery, outside: Says
) -> None:
    outside.answer = "554 never"
    delivery.deliver(answered.pk, now=now())
    path = f"/tickets/{answered.message.ticket_id}/messages/{answered.message_id}/sending"
    assert Program(desk.ada).post(path).status_code == 404
    assert Program(desk.mika).post(path).json()["sending"]["state"] == "waiting"


def came_back(ticket: Ticket, recipient: str, *, temporary: bool = False) -> None:
    event = Bounced(recipient=recipient, status="5.1.1", temporary=temporary)
    happen(locked(ticket), event, By.system(now()))


def test_what_came_back_says_so_and_the_address_gets_no_more(
    desk: Any, browse: Any, answered: Delivery, outside: Says
) -> None:
    ticket = answered.message.ticket
    delivery.deliver(answered.pk, now=now())
    came_back(ticket, desk.ada.email, temporary=True)
    assert programs_say(desk, answered)["state"] == "sent", "a delay is no return"
    came_back(ticket, desk.ada.email)
    assert page_of(browse(desk.mika), answered) == (
        f"Came back: the mail to {desk.ada.email} could not be delivered (5.1.1)."
    )
    assert Suppressed.objects.get().reason == "bounce"
    again = actions.reply(ticket, author=desk.mika, text="Once more.", by=By.person(desk.mika))
    second = Delivery.objects.get(message=again)
    assert delivery.deliver(second.pk, now=now()) == "failed"
    assert len(outside.taken) == 1
    assert "mail to it came back for good on" in page_of(browse(desk.mika), second)


def test_a_report_about_a_stranger_cuts_nobody_off(
    desk: Any, answered: Delivery, outside: Says
) -> None:
    delivery.deliver(answered.pk, now=now())
    came_back(answered.message.ticket, desk.cy.email)
    assert not Suppressed.objects.exists()
    assert programs_say(desk, answered)["state"] == "sent"


def test_a_complaint_ends_mail_where_it_is_clear_whose_it_is(
    desk: Any, answered: Delivery, outside: Says
) -> None:
    ticket = answered.message.ticket
    actions.watch(ticket, person=desk.cy, by=By.person(desk.mika))
    happen(locked(ticket), Bounced(recipient="", status="complaint", temporary=True), By.system())
    assert not Suppressed.objects.exists(), "two could have said it"
    actions.unwatch(ticket, person=desk.cy, by=By.person(desk.mika))
    happen(locked(ticket), Bounced(recipient="", status="complaint", temporary=True), By.system())
    assert Suppressed.objects.get(address=desk.ada.email).reason == "complaint"
    assert delivery.deliver(answered.pk, now=now()) == "failed"
    answered.refresh_from_db()
    assert "called our mail unwanted" in answered.error


def test_who_alone_was_refused_is_named_with_the_servers_sentence(
    desk: Any, browse: Any, answered: Delivery, outside: Says
) -> None:
    actions.watch(answered.message.ticket, person=desk.cy, by=By.person(desk.mika))
    outside.unknown = desk.cy.email
    assert delivery.deliver(answered.pk, now=now()) == "sent"
    assert outside.taken[0].rcpt_tos == [desk.ada.email]
    said = (
        f"Sent. Not sent to {desk.cy.email}: the mail server said: 550 5.1.1 Nobody of this name."
    )
    assert page_of(browse(desk.mika), answered) == said
    assert programs_say(desk, answered)["left_out"] == [desk.cy.email]
