"""Macros and canned answers, by program."""

import pytest

from doors.api.programs import Program, person
from handrail.api.models import Scope
from handrail.automation.models import CannedAnswer, Macro
from handrail.desk.models import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def mika() -> Program:
    return Program(person("Mika", "agent", 1))


@pytest.fixture
def number() -> int:
    asked = {"subject": "{{team.name}}", "text": "B"}
    return int(Program(person("Ada")).post("/tickets", asked).json()["number"])


def test_canned_answers_are_searched_and_filled_in(mika: Program, number: int) -> None:
    second = Team.objects.get(slug="tier-2")
    CannedAnswer.objects.create(name="Echo", text="#{{ticket.number}} {{ticket.subject}}")
    CannedAnswer.objects.create(name="Echo of others", text="x", team=second)
    assert len(mika.get("/canned-answers").json()) == 4
    (raw,) = mika.get("/canned-answers?words=echo").json()
    (filled,) = mika.get(f"/tickets/{number}/canned-answers?words=echo").json()
    assert raw["text"] == "#{{ticket.number}} {{ticket.subject}}"
    assert filled["text"] == f"#{number} {{{{team.name}}}}"


def test_a_macro_is_listed_and_applied(mika: Program, number: int) -> None:
    (macro,) = mika.get(f"/tickets/{number}/macros").json()
    assert macro["name"] == "Close as solved elsewhere" and "solved" in macro["does"]
    answer = mika.post(f"/tickets/{number}/macros/{macro['id']}")
    assert answer.status_code == 200 and answer.json()["turn"] == "solved"
    assert mika.get(f"/tickets/{number}/macros").json() == []
    again = mika.post(f"/tickets/{number}/macros/{macro['id']}")
    assert again.status_code == 409 and "does not fit" in again.json()["detail"]
    assert mika.post(f"/tickets/{number}/macros/999999").status_code == 404


def test_a_macro_widens_no_scope(number: int) -> None:
    narrow = Program(person("Nia", "agent", 1), [Scope.READ, Scope.WRITE])
    macro = Macro.objects.create(name="Up", actions=[{"do": "escalate", "wanted": "Look"}])
    answer = narrow.post(f"/tickets/{number}/macros/{macro.pk}")
    assert answer.status_code == 403 and "escalation:write" in answer.json()["detail"]
