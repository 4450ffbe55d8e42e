"""Canned answers and macros in the composer: plain forms first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.automation.models import CannedAnswer, Macro
from handrail.tickets.models import Draft, Ticket


def at(ticket: Ticket, noun: str = "") -> str:
    return f"/work/tickets/{ticket.pk}{noun}"


@pytest.fixture
def answers(desk):
    CannedAnswer.objects.create(
        name="Restart", shortcut="re", text="Restart it, {{requester.name}}."
    )
    CannedAnswer.objects.create(name="Reset", text="Hold the button.")
    CannedAnswer.objects.create(name="Vault", text="Secret", team=desk.second)


def test_the_sheet_lists_what_is_ones_own(desk, browse, answers):
    ticket, agent = desk.ask(), browse(desk.mika)
    page = agent.get(at(ticket, "/answers/new"), headers={"HX-Request": "true"})
    assert page.status_code == 200 and "Restart (re)" in page.text and "Vault" not in page.text
    assert "Vault" in browse(desk.jo).get(at(ticket, "/answers/new")).text
    assert "/answers/new" in agent.get(at(ticket)).text


def test_a_shortcut_puts_it_behind_what_was_typed(desk, browse, answers):
    ticket, agent = desk.ask(), browse(desk.mika)
    agent.post(at(ticket, "/drafts/reply"), {"text": "Hello"})
    answer = agent.post(at(ticket, "/answers/new"), {"words": "re"})
    assert answer.status_code == 302
    assert Draft.objects.get(person=desk.mika).text == "Hello\n\nRestart it, Ada Dahl."
    page = agent.get(at(ticket)).text
    assert "Restart it, Ada Dahl." in page and ticket.messages.count() == 1, "nothing was sent"


def test_words_that_fit_several_ask_again_with_those(desk, browse, answers):
    ticket, agent = desk.ask(), browse(desk.mika)
    answer = agent.post(at(ticket, "/answers/new"), {"words": "res"})
    assert answer.status_code == 422 and "Choose one of the list" in answer.text
    assert "Reset" in answer.text and "We are looking" not in answer.text
    none = agent.post(at(ticket, "/answers/new"), {"words": "zebra"})
    assert none.status_code == 422 and "No canned answer" in none.text
    foreign = CannedAnswer.objects.get(name="Vault").pk
    refused = agent.post(at(ticket, "/answers/new"), {"answer": foreign})
    assert refused.status_code == 422 and not Draft.objects.exists()


def test_a_strangers_subject_is_text_and_no_markup(desk, browse):
    CannedAnswer.objects.create(name="Echo", shortcut="echo", text="{{ticket.subject}}")
    ticket, agent = desk.ask("<script>{{agent.name}}{{ 7*7 }}"), browse(desk.mika)
    agent.post(at(ticket, "/answers/new"), {"words": "echo"})
    assert Draft.objects.get().text == "<script>{{agent.name}}{{ 7*7 }}"
    assert "<script>{{" not in agent.get(at(ticket)).text


def test_a_macro_is_done_and_told(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    macro = Macro.objects.get()
    assert "Close as solved elsewhere" in agent.get(at(ticket, "/macros/new")).text
    assert agent.post(at(ticket, "/macros/new"), {"macro": macro.pk}).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).turn == "solved"
    assert "applied “Close as solved elsewhere”" in agent.get(at(ticket)).text


def test_a_macro_that_is_refused_does_nothing(desk, browse):
    ticket = desk.ask()
    macro = Macro.objects.create(
        name="Give", actions=[{"do": "note", "text": "n"}, {"do": "assign", "person": desk.jo.pk}]
    )
    answer = browse(desk.mika).post(at(ticket, "/macros/new"), {"macro": macro.pk})
    assert answer.status_code == 422 and "Nothing was done" in answer.text
    assert not ticket.notes.exists()


def test_who_may_not(desk, browse, answers):
    ticket, macro = desk.ask(), Macro.objects.get()
    light = browse(desk.light).post(at(ticket, "/macros/new"), {"macro": macro.pk})
    assert light.status_code == 422 and "does not allow" in light.text
    assert browse(desk.light).get(at(ticket, "/answers/new")).status_code == 404
    for noun in ("/answers/new", "/macros/new"):
        assert browse(desk.cy).get(at(ticket, noun)).status_code == 404
    assert Ticket.objects.get(pk=ticket.pk).state == "open"


def test_the_page_of_a_ticket_pays_nothing_for_them(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)

    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            agent.get(page)
        return len(asked)

    cost(at(ticket))
    few, sheet = cost(at(ticket)), cost(at(ticket, "/answers/new"))
    for number in range(40):
        CannedAnswer.objects.create(name=f"Answer {number}", text="x")
        Macro.objects.create(name=f"Macro {number}", actions=[{"do": "solve"}])
    cost(at(ticket))
    assert cost(at(ticket)) <= few and cost(at(ticket, "/answers/new")) <= sheet + 1
