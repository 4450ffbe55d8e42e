"""Every route of the API × everybody: strangers find nothing, roles do what they are granted.

The routes come from the OpenAPI document, so a new one fails here until it has a body and a rule.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from doors.api.programs import Program, person
from handrail.api.urls import api
from handrail.automation.models import Macro
from handrail.base.by import By
from handrail.desk.models import Membership, Team, Tier
from handrail.escalation import actions as escalation
from handrail.knowledge import actions as knowledge
from handrail.knowledge.search import index
from handrail.knowledge.trees import actions as trees
from handrail.knowledge.trees import walking
from handrail.knowledge.words import Words
from handrail.people.models import Organisation, Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db

SECRET = "Kestrel"
PACKAGE = {"wanted": "Look", "tried": "All of it"}
MESSAGE = {"text": "More"}
DRAWING = {"start": "a", "nodes": {
    "a": {"kind": "question", "text": "?", "answers": [{"text": "Yes", "to": "b"}]}, "b": {"kind": "solved"},
}}  # fmt: skip
ONE = "/api/v1/tickets/{number}"
INCIDENT = "/api/v1/incidents/{pk}"
FOR_ALL = {
    ("GET", f"/api/v1/{noun}")
    for noun in ("me", "categories", "tickets", "search", "articles", "trees")
}
WHOLE_DESK = FOR_ALL | {
    ("GET", "/api/v1/tiers"),
    ("GET", "/api/v1/teams"),
    ("GET", "/api/v1/canned-answers"),
    ("GET", "/api/v1/people"),
    ("POST", "/api/v1/tickets"),
    ("POST", "/api/v1/next"),
    ("GET", "/api/v1/incidents"),
    ("GET", "/api/v1/articles/{pk}"),
    ("GET", "/api/v1/trees/{pk}"),
    ("POST", "/api/v1/trees"),
    ("PUT", "/api/v1/trees/{pk}/definition"),
    ("POST", "/api/v1/trees/{pk}/publication"),
    ("GET", INCIDENT),
    ("GET", f"{INCIDENT}/updates"),
    ("POST", f"{INCIDENT}/updates"),
}
CUSTOMERS = {("GET", ONE), ("GET", f"{ONE}/messages"), ("POST", f"{ONE}/messages")}
# For leads and administrators; whose ticket the incident is does not matter.
LEADING = {("POST", f"{ONE}/incidents"), ("POST", f"{INCIDENT}/updates")}
# A walk is of whoever began it.
PIAS = {("POST", f"{ONE}/walks/{{pk}}/{noun}") for noun in ("answers", "end")}
ASKERS = {("POST", f"{ONE}/{noun}") for noun in ("solve", "reopen", "rating")}
NOTING = {
    ("POST", f"{ONE}/swarms/{{pk}}/join"),
    ("POST", f"{ONE}/swarms/{{pk}}/leave"),
    ("POST", f"{ONE}/notes"),
    ("POST", f"{ONE}/watch"),
    ("POST", f"{ONE}/unwatch"),
}


@dataclass
class Place:
    """A ticket of Ada's in a private team, with everything on it that must not leak."""

    ticket: Ticket
    other: Ticket
    team: Team
    numbers: dict[str, int]
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, path: str) -> str:
        nouns = ("consult", "macro", "swarm", "incident", "article", "tree", "walk", "message")
        noun = next((n for n in nouns if f"/{n}s/" in path), "handoff")
        asked = f"?q={SECRET}" if path.endswith(("/search", "/people", "v1/articles")) else ""
        return asked_of(path, self.ticket.pk, self.numbers[noun]) + asked

    def body(self, path: str) -> dict[str, Any]:
        return {
            "/api/v1/tickets": {"subject": "A", "text": "B"},
            ONE: {"tags": ["blue"]},
            f"{ONE}/messages": MESSAGE, f"{ONE}/replies": MESSAGE, f"{ONE}/notes": MESSAGE,
            f"{ONE}/assign": {"owner": "pia@people.example"}, f"{ONE}/move": {"team": "tier-2"},
            f"{ONE}/wait": {"on": "customer"}, f"{ONE}/merge": {"number": self.other.pk},
            f"{ONE}/split": {"message": self.numbers["message"], "subject": "Second"},
            f"{ONE}/links": {"number": self.other.pk},
            f"{ONE}/links/remove": {"number": self.other.pk},
            f"{ONE}/handoffs": PACKAGE, f"{ONE}/handoffs/{{pk}}/return": {"missing": "Logs"},
            f"{ONE}/send-down": {"team": "tier-1", "answer": "So", "lesson": "Thus"},
            f"{ONE}/consults": {"team": "tier-1", "question": "Why?"},
            f"{ONE}/consults/{{pk}}/answer": {"answer": "So"},
            f"{ONE}/rating": {"rating": "good"},
            f"{ONE}/leads": {"reason": "They are angry"},
            f"{ONE}/helpers": {"email": "jo@people.example"},
            f"{ONE}/articles": {"article": self.numbers["article"], "kind": "used"},
            "/api/v1/trees": {"name": "Way", "definition": DRAWING},
            "/api/v1/trees/{pk}/definition": {"definition": DRAWING},
            f"{ONE}/walks": {"tree": self.numbers["tree"]},
            f"{ONE}/walks/{{pk}}/answers": {"said": "Yes"},
            f"{ONE}/swarms": {"purpose": "Why?", "teams": ["tier-1"]},
            f"{ONE}/swarms/{{pk}}/end": {"found": "This"},
            f"{ONE}/incidents": {"title": "All down"},
            f"{INCIDENT}/updates": {"stage": "identified", "text": "So"},
            f"{INCIDENT}/tickets": {"number": self.ticket.pk},
            f"{INCIDENT}/tickets/remove": {"number": self.ticket.pk},
            f"{ONE}/helpers/leave": {"email": "jo@people.example"},
        }.get(path, {})  # fmt: skip


