"""Programs that act with a person's token."""

import json
from typing import Any

from django.test import Client

from handrail.api.models import ApiToken, Scope
from handrail.base.clock import now
from handrail.desk.models import Membership, Team
from handrail.people.models import Person


class Program:
    """A program with a person's token."""

    def __init__(self, person: Person, scopes: list[str] | None = None) -> None:
        self.person = person
        _, secret = ApiToken.issue(
            person=person, name="test", scopes=scopes or list(Scope.values), at=now()
        )
        self.client = Client(
            raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"}
        )

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1{path}",
            json.dumps(data or {}),
            content_type="application/json",
            headers=headers,
        )

    def patch(self, path: str, data: dict[str, Any]) -> Any:
        return self.client.patch(
            f"/api/v1{path}", json.dumps(data), content_type="application/json"
        )

    def put(self, path: str, data: dict[str, Any]) -> Any:
        return self.client.put(f"/api/v1{path}", json.dumps(data), content_type="application/json")


def person(name: str, role: str = "customer", tier: int | None = None) -> Person:
    made = Person.objects.create_user(f"{name.lower()}@people.example", name=name, role=role)
    if tier is not None:
        Membership.objects.create(team=Team.objects.get(slug=f"tier-{tier}"), person=made)
    return made
