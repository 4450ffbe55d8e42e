"""Articles in the workspace where several people meet: advice, conflicts, flags, licences."""

import pytest

from doors.workspace.test_articles import WORDS, made, place
from handrail.base.by import By
from handrail.knowledge import actions as knowledge
from handrail.knowledge.models import Advice, Article, Flag, Licence
from handrail.knowledge.words import Words
from handrail.tickets.files import File


@pytest.fixture
def sent_back(desk):
    """A draft of Mika's that somebody above sent back."""
    article = knowledge.create(
        words=Words(title="Plain", resolution="So."), by=By.person(desk.mika)
    )
    knowledge.ask_review(article, by=By.person(desk.mika))
    return knowledge.send_back(article, missing="Which valve?", by=By.person(desk.root))


def test_an_author_reads_what_is_missing_and_says_so(desk, browse, sent_back):
    mika, advice = browse(desk.mika), Advice.objects.get()
    assert "Plain" in mika.get("/work/knowledge").text
    assert "Which valve?" in mika.get(place(sent_back)).text
    seen = place(sent_back, f"/advice/{advice.pk}/reading")
    assert "Only the author" in browse(desk.lea).post(seen, follow=True).text
    page = mika.post(seen, follow=True).text
    assert "Which valve?" in page and "I have read it" not in page
    assert "Advice for you" not in mika.get("/work/knowledge").text


def test_a_coach_advises_the_author_of_a_draft(desk, browse, sent_back):
    assert "Advise the author" in browse(desk.lea).get(place(sent_back)).text
    browse(desk.lea).post(place(sent_back, "/advice"), {"words": "Say where it is."})
    assert "Say where it is." in browse(desk.mika).get(place(sent_back)).text


def test_advice_does_not_name_an_article_that_has_gone_above_its_author(desk, browse, sent_back):
    root = By.person(desk.root)
    facts = knowledge.Facts(audience=3, tier=sent_back.tier_id)
    knowledge.write(
        knowledge.change(sent_back, facts=facts, by=root),
        words=Words(title="Master reset", resolution="So."), by=root,
    )  # fmt: skip
    mika, advice = browse(desk.mika), Advice.objects.get()
    page = mika.get("/work/knowledge").text
    assert "Master reset" not in page and f"/work/knowledge/{sent_back.pk}" not in page
    assert mika.post(place(sent_back, f"/advice/{advice.pk}/reading")).status_code == 404


def test_after_a_conflict_the_same_words_are_kept_when_saved_again(desk, browse):
    article, jo = made(desk), browse(desk.jo)
    browse(desk.mika).post(place(article, "/words"), {**WORDS, "since": 1})
    mine = {**WORDS, "cause": "Rust"}
    late = jo.post(place(article, "/words"), {**mine, "since": 1})
    assert late.status_code == 422 and 'name="since" value="2"' in late.text
    assert jo.post(place(article, "/words"), {**mine, "since": 2}).status_code == 302
    assert article.wordings.get().newest.cause == "Rust"


def test_refused_dates_leave_the_other_facts_as_they_were(desk, browse):
    article = made(desk)
    typed = {"audience": "1", "tier": article.tier_id, "tags": "valve", "category": "",
             "brand": "", "review_at": "", "expires_at": "2020-01-01T00:00"}  # fmt: skip
    assert browse(desk.root).post(place(article, "/facts"), typed).status_code == 422
    assert Article.objects.get().tags == []


def test_a_light_agent_flags_and_no_more(desk, browse):
    article, light = made(desk), browse(desk.light)
    page = light.get(place(article)).text
    assert "Flag it" in page and "Retire it" not in page
    light.post(place(article, "/flags"), {"words": "Wrong way round."})
    assert Flag.objects.get().person == desk.light


@pytest.mark.parametrize("mark", ["²", "٣", "-1", "x", "9" * 40])
def test_a_mark_that_is_no_number_is_passed_over(desk, browse, mark):
    made(desk)
    assert browse(desk.mika).get("/work/knowledge", {"before": mark}).status_code == 200


def test_a_licence_given_in_the_settings_lets_its_holder_publish_to_customers(desk, browse):
    article, root = made(desk, audience=0, publish=False), browse(desk.root)
    browse(desk.mika).post(place(article, "/publication"))
    assert Article.objects.get().state == "draft"
    root.post("/work/settings/licences/new", {"person": desk.mika.pk, "note": "Writes well."})
    assert Licence.objects.get().person == desk.mika
    browse(desk.mika).post(place(article, "/publication"))
    assert Article.objects.get().state == "published"


def test_pictures_stand_in_the_text_and_a_reviewer_reads_the_whole_version(desk, browse):
    root, picture = By.person(desk.root), b"\x89PNG\r\n\x1a\n" + bytes(16)
    article = made(desk, publish=False)
    file = File(name="valve.png", content=picture, content_type="image/png")
    kept = knowledge.add_file(article, file=file, by=root)
    words = Words(title="Valve", resolution="![The valve](valve.png)")
    knowledge.publish(knowledge.write(article, words=words, by=root), by=root)
    mika, address = browse(desk.mika), f"/work/knowledge/files/{kept.pk}"
    assert f'src="{address}"' in mika.get(place(article)).text
    assert mika.get(address).status_code == 200
    knowledge.write(article, words=words.changed(cause="**Rust**"), by=root)
    assert "<strong>Rust</strong>" in mika.get(place(article, "/versions/3")).text
