"""Mail comes and goes through a real Postfix: nothing is lost, doubled or left behind in its queue."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from doors.email.house_with_postfix import REFUSED, SUPPORT, House, running_house
from doors.email.real_postfix import DOMAIN, GONE, why_not
from waiting import until

pytestmark = [pytest.mark.mail, pytest.mark.skipif(bool(why_not()), reason=why_not())]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("postfix")) as made:
        yield made


def mail_from(sender: str, words: str, to: str = SUPPORT, **fields: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "Help"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{words}\n")
    return mail


def test_a_conversation_goes_in_out_and_in_again(house: House) -> None:
    ada = "ada@customer.example"
    both = f"{SUPPORT}, sales@{DOMAIN}"
    house.postfix.send(
        mail_from(ada, "The lift is stuck.", both, Message_ID="<q1@customer.example>")
    )
    received = until(lambda: house.outside.got(ada, "reached us"), "Ada hears that it arrived")
    assert received["In-Reply-To"] == "<q1@customer.example>"
    (ticket, token) = house.desk.query(TICKET_OF, ada)
    kept = "SELECT deliveries, cardinality(envelope_to) FROM email_rawmail WHERE ticket_id = %s"
    assert house.desk.query(kept, ticket) == (1, 2)

    house.reply(ticket, "Press the green button.")
    answer = until(lambda: house.outside.got(ada, "green button"), "Ada has the answer")
    assert parseaddr(answer["From"])[1] == SUPPORT
    assert parseaddr(answer["Reply-To"])[1] == f"support+{token}@{DOMAIN}"
    assert answer["In-Reply-To"] == received["Message-ID"]
    assert answer["References"].split() == ["<q1@customer.example>", received["Message-ID"]]
    assert answer["Auto-Submitted"] is None

    # Nothing but the address tells where it belongs.
    house.postfix.send(mail_from(ada, "It is green already.", str(answer["Reply-To"])))
    joined = "tickets_message WHERE ticket_id = %s AND direction = 'in' AND text LIKE %s"
    until(lambda: house.count(joined, ticket, "It is green already%"), "her answer has joined")
    assert house.tickets(ada) == 1
    until(house.postfix.is_empty, "Postfix has nothing left to do")


TICKET_OF = """
    SELECT t.id, t.token FROM tickets_ticket t JOIN people_person p ON p.id = requester_id
    WHERE p.email = %s
"""


def all_arrive_once(house: House, senders: list[str]) -> None:
    """Flushed twice, each sender's waiting mail is one ticket with one notice."""
    house.postfix.flush()
    until(lambda: all(map(house.tickets, senders)), "every mail is a ticket")
    until(house.postfix.is_empty, "Postfix has nothing left to do")
    house.postfix.flush()
    for sender in senders:
        until(lambda to=sender: house.outside.got(to, "reached us"), "the sender hears of it")  # type: ignore[misc]
    until(house.postfix.is_empty, "Postfix has nothing left to do")
    assert [house.tickets(sender) for sender in senders] == [1] * len(senders)
    kept = "email_rawmail WHERE envelope_from = ANY(%s) AND deliveries = 1 AND state = 'delivered'"
    assert house.count(kept, senders) == len(senders)
    assert house.count("email_rawmail WHERE envelope_from = ANY(%s)", senders) == len(senders)


def test_mail_waits_in_postfix_while_nobody_is_home(house: House) -> None:
    senders = [f"waiting{n}@customer.example" for n in range(3)]
    with house.nobody_home():
        for sender in senders:
            house.postfix.send(mail_from(sender, "Is anybody there?"))
        until(lambda: len(house.postfix.reasons()) == 3, "Postfix tried in vain")
        assert all("refused" in reason for reason in house.postfix.reasons())
    all_arrive_once(house, senders)


def test_mail_waits_in_postfix_while_the_database_is_away(house: House) -> None:
    sender = "patient@customer.example"
    with house.no_database():
        house.postfix.send(mail_from(sender, "Are you well?"))
        (reason,) = until(house.postfix.reasons, "Postfix tried in vain")
        assert "451 4.3.0 Not now" in reason
    all_arrive_once(house, [sender])


def test_a_mail_that_died_with_its_listener_comes_again(house: House) -> None:
    sender = "unlucky@customer.example"
    with house.killed_over_a_mail():
        house.postfix.send(mail_from(sender, "Did you hear me?"))
    (reason,) = until(house.postfix.reasons, "Postfix lost the connection")
    assert "lost connection" in reason
    all_arrive_once(house, [sender])


def test_a_mail_too_large_goes_back_to_its_sender(house: House) -> None:
    sender = "large@customer.example"
    house.postfix.send(mail_from(sender, "0123456789abcdef\n" * 2**17))
    told = until(lambda: house.outside.got(sender, "exceeds size limit"), "the sender is told")
    assert "5.3.4" in told.as_string()
    until(house.postfix.is_empty, "Postfix has nothing left to do")
    assert house.count("email_rawmail WHERE envelope_from = %s", sender) == 0


STORY = """
    base_event WHERE kind = %s AND ticket_id =
        (SELECT ticket_id FROM email_rawmail WHERE envelope_from = %s)
"""


def test_what_postfix_refuses_at_once_is_told_to_the_ticket(house: House) -> None:
    house.postfix.send(mail_from(GONE, "You can't answer me."))
    failed = "ticket.delivery_failed"
    until(lambda: house.count(STORY, failed, GONE), "the ticket says that its notice failed")
    assert house.desk.query(DELIVERY, GONE)[0] == "failed"


def test_what_comes_back_later_finds_its_ticket(house: House) -> None:
    house.postfix.send(mail_from(REFUSED, "Nor me."))
    bounced = "ticket.bounced"
    until(lambda: house.count(STORY, bounced, REFUSED), "the ticket says that its notice came back")
    until(house.postfix.is_empty, "Postfix has nothing left to do")
    assert house.desk.query(DELIVERY, REFUSED)[0] == "bounced"
    kept_back = "outbox_suppressed WHERE address = %s AND reason = 'bounce'"
    assert house.count(kept_back, REFUSED) == 1
    assert house.count(STORY, bounced, REFUSED) == house.tickets(REFUSED) == 1
    marked = "people_person WHERE email = %s AND bounced_at IS NOT NULL"
    assert house.count(marked, REFUSED) == 1


DELIVERY = """
    SELECT d.state FROM flow_delivery d JOIN tickets_message m ON m.id = d.message_id
    JOIN tickets_ticket t ON t.id = m.ticket_id JOIN people_person p ON p.id = t.requester_id
    WHERE p.email = %s
"""
