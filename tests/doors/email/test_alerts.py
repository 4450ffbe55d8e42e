"""Alerts that say the same become one ticket with a count; people are not counted away."""

import pytest

from doors.email.conftest import Take, write
from handrail.base.models import EventRecord
from handrail.channels.email.models import RawMail
from handrail.flow.models import AlertRule, Alike
from handrail.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


def alert(
    number: int,
    *,
    host: str = "web-7",
    sender: str = "nagios@ops.example",
    text: str = "CPU at {n} % since 10:{n}, process {n}",
) -> bytes:
    return (
        f"From: Monitor <{sender}>\nTo: support@desk.example\nSubject: Host {host} is down\n"
        f"Message-ID: <{number}.{len(text)}.{host}@ops.example>\n\n{text.format(n=number)}\n"
    ).encode()


def test_many_of_a_kind_are_one_ticket_and_a_count(take: Take) -> None:
    states = [take(alert(number)).state for number in range(105)]
    assert Ticket.objects.count() == 1
    assert Message.objects.filter(direction="in").count() == 10
    assert states == ["delivered"] * 10 + ["counted"] * 95
    told = EventRecord.objects.filter(kind="ticket.counted").order_by("pk")
    assert [one.payload["count"] for one in told] == [100]
    assert RawMail.objects.count() == 105 and Alike.objects.get().count == 105
    assert RawMail.objects.latest("pk").ticket_id == Ticket.objects.get().pk


def test_another_kind_or_another_sender_has_a_ticket_of_its_own(take: Take) -> None:
    take(alert(1))
    take(alert(2, text="Disk at {n} %"))
    take(alert(3, sender="zabbix@ops.example"))
    take(alert(4, host="web-8"))
    take(alert(5, host="192.0.2.4"))
    take(alert(6, host="192.0.2.5"))
    assert Ticket.objects.count() == 6


def test_after_it_is_solved_the_next_opens_a_ticket(take: Take) -> None:
    take(alert(1))
    Ticket.objects.update(state="done", turn="solved")
    take(alert(2))
    assert Ticket.objects.count() == 2


def test_people_may_say_the_same_thrice_and_numbers_count(take: Take) -> None:
    for number in range(5):
        take(write("The printer burns.", Message_ID=f"<a{number}@x>"))
    assert Ticket.objects.count() == 3 and Message.objects.filter(direction="in").count() == 5
    for number in range(5):
        take(write(f"Order {number} is late.", Message_ID=f"<b{number}@x>"))
    assert Ticket.objects.count() == 8


def test_an_administrator_sets_how_many_or_switches_it_off(take: Take) -> None:
    rule = AlertRule.objects.create(kept=2, minutes=60)
    for number in range(4):
        take(alert(number))
    assert (Ticket.objects.count(), Message.objects.filter(direction="in").count()) == (1, 2)
    AlertRule.objects.filter(pk=rule.pk).update(is_active=False)
    for number in range(4, 7):
        take(alert(number))
    assert Ticket.objects.count() == 4
