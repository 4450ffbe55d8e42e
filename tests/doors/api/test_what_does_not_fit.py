"""Bad input gets a clear answer: never a page for people, never a fault of ours, nothing changed."""

from typing import Any

import pytest

from doors.api.programs import Program, person
from handrail.desk.models import Category, CustomField
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db
NUL = "\x00"


@pytest.fixture
def mika() -> Program:
    return Program(person("Mika", "agent", 1))


@pytest.fixture
def at(mika: Program) -> str:
    return f"/tickets/{mika.post('/tickets', {'subject': 'A', 'text': 'B'}).json()['number']}"


def is_problem(answer: Any, status: int) -> None:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    assert answer.json()["status"] == status


def test_addresses_methods_and_bodies(mika: Program) -> None:
    client = mika.client
    is_problem(client.get("/api/v1/nothing"), 404)
    wrong_method = client.delete("/api/v1/tickets")
    is_problem(wrong_method, 405)
    assert "GET" in wrong_method["Allow"]
    for body in (b"{", b"\xff\xfe", b"[" * 100_000, b""):
        answer = client.post("/api/v1/tickets", body, content_type="application/json")
        is_problem(answer, 422 if body == b"" else 400)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k"}])
def test_a_request_too_large(mika: Program, headers: dict[str, str]) -> None:
    answer = mika.post("/tickets", {"subject": "A", "text": "x" * 1_100_000}, **headers)
    is_problem(answer, 413)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"subject": "A", "text": "x" * 100_001}, {"subject": "A", "text": NUL},
        {"subject": " ", "text": "B"}, {"subject": "A\ud800", "text": "B"},
        {"subject": "A", "text": "B", "category": NUL}, {"subject": "A", "text": "B", "impact": 9},
        {"subject": "A", "text": "B", "fields": {NUL: 1}}, {"subject": "A", "text": "B", "tags": ["x" * 41]},
        {"subject": "A", "text": "B", "requester": {"email": f"a{NUL}@b.example"}},
        {"subject": "A", "text": "B", "fields": {"nobody-knows": 1}},
    ],
)  # fmt: skip
def test_tickets_that_do_not_fit(mika: Program, data: dict[str, Any]) -> None:
    is_problem(mika.post("/tickets", data), 422)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "data", [{"subject": None}, {"impact": None}, {"tags": None}, {"fields": {"inner": [1]}}]
)
def test_changes_that_do_not_fit(mika: Program, at: str, data: dict[str, Any]) -> None:
    before = mika.get(at).json()
    is_problem(mika.patch(at, data), 422)
    assert mika.get(at).json() == before


@pytest.mark.parametrize(
    "until", ["2027-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"]
)
def test_times_without_zone_or_at_the_calendars_end(mika: Program, at: str, until: str) -> None:
    """A time that can be stored but not read would break every list the ticket is in."""
    is_problem(mika.post(f"{at}/wait", {"on": "until", "until": until}), 422)
    package = {"wanted": "a", "tried": "b", "by_when": until}
    is_problem(mika.post(f"{at}/handoffs", package), 422)
    assert mika.get("/tickets").status_code == 200


def test_a_wait_of_many_years_is_refused(mika: Program, at: str) -> None:
    answer = mika.post(f"{at}/wait", {"on": "until", "until": "2900-01-01T00:00:00Z"})
    is_problem(answer, 409)


@pytest.mark.parametrize(
    ("query", "status"),
    [("team=%00", 422), ("owner=x", 422), ("state=gone", 422), ("limit=0", 422), ("limit=101", 422),
     ("after=%00", 400), ("after=aWQ6LTE=", 400), ("requester=x", 422)],
)  # fmt: skip
def test_filters_that_do_not_fit(mika: Program, query: str, status: int) -> None:
    is_problem(mika.get(f"/tickets?{query}"), status)


def test_numbers_beyond_the_database(mika: Program, at: str) -> None:
    huge = 10**30
    is_problem(mika.get(f"/tickets/{huge}"), 404)
    is_problem(mika.post(f"{at}/handoffs/{huge}/accept"), 404)
    assert mika.get(f"/tickets?tier={huge}").json()["items"] == []


def test_customers_choose_only_what_is_public() -> None:
    Category.objects.create(name="Fraud", path="Fraud", is_public=False)
    CustomField.objects.create(key="risk", label="Risk", kind="text", is_public=False)
    ada, mika = Program(person("Ada")), Program(person("Mika", "agent", 1))
    for inner in ({"category": "Fraud"}, {"fields": {"risk": "high"}}):
        asked = {"subject": "A", "text": "B", **inner}
        is_problem(ada.post("/tickets", asked), 422)
        assert mika.post("/tickets", asked).status_code == 201
    assert "Fraud" not in ada.get("/categories").content.decode()