def asked_of(path: str, ticket: int, row: int) -> str:
    return path.replace("{number}", str(ticket)).replace("{pk}", str(row))


def routes() -> list[tuple[str, str]]:
    paths = api.get_openapi_schema()["paths"]
    return sorted((verb.upper(), path) for path, verbs in paths.items() for verb in verbs)


def place() -> tuple[Place, dict[str, Program]]:
    north = Organisation.objects.create(name="North", shares_tickets=True)
    team = Team.objects.create(
        tier=Tier.objects.get(level=2),
        name="Vault",
        slug="vault",
        visibility=Team.Visibility.PRIVATE,
    )
    people = {name: person(name) for name in ("Ada", "Ben", "Cy")}
    Person.objects.filter(name__in=["Ada", "Ben"]).update(organisation=north)
    pia, lum = person("Pia", "agent"), person("Lum", "light_agent")
    lea = person("Lea", "lead")
    for member in (pia, lum, lea):
        Membership.objects.create(team=team, person=member, is_lead=member == lea)
    people |= {"Pia": pia, "Lum": lum, "Lea": lea, "Jo": person("Jo", "agent", 2),
               "Una": person("Una", "auditor"), "Root": person("Root", "admin")}  # fmt: skip
    for one in people.values():
        one.refresh_from_db()
    ada, by = people["Ada"], By.person(pia)
    ticket, other = (
        actions.open_ticket(requester=ada, subject=f"{SECRET} one", text=f"{SECRET} text",
                            channel="api", team=team, by=By.person(ada)) for _ in range(2)
    )  # fmt: skip
    message = ticket.messages.get()
    actions.note(ticket, author=pia, text=f"{SECRET} note", by=by)
    package = escalation.Package(wanted=f"{SECRET} wanted", tried="all")
    handoff = escalation.escalate(
        ticket, package=package, to=Team.objects.get(slug="tier-3"), by=by
    )
    consult = escalation.consult(
        ticket, to=Team.objects.get(slug="tier-3"), question=f"{SECRET}?", by=by
    )
    actions.take(ticket, person=pia, by=by)
    swarm = escalation.call_swarm(
        ticket, purpose=f"{SECRET}?", teams=[Team.objects.get(slug="tier-3")], by=by
    )
    incident = escalation.declare(other, title="All down", manager=lea, by=By.person(lea))
    article = knowledge.create(words=Words(title="A way", resolution="So"), by=By.person(lea))
    knowledge.publish(article, by=By.person(lea))
    grown = trees.plant(name="A way", definition=DRAWING, by=By.person(lea),
                        place=trees.Place(tier=Tier.objects.get(level=1).pk))  # fmt: skip
    trees.publish(grown, by=By.person(lea))
    walk = walking.begin(grown, reader="pia", person=pia, ticket=ticket, at=By.person(pia).at)
    numbers = {"tree": grown.pk, "walk": walk.pk, "article": article.pk, "swarm": swarm.pk,
               "incident": incident.pk, "message": message.pk,
               "handoff": handoff.pk, "consult": consult.pk,
               "macro": Macro.objects.get().pk}  # fmt: skip
    index.index([ticket.pk, other.pk])
    programs = {name: Program(one) for name, one in people.items()}
    programs["Gone"] = Program(person("Gone", "agent"))
    Person.objects.filter(name="Gone").update(is_active=False)
    return Place(ticket, other, team, numbers), programs


