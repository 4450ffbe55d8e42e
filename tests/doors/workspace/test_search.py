"""The search page of the workspace."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.base.by import By
from handrail.knowledge.search import index
from handrail.tickets import actions


@pytest.fixture
def ask(desk):
    def asked(subject="Printer on fire", **facts):
        ticket = desk.ask(subject, **facts)
        index.index([ticket.pk])
        return ticket

    return asked


def test_words_are_found_and_marked(desk, browse, ask):
    ticket = ask()
    page = browse(desk.mika).get("/work/search?q=burns+printers+").text
    assert f'id="row-{ticket.pk}"' in page
    assert "<mark>Printer</mark> on fire" in page and "<mark>burns</mark>" in page


def test_markup_in_a_ticket_stays_text(desk, browse, ask):
    ask("<img src=x onerror=alert(1)> printer")
    page = browse(desk.mika).get("/work/search?q=printer").text
    assert "<img" not in page and "&lt;img" in page


def test_a_number_leads_straight_to_the_ticket(desk, browse, ask):
    ticket = ask()
    answer = browse(desk.mika).get(f"/work/search?q=%23{ticket.pk}")
    assert answer.status_code == 302 and answer["Location"].endswith(f"/tickets/{ticket.pk}")


def test_filters_are_explained_and_faults_told(desk, browse, ask):
    ask()
    page = browse(desk.mika).get("/work/search?q=printer+tier:1+teir:2+team:none").text
    assert "Only tier 1; team none." in page
    assert "There is no filter “teir:”" in page and "fits nothing" in page


def test_a_typing_error_leads_to_what_was_meant(desk, browse, ask):
    ask()
    page = browse(desk.mika).get("/work/search?q=prnter").text
    assert "Nothing found" in page and '<a href="/work/search?q=printer">printer</a>' in page


def test_pages_follow_each_other(desk, browse, ask):
    tickets = {ask().pk for _ in range(45)}
    agent, address, seen = browse(desk.mika), "/work/search?q=printer", []
    while address:
        page = agent.get(address).text
        seen += [int(pk) for pk in re.findall(r'id="row-(\d+)"', page)]
        further = re.search(r'class="more"[^>]*><a class="btn" href="([^"]+)"', page)
        address = unescape(further[1]) if further else ""
    assert len(seen) == 45 and set(seen) == tickets


def test_people_and_the_nearest_have_pages_of_their_own(desk, browse, ask):
    ask()
    agent = browse(desk.mika)
    assert "ada@north.example" in agent.get("/work/search?q=ada&kind=people").text
    assert 'id="row-' in agent.get("/work/search?q=printer&kind=relevance").text


@pytest.mark.parametrize(
    "query",
    [
        "",
        '"',
        "-",
        "%00",
        "a%00b",
        "%ED%A0%80x",
        "tier:",
        "a" * 900,
        "%F0%9F%94%A5",
        "') OR 1=1 --",
    ],
)
def test_nothing_that_can_be_asked_breaks_the_page(desk, browse, ask, query):
    ask()
    agent = browse(desk.mika)
    for kind in ("", "relevance", "people", "nothing"):
        assert agent.get(f"/work/search?q={query}&kind={kind}&after=x").status_code == 200


def test_the_page_asks_as_much_for_one_ticket_as_for_sixty(desk, browse, ask):
    agent, counts = browse(desk.mika), []
    for more in (1, 59):
        for _ in range(more):
            ask()
        with CaptureQueriesContext(connection) as asked:
            assert "<mark>" in agent.get("/work/search?q=printer").text
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_a_redacted_word_is_gone(desk, browse, ask):
    ticket = ask()
    message = ticket.messages.get()
    actions.redact(ticket, message=message, reason="private", by=By.person(desk.root))
    assert f'id="row-{ticket.pk}"' not in browse(desk.mika).get("/work/search?q=burns").text
