"""A refusal is read in one's own language, with its values; a program is answered in English."""

import pytest

from doors.api.programs import Program
from handrail.base.by import By
from handrail.people.models import Person
from handrail.tickets import actions


@pytest.fixture
def german(desk) -> Person:
    """Mika, who reads German."""
    desk.mika.language = "de"
    desk.mika.save()
    return desk.mika


def test_a_rule_refuses_in_german(desk, browse, german):
    ticket = desk.ask()
    actions.solve(ticket, by=By.person(desk.lea))
    answer = browse(german).post(f"/work/tickets/{ticket.pk}/owner", {"owner": german.pk})
    assert answer.status_code == 422
    assert f"#{ticket.pk} ist bereits erledigt. Öffnen Sie es zuerst wieder." in answer.text


def test_a_verb_refuses_in_german(desk, browse, german):
    ticket = desk.ask()
    actions.take(ticket, person=desk.lea, by=By.person(desk.lea))
    answer = browse(german).post(f"/work/tickets/{ticket.pk}/owner", {"owner": german.pk})
    assert f"Lea hat #{ticket.pk} schon übernommen." in answer.text


def test_a_role_and_a_verb_have_german_names(desk, browse):
    desk.light.language = "de"
    desk.light.save()
    answer = browse(desk.light).post(
        f"/work/tickets/{desk.ask().pk}/replies", {"text": "Hi", "then": "keep"}
    )
    words = "Ihre Rolle (Gelegentlicher Agent) erlaubt Ihnen nicht, Kunden zu antworten."
    assert words in answer.text


def test_a_search_line_is_explained_in_german(desk, browse, german):
    page = browse(german).get("/work/search", {"q": "prioritiy:1 status:fest"}).text
    assert "Den Filter „prioritiy:“ gibt es nicht" in page
    assert "„status:fest“ passt auf nichts" in page


def test_a_program_is_answered_in_english_whoever_it_acts_for(desk, german):
    ticket = desk.ask()
    actions.solve(ticket, by=By.person(desk.lea))
    answer = Program(german).post(f"/tickets/{ticket.pk}/take")
    assert answer.status_code == 409
    assert answer.json()["detail"] == f"#{ticket.pk} is already done. Reopen it first."
