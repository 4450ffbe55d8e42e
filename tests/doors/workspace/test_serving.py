"""Taking the next ticket, and saying whether one is there."""

import pytest

from handrail.people.models import Person
from handrail.tickets.models import Ticket


def test_the_next_ticket_is_taken_and_opened(desk, browse):
    later, sooner = desk.ask("Later"), desk.ask("Sooner", impact=1, urgency=1)
    agent = browse(desk.mika)
    answer = agent.post("/work/next/owner", follow=True)
    assert "Sooner" in answer.text
    assert Ticket.objects.get(pk=sooner.pk).owner == desk.mika
    agent.post("/work/next/owner")
    assert Ticket.objects.get(pk=later.pk).owner == desk.mika
    empty = agent.post("/work/next/owner", {"back": "/work/queues/tier-1"}, follow=True)
    assert "Nothing waits for you" in empty.text
    assert empty.redirect_chain[-1][0] == "/work/queues/tier-1"
    assert agent.get("/work/next/owner").status_code == 405


def test_who_is_out_or_full_or_reads_only_is_told_so(desk, browse):
    desk.ask("One")
    Person.objects.filter(pk=desk.mika.pk).update(presence="out")
    assert "out of office" in browse(desk.mika).post("/work/next/owner", follow=True).text
    Person.objects.filter(pk=desk.mika.pk).update(presence="online", capacity=0)
    assert "as many as you are set to have" in browse(desk.mika).post(
        "/work/next/owner", follow=True
    ).text  # fmt: skip
    assert "does not allow" in browse(desk.light).post("/work/next/owner", follow=True).text
    assert browse(desk.cy).post("/work/next/owner").status_code == 404


@pytest.mark.parametrize("back", ["https://elsewhere.example/work/", "//elsewhere.example", "/"])
def test_a_press_leads_back_to_our_own_pages_only(desk, browse, back):
    answer = browse(desk.mika).post("/work/next/owner", {"back": back})
    assert answer["Location"] == "/work/"


def test_presence_is_shown_and_changed(desk, browse):
    agent, ticket = browse(desk.mika), desk.ask()
    agent.post(f"/work/tickets/{ticket.pk}/owner", {"owner": desk.mika.pk})
    answer = agent.post("/work/presence", {"presence": "out"}, follow=True)
    assert "You are: Out of office." in answer.text
    assert Person.objects.get(pk=desk.mika.pk).presence == "out"
    assert Ticket.objects.get(pk=ticket.pk).owner is None, "open work goes back to the queue"
    assert "Choose online" in agent.post("/work/presence", {"presence": "asleep"}, follow=True).text
