"""Tokens: shown once, ended, expired; and how much one may ask."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors.api.programs import Program, person
from handrail.api.models import ApiToken, IdempotencyKey
from handrail.api.pace import LEASE, Pace
from handrail.base.clock import now

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)


def status(secret: str) -> int:
    return Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/me").status_code


def test_the_secret_is_kept_nowhere() -> None:
    token, secret = ApiToken.issue(
        person=person("Ada"), name="x", scopes=["tickets:read"], at=now()
    )
    kept = str(ApiToken.objects.filter(pk=token.pk).values().get())
    assert secret not in kept
    assert status(secret) == 200
    assert status(token.sha256) == 401


def test_ended_expired_and_of_one_who_left() -> None:
    ada = person("Ada")
    made = [
        ApiToken.issue(person=ada, name="x", scopes=["tickets:read"], at=now()) for _ in range(3)
    ]
    ApiToken.objects.filter(pk=made[0][0].pk).update(revoked_at=now())
    ApiToken.objects.filter(pk=made[1][0].pk).update(expires_at=now() - timedelta(seconds=1))
    assert [status(secret) for _, secret in made] == [401, 401, 200]
    ada.is_active = False
    ada.save()
    assert status(made[2][1]) == 401


def test_the_last_use_is_noted_once_an_hour() -> None:
    ada = Program(person("Ada"))
    ada.get("/me")
    first = ApiToken.objects.get(person=ada.person).used_at
    ada.get("/me")
    assert first is not None
    assert ApiToken.objects.get(person=ada.person).used_at == first


def test_who_asks_too_much_is_told_when_to_come_back(settings) -> None:
    settings.HANDRAIL_API_RATE = 3
    ada, cy = Program(person("Ada")), Program(person("Cy"))
    answers = [ada.get("/me") for _ in range(5)]
    stopped = [a for a in answers if a.status_code == 429]
    assert stopped
    assert 1 <= int(stopped[0]["Retry-After"]) <= 60
    assert stopped[0]["Content-Type"] == "application/problem+json"
    assert cy.get("/me").status_code == 200


def test_being_stopped_is_no_answer_to_keep(settings) -> None:
    settings.HANDRAIL_API_RATE = 0
    ada = Program(person("Ada"))
    stopped = ada.post("/tickets", {"subject": "A", "text": "B"}, **{"Idempotency-Key": "k"})
    assert stopped.status_code == 429
    assert not IdempotencyKey.objects.exists()


def test_the_limit_holds_over_processes_and_one_in_twenty_pays() -> None:
    """Two processes share a minute; nobody passes more than was allowed."""
    one, two = Pace(), Pace()
    with CaptureQueriesContext(connection) as asked:
        passed = sum(pace.allows(7, at=NOON, most=100) for _ in range(200) for pace in (one, two))
    assert passed == 100
    assert len(asked) <= 100 // LEASE + 2
    assert one.allows(7, at=NOON + timedelta(minutes=1), most=100)
