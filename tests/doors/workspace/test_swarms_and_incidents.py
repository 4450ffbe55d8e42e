"""Swarms and major incidents on the pages of the workspace."""

import pytest
from django.test import Client

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.clock import now
from handrail.desk.models import Team
from handrail.escalation.actions import telling
from handrail.escalation.models import Affected, Incident, Swarm, Update
from handrail.flow.opening import open_request
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def request(asker: Person, subject: str = "No calls") -> Ticket:
    return open_request(
        requester=asker, subject=subject, text=subject, channel="email", by=By.person(asker)
    )


def at(ticket: Ticket) -> str:
    return f"/work/tickets/{ticket.pk}"


def test_a_swarm_is_called_joined_and_ended_on_the_ticket(people: Cast) -> None:
    ticket = actions.take(request(people.ada), person=people.mika, by=By.person(people.mika))
    mika, jo = browser(people.mika), browser(people.jo)
    assert mika.get(f"{at(ticket)}/swarms/new").status_code == 200
    empty = mika.post(f"{at(ticket)}/swarms/new", {"purpose": "Why?", "minutes": "60"})
    assert empty.status_code == 422 and b"Ask at least one" in empty.content
    team = Team.objects.get(slug="tier-2")
    mika.post(f"{at(ticket)}/swarms/new", {"purpose": "Why?", "teams": team.pk, "minutes": "60"})
    swarm = Swarm.objects.get()
    page = jo.get(at(ticket)).content.decode()
    assert "Why?" in page and ">Join<" in page
    assert str(ticket.pk) in jo.get("/work/queues/swarms").content.decode()
    jo.post(f"{at(ticket)}/swarms/{swarm.pk}/joining")
    assert ">Leave<" in jo.get(at(ticket)).content.decode()
    jo.post(f"{at(ticket)}/swarms/{swarm.pk}/end", {"found": "The valve"})
    page = mika.get(at(ticket)).content.decode()
    assert "What the swarm found: The valve" in page and "came to the swarm" in page


def test_an_incident_is_declared_spoken_of_and_resolved(people: Cast) -> None:
    parent, part = request(people.ada), request(people.ben)
    lea, mika = browser(people.lea), browser(people.mika)
    assert lea.get(f"{at(parent)}/incidents/new").status_code == 200
    form = {"title": "No calls", "words": "no calls", "notice": "We know.", "every_minutes": "60",
            "manager": people.lea.pk, "to": Team.objects.get(slug="tier-3").pk,
            "holds": "on", "on_portal": "on"}  # fmt: skip
    assert mika.get(f"{at(parent)}/incidents/new").status_code == 404
    assert mika.post(f"{at(parent)}/incidents/new", form).status_code == 404
    lea.post(f"{at(parent)}/incidents/new", form)
    incident = Incident.objects.get()
    place = f"/work/incidents/{incident.pk}"
    assert "No calls" in mika.get("/work/incidents").content.decode()
    page = lea.get(place).content.decode()
    assert f'name="ticket" value="{part.pk}"' in page and "We know." in page
    lea.post(f"{place}/tickets", {"ticket": [part.pk]})
    assert "Part of a major incident" in mika.get(at(part)).content.decode()
    assert mika.post(f"{place}/updates", {"stage": "identified", "text": "So"}).status_code == 422
    assert lea.post(f"{place}/updates", {"stage": "identified", "text": " "}).status_code == 422
    lea.post(f"{place}/updates", {"stage": "resolved", "text": "It is over."})
    for update in Update.objects.order_by("pk"):
        telling.tell_all(update.pk, now=now())
    part.refresh_from_db()
    assert part.turn == "solved" and "It is over." in lea.get(place).content.decode()


def test_how_it_is_run_can_be_changed_by_those_who_run_it(people: Cast) -> None:
    parent = request(people.ada)
    lea, mika = browser(people.lea), browser(people.mika)
    lea.post(f"{at(parent)}/incidents/new", {"title": "No calls", "every_minutes": "60",
                                             "manager": people.lea.pk})  # fmt: skip
    place = f"/work/incidents/{Incident.objects.get().pk}/settings"
    assert mika.get(place).status_code == 404
    row = {"title": "Dead lines", "every_minutes": "30", "manager": people.mika.pk,
           "conditions-0-join": "all", "conditions-0-fact": "text",
           "conditions-0-how": "contains", "conditions-0-value": "dead"}  # fmt: skip
    assert lea.post(place, {**row, "every_minutes": "1"}).status_code == 422
    lea.post(place, row)
    incident = Incident.objects.get()
    assert (incident.title, incident.manager) == ("Dead lines", people.mika)
    assert mika.get(place).status_code == 200


def test_what_one_may_not_see_stays_out_of_an_incident(people: Cast) -> None:
    vault = Team.objects.create(
        tier_id=Team.objects.get(slug="tier-1").tier_id, name="Vault", slug="vault",
        visibility=Team.Visibility.PRIVATE,
    )  # fmt: skip
    parent, hidden = request(people.ada), request(people.ben, "Secret no calls")
    actions.move(hidden, to=vault, by=By.system())
    hidden.access.exclude(team=vault).delete()
    lea = browser(people.lea)
    lea.post(f"{at(parent)}/incidents/new", {"title": "No calls", "words": "no calls",
             "every_minutes": "60", "manager": people.lea.pk})  # fmt: skip
    incident = Incident.objects.get()
    place = f"/work/incidents/{incident.pk}"
    lea.post(f"{place}/tickets", {"ticket": [hidden.pk]})
    assert not Affected.objects.filter(ticket=hidden).exists()
    browser(people.root).post(f"{place}/tickets", {"ticket": [hidden.pk]})
    assert Affected.objects.filter(ticket=hidden).exists()
    assert "Secret" not in lea.get(place).content.decode()
    assert lea.post(f"{place}/tickets/{hidden.pk}/removal").status_code == 404
