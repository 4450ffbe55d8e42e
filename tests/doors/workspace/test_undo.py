"""An answer can be taken back for some seconds, and then leaves once; nothing tells of one that did not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.flow.outbox import holding
from handrail.flow.outbox.models import Held, SendingRule
from handrail.jobs.sweeps import release_held
from handrail.tickets import actions
from handrail.tickets.models import Draft, Message, Ticket

SECONDS = 10


@pytest.fixture
def delay(db: None) -> None:
    SendingRule.objects.create(undo_seconds=SECONDS)


def answer(browser: Any, ticket: Ticket, text: str = "Try this.", then: str = "wait") -> Any:
    path = f"/work/tickets/{ticket.pk}/replies"
    return browser.post(path, {"text": text, "then": then}, follow=True)


def at_the_end() -> Any:
    return timezone.now() + timedelta(seconds=SECONDS + 1)


def test_without_a_rule_it_leaves_at_once(desk: Any, browse: Any) -> None:
    ticket = desk.ask()
    answer(browse(desk.mika), ticket)
    assert not Held.objects.exists()
    assert Message.objects.filter(ticket=ticket, direction="out").count() == 1


@pytest.mark.usefixtures("delay")
def test_undone_it_leaves_nothing_and_the_text_is_back(desk: Any, browse: Any) -> None:
    ticket, mika = desk.ask(), browse(desk.mika)
    before = EventRecord.objects.filter(ticket_id=ticket.pk).count(), ticket.version
    page = answer(mika, ticket, "Press the red button.").text
    assert "Sends in 10 s" in page and "Press the red button." in page
    held = Held.objects.get()
    page = mika.post(f"/work/tickets/{ticket.pk}/replies/held/{held.pk}/undoing", follow=True).text
    assert ">Press the red button.</textarea>" in page and "Sends in" not in page
    ticket.refresh_from_db()
    assert (EventRecord.objects.filter(ticket_id=ticket.pk).count(), ticket.version) == before
    assert ticket.first_replied_at is None and ticket.turn == "first_reply"
    assert release_held(at_the_end()) == 0
    assert not ticket.messages.filter(direction="out").exists()
    assert "red button" not in browse(desk.ada).get(f"/requests/{ticket.pk}").text


@pytest.mark.usefixtures("delay")
def test_the_customer_sees_nothing_of_one_that_waits(desk: Any, browse: Any) -> None:
    ticket = desk.ask()
    answer(browse(desk.mika), ticket, "Not yet sent.")
    assert "Not yet sent." not in browse(desk.ada).get(f"/requests/{ticket.pk}").text


@pytest.mark.usefixtures("delay")
def test_it_leaves_once_and_counts_from_when_it_was_sent(desk: Any, browse: Any) -> None:
    ticket = desk.ask()
    answer(browse(desk.mika), ticket, then="solve")
    held = Held.objects.get()
    assert release_held(held.pressed_at) == 0
    assert not holding.release(held.pk, now=held.pressed_at), "its moment has not passed"
    assert [release_held(at_the_end()) for _ in range(2)] == [1, 0]
    message = ticket.messages.get(direction="out")
    ticket.refresh_from_db()
    assert (message.at, ticket.first_replied_at) == (held.pressed_at, held.pressed_at)
    assert ticket.turn == "solved" and message.author == desk.mika
    late = browse(desk.mika).post(
        f"/work/tickets/{ticket.pk}/replies/held/{held.pk}/undoing", follow=True
    )
    assert "It has left already." in late.text


@pytest.mark.usefixtures("delay")
def test_what_the_customer_said_meanwhile_is_not_buried(desk: Any, browse: Any) -> None:
    ticket = desk.ask()
    answer(browse(desk.mika), ticket, then="solve")
    held = Held.objects.get()
    meanwhile = held.pressed_at + timedelta(seconds=3)
    actions.hear(
        ticket, author=desk.ada, text="Wait!", channel="email", by=By.person(desk.ada, meanwhile)
    )
    leaves = at_the_end()
    assert release_held(leaves) == 1
    ticket.refresh_from_db()
    assert ticket.state == "open", "whoever pressed “solve” had not read it"
    assert ticket.messages.get(direction="out").at == leaves, "the log stays in order"


@pytest.mark.usefixtures("delay")
def test_it_never_waits_into_a_promise(desk: Any, browse: Any) -> None:
    ticket = desk.ask()
    due = timezone.now() + timedelta(seconds=6)
    Ticket.objects.filter(pk=ticket.pk).update(due_at=due)
    answer(browse(desk.mika), ticket)
    held = Held.objects.get()
    assert held.leaves_at == due - holding.A_MOMENT


@pytest.mark.usefixtures("delay")
def test_what_cannot_be_given_any_more_goes_back_to_its_author(desk: Any, browse: Any) -> None:
    ticket, mika = desk.ask(), browse(desk.mika)
    answer(mika, ticket, "Too late.")
    other = desk.ask("The other one")
    actions.merge(ticket, into=other, by=By.person(desk.lea))
    assert release_held(at_the_end()) == 1
    draft = Draft.objects.get(ticket=ticket, person=desk.mika)
    assert draft.text == "Too late." and not Held.objects.exists()
    told = EventRecord.objects.get(kind="ticket.reply_returned")
    assert told.payload["person"] == desk.mika.pk


@pytest.mark.usefixtures("delay")
def test_only_its_author_takes_it_back(desk: Any, browse: Any) -> None:
    ticket = desk.ask()
    answer(browse(desk.mika), ticket, "Mine.")
    held = Held.objects.get()
    path = f"/work/tickets/{ticket.pk}/replies/held/{held.pk}/undoing"
    browse(desk.lea).post(path)
    assert Held.objects.exists()
    assert path not in browse(desk.lea).get(f"/work/tickets/{ticket.pk}").text
    assert browse(desk.ada).post(path).status_code == 404


@pytest.mark.usefixtures("delay")
def test_what_was_typed_since_stays_below(desk: Any, browse: Any) -> None:
    ticket, mika = desk.ask(), browse(desk.mika)
    answer(mika, ticket, "First.")
    mika.post(f"/work/tickets/{ticket.pk}/drafts/reply", {"text": "Second."})
    held = Held.objects.get()
    mika.post(f"/work/tickets/{ticket.pk}/replies/held/{held.pk}/undoing")
    assert Draft.objects.get(ticket=ticket).text == "First.\n\nSecond."


@pytest.mark.usefixtures("delay")
def test_an_empty_answer_is_refused_before_it_waits(desk: Any, browse: Any) -> None:
    ticket = desk.ask()
    page = answer(browse(desk.mika), ticket, "   ")
    assert page.status_code == 422 and not Held.objects.exists()
