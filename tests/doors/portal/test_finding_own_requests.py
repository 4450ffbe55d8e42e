"""A signed-in customer finds their own requests beside the articles, without JavaScript."""

import pytest

from handrail.base.by import By
from handrail.knowledge.search import index
from handrail.people.models import Organisation
from handrail.tickets import actions

FOUND = "Your requests about it"


@pytest.fixture
def ask(desk):
    def asked(subject, who=None, **facts):
        ticket = desk.ask(subject, who=who, **facts)
        index.index([ticket.pk])
        return ticket

    return asked


def test_ones_own_requests_stand_beside_the_answers(desk, browse, ask):
    mine, other = ask("Kettle <b>whistles</b>"), ask("Kettle of Cy", who=desk.cy)
    ada = browse(desk.ada)
    page = ada.get("/help/search", {"q": "kettles"}).text
    assert FOUND in page and f"/requests/{mine.pk}" in page and f"/requests/{other.pk}" not in page
    assert "<mark>Kettle</mark> &lt;b&gt;whistles" in page
    typed = ada.get("/help/search", {"q": "kettles"}, headers={"HX-Request": "true"}).text
    assert f"/requests/{mine.pk}" in typed and "<html" not in typed


@pytest.mark.parametrize("name", [None, "mika", "root"])
def test_a_visitor_and_the_desk_find_no_requests_here(desk, browse, ask, name):
    ask("Kettle whistles")
    page = browse(getattr(desk, name) if name else None).get("/help/search", {"q": "kettle"}).text
    assert FOUND not in page


@pytest.mark.parametrize("shares", [True, False])
def test_colleagues_requests_only_where_the_organisation_shares_them(desk, browse, ask, shares):
    firm = Organisation.objects.create(name="Birch House", shares_tickets=shares)
    for one in (desk.ada, desk.cy):
        one.organisation = firm
        one.save()
    theirs = ask("Kettle whistles", who=desk.cy)
    page = browse(desk.ada).get("/help/search", {"q": "kettle"}).text
    assert (f"/requests/{theirs.pk}" in page) is shares


def test_what_the_desk_noted_does_not_find_it_and_inner_filters_say_nothing(desk, browse, ask):
    ticket = ask("Kettle whistles")
    actions.note(ticket, author=desk.mika, text="Kestrel", by=By.person(desk.mika))
    index.index([ticket.pk])
    ada = browse(desk.ada)
    assert FOUND not in ada.get("/help/search", {"q": "kestrel"}).text
    told = {ada.get("/help/search", {"q": f"kettle tier:{n}"}).text.count("<mark>") for n in (1, 2)}
    assert len(told) == 1


def test_older_ones_follow_and_a_number_leads_to_its_request(desk, browse, ask):
    asked = [ask(f"Kettle {n}").pk for n in range(5)]
    ada = browse(desk.ada)
    first = ada.get("/help/search", {"q": "kettle"}).text
    older = ada.get("/help/search", {"q": "kettle", "before": asked[2]}).text
    seen = [[pk for pk in asked if f'/requests/{pk}"' in page] for page in (first, older)]
    assert sorted(seen[0] + seen[1]) == asked and f"before={asked[2]}" in first
    assert f'/requests/{asked[0]}"' in ada.get("/help/search", {"q": f"#{asked[0]}"}).text
    by_words_too = ask(f"About {asked[0]}").pk
    page = ada.get("/help/search", {"q": str(asked[0])}).text
    assert page.count(f'/requests/{asked[0]}"') == page.count(f'/requests/{by_words_too}"') == 1
    foreign = ask("Kettle of Cy", who=desk.cy).pk
    assert f'/requests/{foreign}"' not in ada.get("/help/search", {"q": f"#{foreign}"}).text


@pytest.mark.parametrize("line", ["", '"', "-", "a\x00b", "tier:", "a" * 900, "') OR 1=1 --"])
def test_nothing_that_is_typed_breaks_it(desk, browse, ask, line):
    ask("Kettle whistles")
    answer = browse(desk.ada).get("/help/search", {"q": line, "before": "x"})
    assert answer.status_code == 200
