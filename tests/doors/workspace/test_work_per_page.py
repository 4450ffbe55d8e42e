"""A page costs the same whether the desk is small or large."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.tickets.queries import PAGE


def queries(browser, page: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(page).status_code == 200
    return len(seen)


@pytest.mark.parametrize("page", ["/work/queues/unassigned", "/work/queues/tier-1", "/work/rail",
                                  "/work/queues/team-tier-1/rows", "/work/search?q=printer"])  # fmt: skip
def test_a_queue_of_twenty_and_of_two_hundred(desk, browse, page):
    agent = browse(desk.mika)
    for number in range(20):
        desk.ask(f"Printer {number}")
    few = queries(agent, page)
    for number in range(180):
        desk.ask(f"Printer {number}")
    assert queries(agent, page) == few
    assert few <= 8


def test_a_conversation_of_two_and_of_thirty(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    agent.post(f"/work/tickets/{ticket.pk}/notes", {"text": "one"})
    few = queries(agent, f"/work/tickets/{ticket.pk}")
    for number in range(30):
        agent.post(f"/work/tickets/{ticket.pk}/notes", {"text": f"note {number}"})
        agent.post(
            f"/work/tickets/{ticket.pk}/replies", {"text": f"reply {number}", "then": "keep"}
        )
    assert queries(agent, f"/work/tickets/{ticket.pk}") <= few + 1
    assert few <= 14


def test_a_long_queue_is_walked_without_losing_or_doubling_a_row(desk, browse):
    agent = browse(desk.mika)
    numbers = {desk.ask(f"Printer {n}", impact=1 + n % 3).pk for n in range(2 * PAGE + 7)}
    seen: list[int] = []
    address = "/work/queues/unassigned"
    while address:
        page = agent.get(address).text
        seen += [int(pk) for pk in re.findall(r'id="row-(\d+)"', page)]
        further = re.search(r'class="more"><a class="btn" href="([^"]+)"', page)
        address = unescape(further[1]) if further else ""
    assert len(seen) == len(numbers) and set(seen) == numbers
