"""How many times each common request goes to the database; more is a slower desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.api.programs import Program, person

pytestmark = pytest.mark.django_db
ASKED = {"subject": "A", "text": "B"}


@pytest.fixture
def mika() -> Program:
    program = Program(person("Mika", "agent", 1))
    program.get("/me")
    return program


def cost(program: Program, verb: str, path: str, *data: dict[str, str]) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = getattr(program, verb)(path, *data)
    assert answer.status_code < 300
    return len(asked)


def test_a_new_ticket(mika: Program) -> None:
    ada = Program(person("Ada"))
    ada.post("/tickets", ASKED)
    assert cost(ada, "post", "/tickets", ASKED) <= 15


def test_lists_do_not_grow_with_their_rows(mika: Program) -> None:
    ada = Program(person("Ada"))
    numbers = [ada.post("/tickets", ASKED).json()["number"] for _ in range(3)]
    few = cost(mika, "get", "/tickets")
    for _ in range(5):
        ada.post("/tickets", ASKED)
        ada.post(f"/tickets/{numbers[0]}/messages", {"text": "more"})
    assert cost(mika, "get", "/tickets") == few == 2
    assert cost(mika, "get", f"/tickets/{numbers[0]}") == 2
    assert cost(mika, "get", f"/tickets/{numbers[0]}/messages") == 4
    assert cost(mika, "get", f"/tickets/{numbers[0]}/events") == 3
