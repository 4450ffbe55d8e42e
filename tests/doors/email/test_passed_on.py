"""A colleague forwards what a customer wrote: the customer is the requester, if the colleague is proven."""

import pytest
from django.conf import LazySettings

from doors.email.conftest import Take
from handrail.people.models import Person, Role
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db
OURS = "mx.desk.example"
FORWARD = """\
Authentication-Results: {server}; dmarc=pass header.from={domain}
From: Mika <mika@{domain}>
To: support@desk.example
Subject: Fwd: Printer on fire
Message-ID: <forward-1@{domain}>

Please look at this.

---------- Forwarded message ---------
From: Ada Byron <ada@customer.example>
Date: Mon, 23 Nov 2026 at 09:12
Subject: Printer on fire
To: <mika@{domain}>

It burns since this morning.
"""


def sent(
    take: Take, *, role: Role = Role.AGENT, server: str = OURS, domain: str = "desk.example"
) -> Ticket:
    if not Person.objects.filter(email=f"mika@{domain}").exists():
        made = Person.objects.create_user(
            f"mika@{domain}", "a long password", name="Mika", role=role
        )
        made.identities.get_or_create(kind="email", value=f"mika@{domain}")
    mail = take(FORWARD.format(server=server, domain=domain).encode())
    return Ticket.objects.get(pk=mail.ticket_id)


@pytest.fixture(autouse=True)
def _trusted(settings: LazySettings) -> None:
    settings.HANDRAIL_MAIL_AUTHSERV_ID = OURS


def test_the_customer_asks_and_the_colleagues_words_are_a_note(take: Take) -> None:
    ticket = sent(take)
    assert (ticket.requester.email, ticket.subject) == ("ada@customer.example", "Printer on fire")
    assert ticket.messages.order_by("pk").first().text.strip() == "It burns since this morning."
    assert ticket.notes.get().text.strip() == "Please look at this."
    assert ticket.notes.get().author.name == "Mika"


def test_an_unproven_colleague_asks_for_themselves(take: Take) -> None:
    ticket = sent(take, server="mx.evil.example")
    assert ticket.requester.email == "mika@desk.example" and not ticket.notes.exists()


def test_a_customer_cannot_ask_in_anothers_name(take: Take) -> None:
    ticket = sent(take, role=Role.CUSTOMER, domain="elsewhere.example")
    assert ticket.requester.email == "mika@elsewhere.example"
    assert not Person.objects.filter(email="ada@customer.example").exists()
