"""Search by program."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.api.programs import Program, person
from handrail.base.by import By
from handrail.knowledge.search import index
from handrail.tickets import actions
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Program:
    return Program(person("Ada"))


@pytest.fixture
def mika() -> Program:
    return Program(person("Mika", "agent", 1))


def ask(who: Program, subject: str = "Printer", text: str = "It burns.") -> int:
    number: int = who.post("/tickets", {"subject": subject, "text": text}).json()["number"]
    index.index([number])
    return number


def test_the_desk_finds_with_its_own_facts(ada: Program, mika: Program) -> None:
    number = ask(ada)
    answer = mika.get("/search?q=burning+tier:1").json()
    (hit,) = answer["items"]
    assert (hit["number"], hit["tier"], hit["team"]) == (number, 1, "tier-1")
    assert hit["passage_html"] == "It <mark>burns</mark>." and answer["filters"] == ["tier 1"]


def test_a_customer_finds_their_own_without_what_is_internal(ada: Program, mika: Program) -> None:
    number = ask(ada)
    ask(Program(person("Cy")))
    actions.note(
        Ticket.objects.get(pk=number), author=mika.person, text="Kestrel", by=By.person(mika.person)
    )
    index.index([number])
    (hit,) = ada.get("/search?q=printer").json()["items"]
    assert hit["number"] == number
    assert {hit[name] for name in ("tier", "team", "owner", "requester", "turn", "is_note")} == {
        None
    }
    assert ada.get("/search?q=kestrel").json()["items"] == []


def test_pages_by_cursor(ada: Program, mika: Program) -> None:
    numbers = {ask(ada) for _ in range(23)}
    first = mika.get("/search?q=printer").json()
    second = mika.get(f"/search?q=printer&after={first['next']}").json()
    assert {hit["number"] for hit in first["items"] + second["items"]} == numbers
    assert second["next"] is None


def test_what_cannot_be_understood_is_told(mika: Program) -> None:
    answer = mika.get("/search?q=teir:2+printer").json()
    assert "There is no filter" in answer["faults"][0]
    assert mika.get("/search?q=printer&after=nonsense").status_code == 400
    assert mika.get("/search").status_code == 422


def test_people_are_for_the_desk(ada: Program, mika: Program) -> None:
    assert [one["name"] for one in mika.get("/people?q=ad").json()] == ["Ada"]
    assert ada.get("/people?q=ad").status_code == 404


def test_a_search_is_three_questions_to_the_database(ada: Program, mika: Program) -> None:
    ask(ada)
    mika.get("/search?q=printer")
    with CaptureQueriesContext(connection) as asked:
        mika.get("/search?q=printer")
    assert len(asked) == 3
