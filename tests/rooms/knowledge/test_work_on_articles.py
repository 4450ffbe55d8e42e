"""Whom articles wait for: reviewers, coaches, authors, owners; and the sweep that ends them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from cast import cast
from handrail.base.by import By
from handrail.base.settings_log import keep
from handrail.knowledge import actions
from handrail.knowledge.actions import Facts
from handrail.knowledge.models import Licence
from handrail.knowledge.queries import desk
from rooms.knowledge.shelf import AT, DESK, SIGN_IN, draft, published, same_as_log

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_drafts_by_authors_without_a_licence_wait_for_a_coach() -> None:
    people = cast()
    article = draft(by=By.person(people.mika, AT), audience=0)
    draft("By one who may", by=By.person(people.lea, AT), audience=0)
    assert [w.article_id for w in desk.to_coach(people.lea)] == [article.pk]
    assert desk.to_coach(people.mika) == desk.to_coach(people.ada) == desk.to_coach(people.jo) == []
    keep(Licence(person=people.jo), by=By.person(people.root, AT))
    assert [w.article_id for w in desk.to_coach(people.jo)] == [article.pk]
    version = article.versions.get()
    advice = actions.advise(
        article, version=version, text="Name the page", by=By.person(people.jo, AT)
    )
    assert desk.advice_for(people.mika) == [advice]
    assert desk.advice_for(people.jo) == []
    actions.see_advice(advice, by=By.person(people.mika, AT))
    assert desk.advice_for(people.mika) == []
    actions.publish(article, by=By.person(people.jo, AT))
    assert desk.to_coach(people.lea) == []
    same_as_log(article)


def test_a_review_waits_for_those_who_may_publish() -> None:
    people = cast()
    article = draft(by=By.person(people.mika, AT), owner=2, audience=1)
    actions.ask_review(article, by=By.person(people.mika, AT))
    waits = {p.name for p in vars(people).values() if desk.to_review(p)}
    assert waits == {"Jo", "Ines", "Lea", "Root"}
    actions.publish(article, by=By.person(people.jo, AT))
    assert desk.to_review(people.lea) == []


def test_flags_and_due_looks_are_found_by_those_who_can_act() -> None:
    people = cast()
    article, high = published(owner=2), published("High", owner=3, audience=3)
    flag = actions.flag(article, reason="Wrong", by=By.person(people.mika, AT))
    assert desk.open_flags(people.mika) == [flag] and desk.open_flags(people.ada) == []
    later = AT + 181 * DAY
    assert desk.to_confirm(people.jo, now=later) == [article]
    assert desk.to_confirm(people.mika, now=later) == []
    assert desk.to_confirm(people.ines, now=later) == [article, high]
    actions.confirm(article, by=By.person(people.jo, later))
    assert desk.to_confirm(people.jo, now=later) == []
    same_as_log(article)


def test_the_owner_is_told_what_the_clock_retired() -> None:
    people = cast()
    article = published()
    actions.change(article, facts=replace(Facts.of(article), owner=people.mika.pk), by=DESK)
    actions.schedule(article, review_at=None, expires_at=AT + DAY, by=DESK)
    assert desk.to_expire(AT + DAY - timedelta(seconds=1)) == []
    for due in desk.to_expire(AT + DAY):
        actions.expire(due, now=AT + DAY, by=By.system(AT + DAY))
    told = desk.told(people.mika, now=AT + 2 * DAY)
    assert [(one.article, one.why) for one in told] == [(article.pk, "Its time had come.")]
    assert desk.told(people.jo, now=AT + 2 * DAY) == []
    actions.revive(article, by=By.person(people.mika, AT + 2 * DAY))
    assert desk.told(people.mika, now=AT + 2 * DAY) == []


MANY = """
INSERT INTO knowledge_article (state, audience, language, tier_id, tags, created_at, changed_at,
    published_at, confirmed_at, retired_why)
SELECT 'published', 1, 'en', %s, '{}', now(), now(), now(), now(), '' FROM generate_series(1, 3000)
"""


def test_the_sweeps_read_partial_indexes_of_what_is_due() -> None:
    article = published()
    actions.suggest([article], visitor="v", at=AT)
    of, due = "FROM knowledge_article WHERE state = 'published'", "<= now()"
    wanted = {
        "articles_to_expire": f"SELECT 1 {of} AND expires_at {due}",
        "articles_to_look_at": f"SELECT 1 {of} AND review_at {due}",
        "suggestions_to_settle": "SELECT 1 FROM knowledge_suggestion WHERE settled_at IS NULL "
        f"AND shown_at {due} ORDER BY shown_at LIMIT 500",
    }
    with connection.cursor() as cursor:
        cursor.execute(MANY, [article.tier_id])
        cursor.execute("ANALYZE knowledge_article")
        cursor.execute("SET LOCAL enable_seqscan = off")
        for index, query in wanted.items():
            cursor.execute(f"EXPLAIN {query}")
            assert index in "\n".join(row[0] for row in cursor.fetchall())


def test_a_translation_is_coached_like_any_draft() -> None:
    people = cast()
    article = published(owner=2, audience=0)
    actions.write(article, words=SIGN_IN, language="de", by=By.person(people.mika, AT))
    assert [w.language for w in desk.to_coach(people.lea)] == ["de"]
