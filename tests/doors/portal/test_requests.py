"""Customers ask, follow, answer, close and open again; strangers find nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handrail.automation import running
from handrail.automation.models import Trigger
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.desk.models import Category, CustomField
from handrail.escalation import actions as escalation
from handrail.escalation.actions import Package
from handrail.flow.rating import link_for
from handrail.tickets import actions
from handrail.tickets.models import Attachment, Ticket

FORM = {
    "name": "Eve",
    "email": "Eve@New.example",
    "subject": "Lamp",
    "text": "It is dark.",
    "category": "",
}


def test_a_visitor_asks(desk, browse):
    answer = browse(None).post("/requests/new", FORM)
    assert (answer.status_code, answer["Location"]) == (302, "/requests/sent")
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.requester.email) == ("Lamp", "eve@new.example")
    assert ticket.messages.get().text == "It is dark."


def test_a_customer_asks_without_naming_themselves(desk, browse):
    upload = SimpleUploadedFile("lamp.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png")
    answer = browse(desk.ada).post("/requests/new", FORM | {"uploads": upload})
    ticket = Ticket.objects.get()
    assert ticket.requester == desk.ada
    assert answer["Location"] == f"/requests/{ticket.pk}"
    assert Attachment.objects.get().name == "lamp.png"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"subject": "x" * 251}, "at most 250 characters"),
        ({"email": "nobody"}, "valid email"),
        ({"text": ""}, "required"),
        ({"category": "99999"}, "valid choice"),
        ({"category": "zzz"}, "valid choice"),
        ({"name": "x" * 300}, "at most 200 characters"),
    ],
)
def test_what_does_not_fit_is_named_and_kept(desk, browse, wrong, says):
    answer = browse(None).post("/requests/new", FORM | wrong)
    assert answer.status_code == 422
    assert (says in answer.text and "Lamp" in answer.text) or "subject" in wrong
    assert not Ticket.objects.exists()


def test_a_category_asks_its_own_questions_once(desk, browse):
    billing = Category.objects.get(name="Billing")
    field = CustomField.objects.create(key="invoice", label="Invoice number", kind="text")
    field.categories.add(billing)
    visitor = browse(None)
    first = visitor.post("/requests/new", FORM | {"category": billing.pk})
    assert (
        first.status_code == 200 and "Invoice number" in first.text and "It is dark." in first.text
    )
    visitor.post(
        "/requests/new",
        FORM | {"category": billing.pk, "asked": "field:invoice", "field:invoice": "R-17"},
    )
    assert Ticket.objects.get().fields == {"invoice": "R-17"}


def test_one_place_cannot_flood_the_desk(desk, browse):
    visitor = browse(None)
    answers = [visitor.post("/requests/new", FORM).status_code for _ in range(32)]
    assert answers.count(302) == 30 and answers[-1] == 429


def test_following_shows_what_is_public_and_nothing_else(desk, browse):
    ticket = desk.ask()
    by = By.person(desk.mika)
    actions.take(ticket, person=desk.mika, by=by)
    actions.note(ticket, author=desk.mika, text="SECRET note", by=by)
    actions.reply(ticket, author=desk.mika, text="Have some water", by=by, then="keep")
    escalation.escalate(
        ticket, to=desk.second, by=by, package=Package(wanted="SECRET wish", tried="SECRET try")
    )
    escalation.consult(ticket, to=desk.second, question="SECRET question", by=by)
    page = browse(desk.ada).get(f"/requests/{ticket.pk}").text
    assert "Have some water" in page and "Mika" in page
    assert "SECRET" not in page
    assert "SECRET" not in browse(desk.ada).get("/requests").text


@pytest.mark.parametrize("way", ["", "/files/1"])
def test_a_stranger_finds_nothing(desk, browse, way):
    ticket = desk.ask()
    assert browse(desk.cy).get(f"/requests/{ticket.pk}{way}").status_code == 404


@pytest.mark.parametrize("noun", ["replies", "solution", "reopening"])
def test_a_stranger_changes_nothing(desk, browse, noun):
    ticket = desk.ask()
    assert browse(desk.cy).post(f"/requests/{ticket.pk}/{noun}", {"text": "x"}).status_code == 404
    assert ticket.messages.count() == 1


@pytest.mark.parametrize("path", ["/requests", "/requests/1"])
def test_a_visitor_is_asked_for_a_code(desk, browse, path):
    answer = browse(None).get(path)
    assert answer["Location"].startswith("/accounts/login/code/")


def test_answering_closing_and_opening_again(desk, browse):
    ticket, ada = desk.ask(), browse(desk.ada)
    actions.reply(ticket, author=desk.mika, text="More?", by=By.person(desk.mika))
    assert "It is your turn" in ada.get(f"/requests/{ticket.pk}").text
    ada.post(f"/requests/{ticket.pk}/replies", {"text": "Yes, more."})
    assert Ticket.objects.get().state == "open"
    ada.post(f"/requests/{ticket.pk}/solution")
    assert Ticket.objects.get().turn == "solved"
    ada.post(f"/requests/{ticket.pk}/reopening")
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.reopened) == ("open", 1)


def test_a_reply_too_long_is_named_and_kept(desk, browse):
    ticket = desk.ask()
    answer = browse(desk.ada).post(f"/requests/{ticket.pk}/replies", {"text": "word " * 25_000})
    assert answer.status_code == 422 and "at most 100000" in answer.text
    assert ticket.messages.count() == 1


def test_pages_load_nothing_from_elsewhere(desk, browse):
    answer = browse(None).get("/")
    assert "http://" not in answer.text and "https://" not in answer.text
    assert "style=" not in answer.text and "onclick" not in answer.text


def test_visitors_read_of_major_incidents_that_are_shown_to_them(desk, browse):
    ticket = desk.ask("No calls")
    facts = {"title": "No calls come through", "manager": desk.lea, "by": By.person(desk.lea)}
    incident = escalation.declare(ticket, **facts)
    assert "No calls come through" not in browse(None).get("/").text
    escalation.speak(incident, stage="identified", text="A cable broke.", by=By.person(desk.lea))
    for page in ("/", "/requests/new"):
        assert "A cable broke." in browse(None).get(page).text
    escalation.change_incident(incident, facts={"on_portal": False}, by=By.person(desk.lea))
    assert "A cable broke." not in browse(None).get("/").text
    escalation.change_incident(incident, facts={"on_portal": True}, by=By.person(desk.lea))
    escalation.speak(incident, stage="resolved", text="It is over.", by=By.person(desk.lea))
    assert "It is over." not in browse(None).get("/").text


def solved(desk):
    ticket = desk.ask("Lamp")
    actions.reply(ticket, author=desk.mika, text="Try now.", then="solve",
                  by=By.person(desk.mika))  # fmt: skip
    return Ticket.objects.get(pk=ticket.pk)


def test_whoever_asked_rates_the_answer_and_may_change_their_mind(desk, browse):
    ticket = desk.ask("Lamp")
    ada, cy = browse(desk.ada), browse(desk.cy)
    page = f"/requests/{ticket.pk}"
    assert "How did we do?" not in ada.get(page).text
    assert "once it is answered" in ada.post(f"{page}/rating", {"rating": "good"}, follow=True).text
    actions.reply(ticket, author=desk.mika, text="Try now.", then="solve",
                  by=By.person(desk.mika))  # fmt: skip
    assert cy.post(f"{page}/rating", {"rating": "bad"}).status_code == 404
    ada.post(f"{page}/rating", {"rating": "bad", "comment": "Still dark"})
    ada.post(f"{page}/rating", {"rating": "bad"})
    assert "You said: Not good" in ada.get(page).text
    assert (
        "rated the help as bad: Still dark"
        in browse(desk.mika).get(f"/work/tickets/{ticket.pk}").text
    )
    ada.post(f"{page}/rating", {"rating": "good"})
    said = EventRecord.objects.filter(kind="ticket.rated", ticket_id=ticket.pk).order_by("pk")
    assert [one.payload["rating"] for one in said] == ["bad", "good"]
    wrong = ada.post(f"{page}/rating", {"rating": "superb"}, follow=True).text
    assert "Choose “Good” or “Not good”" in wrong


def test_the_link_of_the_last_mail_rates_without_signing_in_and_only_by_a_press(desk, browse):
    ticket = solved(desk)
    link = link_for(ticket).partition("/ratings/")[2]
    visitor = browse(None)
    assert "How did we do?" in visitor.get(f"/ratings/{link}").text
    ticket.refresh_from_db()
    assert ticket.rating == "", "machines open links"
    visitor.post(f"/ratings/{link}", {"rating": "good"})
    ticket.refresh_from_db()
    assert ticket.rating == "good"
    assert visitor.get(f"/ratings/{link}x").status_code == 404
    other = desk.ask("Other", who=desk.cy)
    assert visitor.get(f"/ratings/{link.replace(link[:6], 'WzEsMl')}").status_code == 404
    assert other.rating == ""


def test_a_bad_rating_can_call_the_lead(desk, browse):
    Trigger.objects.filter(name="Bad rating: tell the lead").update(is_active=True)
    ticket = solved(desk)
    browse(desk.ada).post(f"/requests/{ticket.pk}/rating", {"rating": "bad"})
    said = EventRecord.objects.get(kind="ticket.rated")
    running.follow(said.pk, now=said.at)
    assert ticket.notes.filter(text__contains="not content").exists() or (
        EventRecord.objects.filter(kind="automation.ran", ticket_id=ticket.pk).exists()
    )