def ask(client: Client, place: Place, verb: str, path: str) -> tuple[int, str]:
    """One request whose effect is undone afterwards."""
    with transaction.atomic():
        answer = client.generic(
            verb, place.address(path), json.dumps(place.body(path)), content_type="application/json"
        )
        transaction.set_rollback(True)
    return answer.status_code, answer.content.decode()


def expected(name: str, verb: str, path: str) -> set[int]:
    """The statuses that are right; 409 is a verb that was let through and did not fit."""
    done = {200, 201, 204, 409}
    route = (verb, path)
    if name in ("Nobody", "Gone"):
        return {401}
    if name in ("Ada", "Ben", "Cy"):
        if route in FOR_ALL or route == ("POST", "/api/v1/tickets"):
            return done
        if route in WHOLE_DESK or name == "Cy" or route not in CUSTOMERS | ASKERS:
            return {404}
        return {403} if route in ASKERS and name == "Ben" else done
    if route not in WHOLE_DESK and name == "Jo":
        return {404}
    if route == ("POST", f"{ONE}/rating"):
        return {403}
    if route in LEADING and name in ("Pia", "Jo"):
        return {403}
    if route in PIAS and name in ("Lea", "Root"):
        return {404}
    if verb == "GET" or name in ("Pia", "Lea", "Jo", "Root"):
        return done
    return done if name == "Lum" and route in NOTING else {403}


def test_every_route_for_everybody() -> None:
    here, programs = place()
    clients = {"Nobody": Client(), **{name: p.client for name, p in programs.items()}}
    wrong = []
    for verb, path in routes():
        for name, client in clients.items():
            status, text = ask(client, here, verb, path)
            if status not in expected(name, verb, path):
                wrong.append(f"{name}: {verb} {path} gave {status}: {text[:120]}")
            if name in ("Nobody", "Gone", "Cy", "Jo") and SECRET in text:
                wrong.append(f"{name}: {verb} {path} leaks")
    assert wrong == []
    assert len(routes()) >= 38


def test_the_matrix_would_notice_a_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with the scope rule gone, strangers read it."""
    here, programs = place()
    monkeypatch.setattr("handrail.tickets.models.scope.rules.sees_all", lambda role: True)
    status, text = ask(programs["Jo"].client, here, "GET", ONE)
    assert (status, SECRET in text) == (200, True)


def test_a_denied_look_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    here, programs = place()
    ask(programs["Cy"].client, here, "GET", ONE)
    assert f"person {programs['Cy'].person.pk} asked for ticket {here.ticket.pk}" in caplog.text


def test_numbers_in_bodies_and_addresses_lead_nowhere() -> None:
    """What one may see must not open what one may not."""
    here, programs = place()
    jo, ada = programs["Jo"], programs["Ada"]
    mine = jo.post("/tickets", {"subject": "Mine", "text": "x"}).json()["number"]
    hidden = {"number": here.ticket.pk}
    for verb in ("merge", "links", "links/remove"):
        assert jo.post(f"/tickets/{mine}/{verb}", hidden).status_code == 404
    split = {"message": here.numbers["message"], "subject": "x"}
    assert jo.post(f"/tickets/{mine}/split", split).status_code == 422
    at = f"/tickets/{mine}/handoffs/{here.numbers['handoff']}"
    assert jo.post(f"{at}/accept").status_code == jo.post(f"{at}/recall").status_code == 404
    answer = jo.post(f"/tickets/{mine}/consults/{here.numbers['consult']}/answer", {"answer": "x"})
    assert answer.status_code == 404
    assert jo.get("/tickets?requester=ada@people.example").json()["items"] == []
    assert jo.get("/tickets?team=vault").json()["items"] == []
    for inner in ({"requester": {"email": "cy@people.example"}}, {"tags": ["vip"]}, {"urgency": 1}):
        asked = {"subject": "A", "text": "B", **inner}
        assert ada.post("/tickets", asked).status_code == 403


def test_a_link_to_a_hidden_ticket_is_not_listed() -> None:
    here, programs = place()
    root, jo = programs["Root"], programs["Jo"]
    seen = jo.post("/tickets", {"subject": "Seen", "text": "x"}).json()["number"]
    root.post(f"/tickets/{seen}/links", {"number": here.ticket.pk, "kind": "related"})
    assert len(root.get(f"/tickets/{seen}/links").json()) == 1
    assert jo.get(f"/tickets/{seen}/links").json() == []
