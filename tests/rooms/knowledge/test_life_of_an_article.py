"""From a draft to what readers read: who may, what follows, and the log as the truth of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cast import cast
from handrail.base.by import By
from handrail.base.settings_log import keep, remove
from handrail.desk.models import Brand
from handrail.knowledge import actions
from handrail.knowledge.actions import Facts
from handrail.knowledge.models import Article, Licence, OldSlug, Version, Wording
from handrail.knowledge.rules import MayNot, Refused
from handrail.knowledge.words import differences, words_of
from handrail.people.rules import NotAllowed
from rooms.knowledge.shelf import AT, DESK, SIGN_IN, draft, published, same_as_log, tier

pytestmark = pytest.mark.django_db


def test_an_article_goes_from_draft_through_review_to_its_readers() -> None:
    people = cast()
    article = actions.create(words=SIGN_IN, by=By.person(people.mika, AT))
    assert (article.state, article.audience, article.tier.level) == ("draft", 1, 1)
    assert article.owner == people.mika
    actions.change(
        article, facts=replace(Facts.of(article), tier=tier(2)), by=By.person(people.mika, AT)
    )
    actions.ask_review(article, by=By.person(people.mika, AT))
    article.refresh_from_db()
    assert article.state == "in_review"
    with pytest.raises(MayNot, match="Tier 2 owns this article"):
        actions.publish(article, by=By.person(people.mika, AT))
    actions.send_back(article, missing="Which browser?", by=By.person(people.jo, AT))
    assert article.advice.get().text == "Which browser?"
    actions.see_advice(article.advice.get(), by=By.person(people.mika, AT))
    better = SIGN_IN.changed(environment="Firefox 140.")
    actions.write(article, words=better, note="Browser named", by=By.person(people.mika, AT))
    actions.ask_review(article, by=By.person(people.mika, AT))
    actions.publish(article, by=By.person(people.jo, AT + timedelta(hours=1)))
    article.refresh_from_db()
    assert (article.state, article.asked_at) == ("published", None)
    assert article.published_at == article.confirmed_at == AT + timedelta(hours=1)
    assert article.review_at == AT + timedelta(days=180, hours=1)
    shown = article.wordings.get().shown
    assert shown is not None and (shown.number, shown.environment) == (2, "Firefox 140.")
    same_as_log(article)


def test_readers_keep_the_old_words_until_the_new_ones_are_published() -> None:
    people = cast()
    article = published(owner=2)
    actions.write(article, words=SIGN_IN.changed(title="Sign in"), by=By.person(people.mika, AT))
    wording = Wording.objects.get(article=article)
    assert wording.shown is not None
    assert (wording.shown.title, wording.newest.title) == ("I cannot sign in", "Sign in")
    assert wording.needs_coach and wording.slug == "i-cannot-sign-in"
    actions.ask_review(article, by=By.person(people.mika, AT))
    article.refresh_from_db()
    assert article.state == "published" and article.asked_at == AT
    actions.publish(article, by=By.person(people.jo, AT))
    wording.refresh_from_db()
    assert wording.shown_id == wording.newest_id and not wording.needs_coach
    same_as_log(article)


def test_doing_it_twice_is_harmless() -> None:
    article = published()
    before = Article.objects.values().get(pk=article.pk)
    actions.write(article, words=SIGN_IN, by=DESK)
    actions.publish(article, by=By.system(AT + timedelta(days=1)))
    actions.change(article, facts=Facts.of(article), by=DESK)
    assert Article.objects.values().get(pk=article.pk) == before
    assert article.versions.count() == 1


def test_customers_read_only_what_a_lead_or_a_licence_let_out() -> None:
    people = cast()
    article = draft(audience=0, owner=1)
    with pytest.raises(MayNot, match="licence"):
        actions.publish(article, by=By.person(people.mika, AT))
    licence = Licence(person=people.mika, note="Forty good articles")
    keep(licence, by=By.person(people.root, AT))
    actions.publish(article, by=By.person(people.mika, AT))
    remove(licence, by=By.person(people.root, AT))
    other = draft("Another", audience=0, owner=3)
    with pytest.raises(MayNot, match="Tier 3 owns"):
        actions.publish(other, by=By.person(people.mika, AT))
    actions.publish(other, by=By.person(people.lea, AT))
    same_as_log(other)


def test_nobody_widens_a_published_article_past_the_rule() -> None:
    people = cast()
    article = published(audience=2, owner=2)
    with pytest.raises(MayNot, match="licence"):
        actions.change(
            article, facts=replace(Facts.of(article), audience=0), by=By.person(people.jo, AT)
        )
    with pytest.raises(MayNot, match="not in that tier"):
        actions.change(
            article, facts=replace(Facts.of(article), audience=1), by=By.person(people.mika, AT)
        )
    article.refresh_from_db()
    assert article.audience == 2
    actions.change(
        article, facts=replace(Facts.of(article), audience=1), by=By.person(people.jo, AT)
    )
    same_as_log(article)


def test_customers_and_light_agents_write_nothing() -> None:
    people = cast()
    for who in (people.ada, people.cy):
        with pytest.raises(NotAllowed):
            actions.create(words=SIGN_IN, by=By.person(who, AT))
        with pytest.raises(NotAllowed):
            actions.flag(published(who.name), reason="Wrong", by=By.person(who, AT))


def test_every_version_stays_and_an_old_one_can_come_back() -> None:
    article = published()
    actions.write(article, words=SIGN_IN.changed(cause="The moon."), note="A theory", by=DESK)
    first, second = article.versions.all()
    assert [(d.part, d.mark, d.text) for d in differences(words_of(first), words_of(second))] == [
        ("cause", "-", "The caps lock key."), ("cause", "+", "The moon."),
    ]  # fmt: skip
    actions.restore(article, version=first, by=DESK)
    third = article.versions.last()
    assert third is not None
    assert (third.number, third.note, third.cause) == (3, "Version 1 again", "The caps lock key.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=first.pk).update(cause="Nobody ever said this")
    with pytest.raises(Refused):
        actions.restore(draft("Another"), version=first, by=DESK)
    same_as_log(article)


def test_two_authors_do_not_overwrite_each_other() -> None:
    people = cast()
    article = draft()
    actions.write(article, words=SIGN_IN.changed(cause="A"), since=1, by=By.person(people.mika, AT))
    with pytest.raises(Refused, match="Mika has written version 2 meanwhile"):
        actions.write(
            article, words=SIGN_IN.changed(cause="B"), since=1, by=By.person(people.jo, AT)
        )


def test_an_old_address_leads_to_the_new_one_and_is_not_given_away() -> None:
    article = published()
    actions.rename(article, slug="sign-in", by=DESK)
    actions.rename(article, slug="signing-in", by=DESK)
    assert set(OldSlug.objects.values_list("slug", flat=True)) == {"i-cannot-sign-in", "sign-in"}
    other = draft()
    assert other.wordings.get().slug == "i-cannot-sign-in-2"
    with pytest.raises(Refused, match="another article"):
        actions.rename(other, slug="sign-in", by=DESK)
    actions.rename(article, slug="sign-in", by=DESK)
    assert set(OldSlug.objects.values_list("slug", flat=True)) == {"i-cannot-sign-in", "signing-in"}
    same_as_log(article)


def test_languages_are_published_each_and_never_before_the_main_one() -> None:
    article = draft()
    german = SIGN_IN.changed(title="Ich kann mich nicht anmelden")
    actions.write(article, words=german, language="de", by=DESK)
    with pytest.raises(Refused, match="main language"):
        actions.publish(article, language="de", by=DESK)
    actions.publish(article, language="en", by=DESK)
    assert article.wordings.get(language="de").shown is None
    actions.publish(article, by=DESK)
    assert article.wordings.get(language="de").shown is not None
    with pytest.raises(Refused, match="no language"):
        actions.write(article, words=german, language="Klingon!", by=DESK)
    same_as_log(article)


def test_an_article_ends_when_its_time_has_come_and_can_be_revived() -> None:
    people = cast()
    article = published(owner=1)
    facts = replace(Facts.of(article), owner=people.mika.pk)
    actions.change(article, facts=facts, by=DESK)
    with pytest.raises(Refused, match="past"):
        actions.schedule(article, review_at=None, expires_at=AT, by=DESK)
    end = AT + timedelta(days=3)
    actions.schedule(article, review_at=None, expires_at=end, by=DESK)
    assert not actions.expire(article, now=end - timedelta(seconds=1), by=DESK)
    assert actions.expire(article, now=end, by=By.system(end))
    assert not actions.expire(article, now=end, by=By.system(end))
    article.refresh_from_db()
    assert (article.state, article.retired_why) == ("retired", "Its time had come.")
    actions.revive(article, by=By.person(people.mika, end))
    article.refresh_from_db()
    assert (article.state, article.expires_at) == ("draft", None)
    same_as_log(article)


def test_retiring_needs_a_reason_and_confirming_a_published_article() -> None:
    article = draft()
    with pytest.raises(Refused, match="draft"):
        actions.confirm(article, by=DESK)
    with pytest.raises(Refused, match="why"):
        actions.retire(article, why=" ", by=DESK)
    actions.retire(article, why="Never true", by=DESK)
    with pytest.raises(Refused, match="retired"):
        actions.publish(article, by=DESK)
    same_as_log(article)


def test_an_article_without_a_resolution_is_not_published() -> None:
    article = actions.create(words=SIGN_IN.changed(resolution=" "), by=DESK)
    with pytest.raises(Refused, match="resolution"):
        actions.publish(article, by=DESK)
    with pytest.raises(Refused, match="title"):
        actions.create(words=SIGN_IN.changed(title=" "), by=DESK)


def test_flags_stand_until_they_are_settled() -> None:
    people = cast()
    article = published(owner=2)
    raised = actions.flag(article, reason="The button is gone", by=By.person(people.mika, AT))
    again = actions.flag(article, reason="The button is gone", by=By.person(people.mika, AT))
    assert raised == again
    with pytest.raises(MayNot):
        actions.settle_flag(raised, fixed=False, answer="No", by=By.person(people.mika, AT))
    with pytest.raises(Refused, match="Say why"):
        actions.settle_flag(raised, fixed=False, by=By.person(people.jo, AT))
    settled = actions.settle_flag(raised, fixed=True, by=By.person(people.mika, AT))
    assert (settled.state, settled.settled_by) == ("fixed", people.mika)
    same_as_log(article)


def test_a_reader_has_one_opinion_and_may_change_it() -> None:
    people = cast()
    article = published(audience=0)
    actions.rate(article, reader="abc", helpful=False, comment="Which key?", by=DESK)
    actions.rate(article, reader="abc", helpful=True, by=DESK)
    actions.rate(
        article, reader=f"person {people.ada.pk}", helpful=True, by=By.person(people.ada, AT)
    )
    assert sorted(article.feedback.values_list("reader", "helpful")) == [
        ("abc", True), (f"person {people.ada.pk}", True),
    ]  # fmt: skip
    with pytest.raises(MayNot):
        actions.rate(published("Inside"), reader="x", helpful=True, by=By.person(people.ada, AT))
    same_as_log(article)


def test_the_database_keeps_an_article_of_a_brand_that_still_has_it() -> None:
    brand = Brand.objects.create(name="North", slug="north", address="north@desk.example")
    article = published(brand=brand.pk)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE knowledge_article SET state = 'gone' WHERE id = %s", [article.pk])


def test_an_address_follows_the_title_until_somebody_chose_it_or_readers_know_it() -> None:
    article = draft("First words")
    actions.write(article, words=SIGN_IN.changed(title="Second words"), by=DESK)
    assert article.wordings.get().slug == "second-words"
    actions.rename(article, slug="chosen", by=DESK)
    actions.write(article, words=SIGN_IN.changed(title="Third words"), by=DESK)
    assert article.wordings.get().slug == "chosen"
    known = published("Known")
    actions.write(known, words=SIGN_IN.changed(title="New title"), by=DESK)
    assert known.wordings.get().slug == "known"
    same_as_log(article)
