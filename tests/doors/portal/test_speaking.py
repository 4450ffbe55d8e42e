"""In which language and by which clock the portal answers."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast, cast
from handrail.base.by import By
from handrail.desk.models import Brand
from handrail.escalation import actions as escalation
from handrail.escalation.rules import Package
from handrail.flow.opening import open_request
from handrail.people.models import Person
from handrail.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def test_a_browser_is_answered_in_the_language_it_asks_for(client: Client) -> None:
    page = client.get("/", headers={"Accept-Language": "fr, de-AT;q=0.8, en;q=0.5"})
    assert '<html lang="de" dir="ltr"' in page.text
    assert "Wie können wir helfen?" in page.text
    assert page.headers["Content-Language"] == "de"
    assert "Accept-Language" in page.headers["Vary"]


def test_who_asks_for_none_of_ours_is_answered_in_the_brands(client: Client) -> None:
    Brand.objects.update_or_create(pk=1, defaults={"name": "Birch", "slug": "b", "language": "de"})
    assert '<html lang="de"' in client.get("/", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "en-GB"}).text


def test_a_visitors_choice_is_kept_in_the_browser(client: Client) -> None:
    said = client.post("/language", {"language": "de", "next": "/requests/new"})
    assert said.headers["Location"] == "/requests/new"
    page = client.get("/requests/new", headers={"Accept-Language": "en"})
    assert '<html lang="de"' in page.text


def test_a_choice_leads_nowhere_else(client: Client) -> None:
    said = client.post("/language", {"language": "de", "next": "https://elsewhere.example/"})
    assert said.headers["Location"] == "/language"


def test_a_language_we_do_not_speak_is_refused(client: Client) -> None:
    assert client.post("/language", {"language": "tlh"}).status_code == 422


def test_a_persons_choice_is_kept_with_them(client: Client, people: Cast) -> None:
    client.force_login(people.ada)
    client.post("/language", {"language": "de", "time_zone": "Asia/Tokyo"})
    people.ada.refresh_from_db()
    assert (people.ada.language, people.ada.time_zone) == ("de", "Asia/Tokyo")
    elsewhere = Client()
    elsewhere.force_login(people.ada)
    assert "Meine Anfragen" in elsewhere.get("/requests").text


def test_times_are_told_by_the_readers_clock(client: Client, people: Cast) -> None:
    client.force_login(people.ada)
    client.post("/requests/new", {"subject": "Lamp", "text": "It is dark.", "asked": ""})
    Ticket.objects.update(opened_at=datetime(2024, 3, 5, 22, 30, tzinfo=UTC))
    client.post("/language", {"language": "de", "time_zone": "Asia/Tokyo"})
    assert "6. März 2024, 07:30" in client.get("/requests").text
    client.post("/language", {"language": "en", "time_zone": "UTC"})
    assert "5 March 2024, 22:30" in client.get("/requests").text


def test_programs_are_answered_in_english(client: Client) -> None:
    cache.clear()
    answer = client.get("/api/v1/tickets", headers={"Accept-Language": "de"})
    assert answer.headers["Content-Language"] == "en"


def test_a_customer_is_thanked_in_the_language_they_asked_in(client: Client) -> None:
    german = {"Accept-Language": "de"}
    asked = {"name": "Uta", "email": "uta@people.example", "subject": "Lampe", "text": "Dunkel."}
    client.post("/requests/new", asked | {"asked": ""}, headers=german)
    assert Person.objects.get(email="uta@people.example").language == "de"


def test_a_specialist_is_announced_in_the_customers_language(people: Cast) -> None:
    Person.objects.filter(pk=people.ada.pk).update(language="de")
    people.ada.refresh_from_db()
    ticket = open_request(
        requester=people.ada, subject="Lampe", text="Dunkel.", channel="portal",
        by=By.person(people.ada),
    )  # fmt: skip
    package = Package(wanted="Licht", tried="Schalter")
    handoff = escalation.escalate(ticket, package=package, by=By.person(people.mika))
    escalation.accept(handoff, agent=people.jo, by=By.person(people.jo))
    said = ticket.messages.filter(is_automatic=True).latest("pk")
    assert said.text.startswith("Vielen Dank für Ihre Geduld.")
