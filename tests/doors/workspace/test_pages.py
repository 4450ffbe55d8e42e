"""Every page of the workspace answers those it is for, and nobody else."""

import pytest

PAGES = [
    "/work/queues/mine", "/work/queues/unassigned", "/work/queues/offers", "/work/queues/questions",
    "/work/queues/waiting", "/work/queues/watching", "/work/queues/team-tier-1",
    "/work/queues/tier-2", "/work/queues/mine/rows", "/work/rail", "/work/keys",
    "/work/preferences", "/work/search?q=printer",
]  # fmt: skip
SHEETS = [
    "owner", "about", "wait", "solution", "team", "helpers", "descent", "handoffs/new",
    "consults/new", "merger", "links", "split", "spam",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_an_agent(desk, browse, page):
    desk.ask()
    answer = browse(desk.mika).get(page)
    assert answer.status_code == 200
    assert "Printer" in answer.text or "tier-1" not in page


@pytest.mark.parametrize("page", PAGES)
def test_a_customer_finds_nothing_there(desk, browse, page):
    assert browse(desk.ada).get(page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(desk, browse, page):
    answer = browse(None).get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("noun", SHEETS)
def test_every_sheet_opens_as_a_page_and_as_a_fragment(desk, browse, noun):
    ticket = desk.ask()
    agent = browse(desk.mika)
    page = agent.get(f"/work/tickets/{ticket.pk}/{noun}")
    part = agent.get(f"/work/tickets/{ticket.pk}/{noun}", headers={"HX-Request": "true"})
    assert page.status_code == part.status_code == 200
    assert "<html" in page.text and "<html" not in part.text
    assert part["HX-Retarget"] == "#sheet"


def test_an_unknown_noun_is_not_there(desk, browse):
    ticket = desk.ask()
    assert browse(desk.mika).get(f"/work/tickets/{ticket.pk}/nothing").status_code == 404
    assert browse(desk.mika).get("/work/queues/nothing").status_code == 404
    assert browse(desk.mika).get("/work/queues/team-nothing").status_code == 404
