"""A ticket's journey through the tiers, by programs alone."""

from typing import Any

import pytest
from django.test import Client

from doors.api.programs import Program, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Program:
    return Program(person("Ada"))


@pytest.fixture
def mika() -> Program:
    return Program(person("Mika", "agent", 1))


@pytest.fixture
def jo() -> Program:
    return Program(person("Jo", "agent", 2))


def test_up_back_up_accepted_and_solved(ada: Program, mika: Program, jo: Program) -> None:
    opened = ada.post("/tickets", {"subject": "Wrong VAT", "text": "16 % instead of 19 %"})
    assert opened.status_code == 201
    number = opened.json()["number"]
    at = f"/tickets/{number}"
    assert mika.post(f"{at}/take").json()["owner"]["name"] == "Mika"
    package = {"wanted": "Look at the import", "tried": "Refreshed twice"}
    offered = mika.post(f"{at}/handoffs", package)
    assert (offered.status_code, offered.json()["state"]) == (201, "offered")
    missing = {"missing": "Which run?"}
    returned = jo.post(f"{at}/handoffs/{offered.json()['id']}/return", missing)
    assert returned.json()["state"] == "returned"
    again = mika.post(f"{at}/handoffs", {**package, "found": "Run 8841"}).json()["id"]
    assert jo.post(f"{at}/handoffs/{again}/accept").json()["state"] == "accepted"
    assert jo.post(f"{at}/replies", {"text": "Mended", "then": "solve"}).status_code == 201
    seen = ada.get(at).json()
    assert (seen["state"], seen["looked_after_by"]) == ("done", "Jo")
    kinds = [event["kind"] for event in jo.get(f"{at}/events").json()]
    assert kinds.count("handoff.returned") == 1
    # Its promises are put to rest after it.
    assert [kind for kind in kinds if "promise" not in kind][-1] == "ticket.solved"


def test_a_customer_sees_nothing_of_the_inside(ada: Program, mika: Program) -> None:
    number = ada.post("/tickets", {"subject": "A", "text": "B"}).json()["number"]
    mika.post(f"/tickets/{number}/notes", {"text": "a secret of the desk"})
    assert set(ada.get(f"/tickets/{number}").json()) == {
        "number", "subject", "state", "looked_after_by", "opened_at", "changed_at", "solved_at",
    }  # fmt: skip
    for inside in ("notes", "events", "handoffs"):
        assert ada.get(f"/tickets/{number}/{inside}").status_code == 404
    assert "secret" not in ada.get(f"/tickets/{number}/messages").content.decode()


def test_a_strangers_ticket_does_not_exist(ada: Program) -> None:
    number = ada.post("/tickets", {"subject": "A", "text": "B"}).json()["number"]
    cy = Program(person("Cy"))
    answer = cy.get(f"/tickets/{number}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert cy.post(f"/tickets/{number}/messages", {"text": "x"}).status_code == 404
    assert cy.get("/tickets").json()["items"] == []


def test_the_second_to_take_is_told_who_was_first(ada: Program, mika: Program) -> None:
    number = ada.post("/tickets", {"subject": "A", "text": "B"}).json()["number"]
    mika.post(f"/tickets/{number}/take")
    late = Program(person("Nora", "agent", 1)).post(f"/tickets/{number}/take")
    assert late.status_code == 409
    assert "Mika" in late.json()["detail"]


def test_one_key_is_one_ticket_and_another_request_may_not_use_it(ada: Program) -> None:
    asked = {"subject": "Once", "text": "only"}
    first = ada.post("/tickets", asked, **{"Idempotency-Key": "k1"})
    again = ada.post("/tickets", asked, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    other = ada.post("/tickets", {**asked, "text": "else"}, **{"Idempotency-Key": "k1"})
    assert other.status_code == 422
    assert len(ada.get("/tickets").json()["items"]) == 1


def test_pages_do_not_repeat_or_skip_while_tickets_come_in(ada: Program) -> None:
    numbers = [
        ada.post("/tickets", {"subject": str(n), "text": "x"}).json()["number"] for n in range(5)
    ]
    page = ada.get("/tickets?limit=2").json()
    ada.post("/tickets", {"subject": "late", "text": "x"})
    seen = [t["number"] for t in page["items"]]
    while page["next"]:
        page = ada.get(f"/tickets?limit=2&after={page['next']}").json()
        seen += [t["number"] for t in page["items"]]
    assert seen == sorted(numbers, reverse=True)
    assert ada.get("/tickets?after=nonsense").status_code == 400


@pytest.mark.parametrize(
    ("data", "where"),
    [({"subject": "x" * 300, "text": "y"}, "subject"), ({"subject": "x", "text": "y", "owner": 1}, "owner")],
)  # fmt: skip
def test_bad_input_is_named_and_not_repeated(
    ada: Program, data: dict[str, Any], where: str
) -> None:
    answer = ada.post("/tickets", data)
    assert answer.status_code == 422
    assert where in answer.json()["errors"][0]["where"]
    assert "xxx" not in answer.content.decode()


def test_no_token_a_cut_one_and_one_without_the_scope(ada: Program) -> None:
    assert Client().get("/api/v1/me").status_code == 401
    assert Client(headers={"Authorization": "Bearer hr_guess"}).get("/api/v1/me").status_code == 401
    reader = Program(person("Rita"), ["tickets:read"])
    refused = reader.post("/tickets", {"subject": "A", "text": "B"})
    assert (refused.status_code, "tickets:write" in refused.json()["detail"]) == (403, True)


def test_the_description_names_every_verb() -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/tickets", "/api/v1/tickets/{number}/handoffs"} <= set(paths)
