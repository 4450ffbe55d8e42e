"""Answers that are there already: found, read, judged, and counted; nothing above a visitor's level."""

import pytest

from handrail.base.by import By
from handrail.desk.models import Category, Tier
from handrail.knowledge import actions
from handrail.knowledge.models import Article, Feedback, Suggestion
from handrail.knowledge.words import Words

FORM = {"name": "Eve", "email": "eve@new.example", "subject": "Lamp", "text": "It is dark.",
        "category": ""}  # fmt: skip


def article(desk, title, *, audience=0, category=None, resolution="Turn it clockwise.", **how):
    facts = actions.Facts(audience=audience, tier=Tier.objects.get(level=1).pk,
                          category=category.pk if category else None)  # fmt: skip
    made = actions.create(
        words=Words(title=title, summary=how.get("summary", ""), resolution=resolution),
        facts=facts, language="en", by=By.person(desk.root), note="",
    )  # fmt: skip
    if how.get("publish", True):
        actions.publish(made, by=By.person(desk.root))
    return Article.objects.get(pk=made.pk)


@pytest.fixture
def shelf(desk):
    heat = Category.objects.create(name="Heating", path="Heating", is_public=True)
    return {
        "valve": article(desk, "How do I open the valve?", category=heat),
        "bill": article(desk, "Where is my invoice?", resolution="In your account, under Bills."),
        "secret": article(desk, "Valve master reset for tier 2", audience=2, category=heat),
        "draft": article(desk, "Valve draft", publish=False, category=heat),
    }


def test_a_visitor_finds_reads_and_judges(desk, browse, shelf):
    visitor = browse(None)
    found = visitor.get("/help/search", {"q": "open the valve"}).text
    assert "How do I open the valve?" in found
    assert "master reset" not in found and "Valve draft" not in found
    page = visitor.get("/help/articles/how-do-i-open-the-valve").text
    assert "Turn it clockwise." in page and "Did this help?" in page
    visitor.post(
        "/help/articles/how-do-i-open-the-valve/feedback",
        {"helpful": "no", "comment": "Which way?"},
    )
    visitor.post("/help/articles/how-do-i-open-the-valve/feedback", {"helpful": "yes"})
    assert Feedback.objects.get().helpful is True
    wrong = visitor.post("/help/articles/how-do-i-open-the-valve/feedback", {}, follow=True)
    assert "Choose “Yes” or “No”" in wrong.text


def test_a_typing_error_and_other_words_still_find_it(desk, browse, shelf):
    assert "How do I open the valve?" in browse(None).get("/help/search", {"q": "opne valvee"}).text
    nothing = browse(None).get("/help/search", {"q": "zzzzqqq"}).text
    assert "Ask us" in nothing


@pytest.mark.parametrize("name", ["secret", "draft"])
def test_what_a_visitor_may_not_read_is_nowhere(desk, browse, shelf, name):
    title = shelf[name].wordings.get().newest.title
    slug = shelf[name].wordings.get().slug
    for who in (None, desk.ada):
        for path in ("/", "/sitemap.xml", "/help/feed", "/help/search?q=valve+reset+draft",
                     "/help/suggestions?subject=valve+reset+draft",
                     f"/help/categories/{shelf['valve'].category_id}"):  # fmt: skip
            assert (
                title not in browse(who).get(path).text and slug not in browse(who).get(path).text
            )
        assert browse(who).get(f"/help/articles/{slug}").status_code == 404
        assert browse(who).post(f"/help/articles/{slug}/feedback").status_code == 404


def test_machines_get_a_map_and_a_feed_even_when_an_agent_asks(desk, browse, shelf):
    for who in (None, desk.root):
        for path in ("/sitemap.xml", "/help/feed"):
            text = browse(who).get(path).text
            assert "how-do-i-open-the-valve" in text and "master-reset" not in text


def test_an_old_address_leads_to_the_new_one(desk, browse, shelf):
    actions.rename(shelf["valve"], slug="open-the-valve", language="en", by=By.person(desk.root))
    answer = browse(None).get("/help/articles/how-do-i-open-the-valve")
    assert (answer.status_code, answer["Location"]) == (301, "/help/articles/open-the-valve")


def test_what_is_asked_most_comes_first_on_the_start_page(desk, browse, shelf):
    ada = browse(desk.ada)
    other = article(desk, "Why does the valve hum?", category=shelf["valve"].category)
    ada.get(f"/help/articles/{other.wordings.get().slug}")
    page = ada.get("/").text
    assert page.index("Why does the valve hum?") < page.index("How do I open the valve?")


def test_a_suggestion_that_was_opened_and_a_ticket_that_came_anyway_are_told_apart(
    desk, browse, shelf
):
    spared, asking = browse(None), browse(None)
    for visitor in (spared, asking):
        typed = {"subject": "How do I open the valve?", "text": ""}
        assert "How do I open the valve?" in visitor.get("/help/suggestions", typed).text
        visitor.get("/help/articles/how-do-i-open-the-valve")
    asking.post("/requests/new", FORM)
    rows = list(Suggestion.objects.order_by("pk"))
    assert all(row.opened_at for row in rows)
    assert [row.ticket is not None for row in rows if row.article == shelf["valve"]] == [
        False,
        True,
    ]


def test_the_new_form_takes_over_what_was_searched(browse, shelf):
    assert 'value="Dark lamp"' in browse(None).get("/requests/new", {"subject": "Dark lamp"}).text


def test_the_start_page_asks_the_same_however_many_articles_there_are(
    desk, browse, shelf, django_assert_max_num_queries
):
    for number in range(20):
        article(desk, f"Question {number}", category=shelf["valve"].category)
    browse(None).get("/")  # From here on the settings are in memory.
    with django_assert_max_num_queries(8):
        browse(None).get("/")
