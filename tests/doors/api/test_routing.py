"""The next ticket by program, and why a ticket is where it is."""

import pytest

from doors.api.programs import Program, person
from handrail.people.models import Person

pytestmark = pytest.mark.django_db


def asked(subject: str) -> int:
    number: int = (
        Program(person("Ada"))
        .post("/tickets", {"subject": subject, "text": "Please."})
        .json()["number"]
    )
    return number


def test_the_next_ticket_is_taken_and_then_there_is_none() -> None:
    number = asked("Hello")
    mika = Program(person("Mika", "agent", 1))
    taken = mika.post("/next", {})
    assert taken.status_code == 200
    assert (taken.json()["number"], taken.json()["owner"]["name"]) == (number, "Mika")
    assert mika.post("/next", {}).status_code == 204


def test_whoever_is_full_is_told() -> None:
    asked("Hello")
    mika = person("Mika", "agent", 1)
    Person.objects.filter(pk=mika.pk).update(capacity=0)
    full = Program(mika).post("/next", {})
    assert full.status_code == 409
    assert "as many as you are set to have" in full.text


def test_a_light_agent_and_a_customer_get_none() -> None:
    asked("Hello")
    assert Program(person("Lum", "light_agent", 1)).post("/next", {}).status_code == 403
    assert Program(person("Cy")).post("/next", {}).status_code == 404


def test_the_desk_reads_why_and_customers_do_not() -> None:
    number = asked("Refund of an invoice")
    told = Program(person("Mika", "agent", 1)).get(f"/tickets/{number}/triage").json()
    by_fact = {one["fact"]: one for one in told["decided"]}
    assert by_fact["category"]["ground"] == "words"
    assert by_fact["category"]["words"] == "Words: invoice, refund"
    assert (told["problems"], told["suggestion"]) == ([], None)
    assert Program(person("Cy")).get(f"/tickets/{number}/triage").status_code == 404
