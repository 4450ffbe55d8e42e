"""A request that names a key happens once: repeated, in parallel, or after a fault of ours."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from doors.api.programs import Program, person
from handrail.api.idempotency import forget
from handrail.api.models import IdempotencyKey
from handrail.base.clock import now
from handrail.tickets.models import Message, Ticket

ASKED = {"subject": "Once", "text": "only"}
AT_ONCE = 8


def together(program: Program, headers: dict[str, str]) -> list[Any]:
    """The same request from several threads, each with its own connection, in one moment."""
    ready = Barrier(AT_ONCE)
    secret = program.client.defaults["HTTP_AUTHORIZATION"]

    def one(_: int) -> Any:
        client = Client(headers={"Authorization": secret, **headers})
        ready.wait()
        try:
            return client.post(
                "/api/v1/tickets", json.dumps(ASKED), content_type="application/json"
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once() -> None:
    ada = Program(person("Ada"))
    for n in range(5):
        answers = together(ada, {"Idempotency-Key": f"key {n}"})
        assert {a.status_code for a in answers} == {201}
        assert len({a.content for a in answers}) == 1
        assert sum("Idempotent-Replayed" in a for a in answers) == AT_ONCE - 1
    assert (Ticket.objects.count(), Message.objects.count()) == (5, 5)


@pytest.mark.django_db(transaction=True)
def test_without_a_key_they_are_many() -> None:
    """Negative control: it is the key that makes them one."""
    together(Program(person("Ada")), {})
    assert Ticket.objects.count() == AT_ONCE


@pytest.mark.django_db
def test_a_lower_case_scheme_is_the_same_token() -> None:
    ada = Program(person("Ada"))
    secret = ada.client.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    client = Client(headers={"Authorization": f"bearer {secret}", "Idempotency-Key": "k"})
    for _ in range(2):
        client.post("/api/v1/tickets", json.dumps(ASKED), content_type="application/json")
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_two_people_are_two_keys_and_a_weaker_token_reads_no_answer() -> None:
    ada, cy = Program(person("Ada")), Program(person("Cy"))
    key = {"Idempotency-Key": "shared"}
    assert ada.post("/tickets", ASKED, **key).json() != cy.post("/tickets", ASKED, **key).json()
    weaker = Program(ada.person, ["tickets:read"])
    assert weaker.post("/tickets", ASKED, **key).status_code == 422


@pytest.mark.django_db
def test_an_answer_of_no_is_kept_too() -> None:
    ada = Program(person("Ada"))
    key = {"Idempotency-Key": "k"}
    bad = {"subject": "", "text": ""}
    first, again = ada.post("/tickets", bad, **key), ada.post("/tickets", bad, **key)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_day() -> None:
    ada = Program(person("Ada"))
    ada.post("/tickets", ASKED, **{"Idempotency-Key": "k"})
    assert forget(now()) == 0
    assert forget(now() + timedelta(hours=25)) == 1
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_key_that_is_too_long() -> None:
    assert (
        Program(person("Ada")).post("/tickets", ASKED, **{"Idempotency-Key": "k" * 201}).status_code
        == 400
    )
