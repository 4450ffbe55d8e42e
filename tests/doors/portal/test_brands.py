"""Each brand has its portal, by its name and in its colour; a customer sees there what is of it."""

import pytest
from django.core.exceptions import ValidationError

from handrail.desk.models import Brand
from handrail.people.models import Organisation
from handrail.tickets.models import Ticket

OTHER = "help.other.example"


@pytest.fixture
def other(db, settings):
    settings.ALLOWED_HOSTS = ["*"]
    return Brand.objects.create(
        name="Other", slug="other", address="s@other.example", host=OTHER, hue=30
    )


def test_a_brand_answers_to_its_name(other, browse):
    page = browse(None).get("/", headers={"host": OTHER}).text
    assert ">Other</a>" in page and "/colours/30.css" in page
    assert ">Other</a>" not in browse(None).get("/").text
    sheet = browse(None).get("/colours/30.css")
    assert "oklch(48% 0.13 30)" in sheet.text and sheet["Content-Type"].startswith("text/css")
    assert browse(None).get("/colours/360.css").status_code == 404


def test_what_is_asked_there_is_of_that_brand_and_listed_there(desk, other, browse):
    ada = browse(desk.ada)
    desk.ask("Of the first brand", brand=Brand.objects.order_by("pk").first())
    asked = {"subject": "Of the other", "text": "Hello", "asked": ""}
    ada.post("/requests/new", asked, headers={"host": OTHER})
    assert Ticket.objects.get(subject="Of the other").brand == other
    there = ada.get("/requests", headers={"host": OTHER}).text
    assert "Of the other" in there and "Of the first brand" not in there
    here = ada.get("/requests").text
    assert "Of the first brand" in here and "Of the other" not in here


def test_two_brands_do_not_answer_to_one_name(other):
    with pytest.raises(ValidationError):
        Brand(name="Third", slug="third", address="t@x.example", host=OTHER).full_clean()
    with pytest.raises(ValidationError):
        Brand(
            name="Third", slug="third", address="t@x.example", host="https://x", hue=400
        ).full_clean()


def test_an_organisation_s_requests_where_it_shares_them(desk, browse):
    firm = Organisation.objects.create(name="North", shares_tickets=True)
    for one in (desk.ada, desk.cy):
        one.organisation = firm
        one.save()
    desk.ask("Of Ada", who=desk.ada)
    desk.ask("Of Cy", who=desk.cy)
    ada = browse(desk.ada)
    assert "Of Cy" not in ada.get("/requests").text
    shared = ada.get("/requests?whose=organisation").text
    assert "Of Cy" in shared and "Of Ada" in shared and "Cy Stranger" in shared
    firm.shares_tickets = False
    firm.save()
    assert "Of Cy" not in ada.get("/requests?whose=organisation").text
