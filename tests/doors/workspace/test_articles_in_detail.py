"""Articles in the workspace: their files, what is offered to whom, where links lead, and the list's filters."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from doors.workspace.test_articles import WORDS, made, place
from handrail.base.by import By
from handrail.desk.models import Brand, Category
from handrail.knowledge import actions as knowledge
from handrail.knowledge.models import Article, ArticleFile
from handrail.knowledge.words import Words
from handrail.people.models import Person

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000") + b"\0" * 40


def picture(name="The page (2).png", content=PNG):
    return SimpleUploadedFile(name, content, "image/png")


def test_a_file_is_added_while_one_writes_and_nothing_typed_is_lost(desk, browse):
    article, mika = made(desk, publish=False), browse(desk.mika)
    typed = {**WORDS, "title": "", "cause": "Rust", "since": 1, "add": "yes"}
    page = mika.post(place(article, "/words"), {**typed, "file": picture()}).text
    assert "![The page (2).png](&lt;The page (2).png&gt;)" in page and "Rust" in page
    assert article.versions.count() == 1
    kept = article.files.get()
    words = {**WORDS, "since": 1, "resolution": "![Page](<The page (2).png>)"}
    shown = mika.post(place(article, "/words"), words, follow=True).text
    assert f'src="/work/knowledge/files/{kept.pk}"' in shown
    answer = mika.get(f"/work/knowledge/files/{kept.pk}")
    assert answer["Content-Type"] == "image/png" and "sandbox" in answer["Content-Security-Policy"]
    gone = mika.post(place(article, "/words"), {**typed, "add": "", "remove": kept.pk}).text
    assert "is gone." in gone and not article.files.exists()


def test_a_new_article_takes_its_file_along(desk, browse):
    mika = browse(desk.mika)
    mika.post("/work/knowledge/new", {**WORDS, "file": picture("notes.txt", b"hello")})
    assert ArticleFile.objects.get().name == "notes.txt"


@override_settings(HANDRAIL_MAX_UPLOAD_BYTES=20)
def test_a_file_too_large_or_none_is_refused_politely(desk, browse):
    article, mika = made(desk, publish=False), browse(desk.mika)
    typed = {**WORDS, "cause": "Rust", "since": 1, "add": "yes"}
    large = mika.post(place(article, "/words"), {**typed, "file": picture()}).text
    assert "the limit is" in large and "Rust" in large and not article.files.exists()
    assert "Choose a file first" in mika.post(place(article, "/words"), typed).text
    page = mika.post(place(article, "/words"), {**typed, "file": picture("x.md", b"# x")}).text
    assert "Write it as an article." in page


def test_a_file_is_only_for_who_may_read_its_article(desk, browse):
    article = made(desk, audience=2)
    browse(desk.jo).post(
        place(article, "/words"), {**WORDS, "since": 1, "add": "yes", "file": picture("a.png")}
    )
    kept = article.files.get()
    path = f"/work/knowledge/files/{kept.pk}"
    assert browse(desk.jo).get(path).status_code == 200
    assert {browse(who).get(path).status_code for who in (desk.mika, desk.light)} == {404}
    assert browse(desk.ada).get(path).status_code in {302, 403, 404}


def buttons(page):
    return set(re.findall(r'/work/knowledge/\d+/([a-z]+)"', page))


def test_only_what_somebody_may_do_is_offered(desk, browse):
    article = made(desk, audience=0)
    mika, lea = (browse(who).get(place(article)).text for who in (desk.mika, desk.lea))
    assert {"confirmation", "retirement", "facts", "advice"} <= buttons(lea)
    assert buttons(mika) == {"words", "flags"} or "Improve it" in mika
    assert not {"confirmation", "retirement", "facts", "publication"} & buttons(mika)
    light = browse(desk.light).get(place(article)).text
    assert buttons(light) == {"flags"}
    draft = made(desk, audience=0, publish=False)
    mine = buttons(browse(desk.mika).get(place(draft)).text)
    assert {"review", "facts", "retirement"} <= mine and "publication" not in mine


@pytest.mark.parametrize("name", ["mika", "jo", "lea", "light"])
@pytest.mark.parametrize("audience", [0, 1])
@pytest.mark.parametrize("publish", [True, False])
def test_what_is_offered_is_not_refused(desk, browse, name, audience, publish):
    who = getattr(desk, name)
    for noun in ("publication", "review", "confirmation", "retirement"):
        article = made(desk, f"{noun} {audience}", audience=audience, publish=publish)
        answer = browse(who).get(place(article))
        if answer.status_code == 200 and noun in buttons(answer.text):
            done = browse(who).post(place(article, f"/{noun}"), {"words": "Old."}, follow=True)
            assert 'class="notice" data-is="error"' not in done.text, (name, noun)


def test_links_in_a_text_lead_to_the_page_inside_the_desk(desk, browse):
    inner, mika = made(desk, "Master reset", audience=2), browse(desk.mika)
    words = Words(title="Links", resolution="See [that](article:master-reset).")
    linking = knowledge.create(words=words, by=By.person(desk.root))
    assert 'href="/work/knowledge/by-name/master-reset"' in mika.get(place(linking)).text
    assert mika.get("/work/knowledge/by-name/master-reset").status_code == 404
    led = browse(desk.jo).get("/work/knowledge/by-name/master-reset")
    assert led["Location"] == place(inner)


def test_the_portal_is_named_only_where_customers_read_it(desk, browse):
    other = Brand.objects.create(name="Other", slug="other", address="other@desk.example")
    root = browse(desk.root)
    assert "As customers see it" in root.get(place(made(desk, "A", audience=0))).text
    assert "As customers see it" not in root.get(place(made(desk, "B", audience=1))).text
    foreign = made(desk, "C", audience=0)
    Article.objects.filter(pk=foreign.pk).update(brand=other)
    assert "As customers see it" not in root.get(place(foreign)).text


def titles(page):
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def test_the_list_is_filtered_by_state_readers_and_category_a_page_at_a_time(desk, browse):
    heat = Category.objects.create(name="Heat", path="Heat")
    valves = Category.objects.create(name="Valves", path="Heat / Valves", parent=heat)
    for n in range(60):
        Article.objects.filter(pk=made(desk, f"Valve {n}").pk).update(category=valves)
    made(desk, "Draft", publish=False)
    made(desk, "Open", audience=0)
    mika = browse(desk.mika)
    assert titles(mika.get("/work/knowledge?state=draft").text) == ["Draft"]
    assert titles(mika.get("/work/knowledge?audience=0").text) == ["Open"]
    address, seen = f"/work/knowledge?category={heat.pk}&audience=1&state=published", []
    while address:
        page = mika.get(address).text
        seen += titles(page)
        further = re.search(r'class="more"><a[^>]+href="([^"]+)"', page)
        address = f"/work/knowledge{unescape(further[1])}" if further else ""
    assert seen == [f"Valve {n}" for n in reversed(range(60))]
    for odd in ("state=x", "audience=99999999999999999999", "category=9", "category=x%00"):
        assert mika.get(f"/work/knowledge?{odd}").status_code == 200


def test_the_filters_name_no_tier_above_ones_own(desk, browse):
    page = browse(desk.mika).get("/work/knowledge").text
    assert "Tier 2 and up" not in page and Person.objects.exists()
