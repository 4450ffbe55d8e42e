"""The owner of an article is told by mail that it ends soon, and that it has ended: once each."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.clock import now
from handrail.flow import owners
from handrail.jobs import sweeps
from handrail.knowledge import actions
from handrail.knowledge.actions import Facts
from handrail.knowledge.models import Article, OwnerNotice
from handrail.people.models import Person
from rooms.knowledge.shelf import AT, DESK, published, same_as_log

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENDS = AT + 20 * DAY


@pytest.fixture
def them() -> Cast:
    return cast()


@pytest.fixture
def article(them: Cast) -> Article:
    made = published()
    actions.change(made, facts=replace(Facts.of(made), owner=them.mika.pk), by=DESK)
    actions.schedule(made, review_at=None, expires_at=ENDS, by=DESK)
    made.refresh_from_db()
    return made


def pass_time(at) -> list[str]:
    """One round of what the clock does; the subjects of the mails that left."""
    sweeps.expire_articles(at)
    sweeps.warn_of_ends(at)
    before = len(mail.outbox)
    for notice in OwnerNotice.objects.filter(done_at=None):
        owners.tell(notice.pk, now=at)
        owners.tell(notice.pk, now=at)
    return [one.subject for one in mail.outbox[before:]]


def test_two_weeks_before_and_at_the_end_and_never_twice(them, article) -> None:
    assert pass_time(ENDS - 15 * DAY) == []
    assert pass_time(ENDS - 13 * DAY) == ["An article of yours ends soon: I cannot sign in"]
    assert pass_time(ENDS - 12 * DAY) == []
    assert pass_time(ENDS) == ["An article of yours has ended: I cannot sign in"]
    assert pass_time(ENDS + DAY) == []
    soon, ended = mail.outbox
    assert soon.to == ended.to == [them.mika.email] and "13 December 2026" in soon.body
    assert f"/work/knowledge/{article.pk}" in ended.body
    assert soon.extra_headers["Auto-Submitted"] == "auto-generated"
    same_as_log(Article.objects.get())


def test_another_end_is_another_warning(article) -> None:
    assert len(pass_time(ENDS - DAY)) == 1
    actions.schedule(article, review_at=None, expires_at=ENDS + 40 * DAY, by=By.system(ENDS - DAY))
    assert pass_time(ENDS) == []
    assert len(pass_time(ENDS + 35 * DAY)) == 1


def test_whoever_is_gone_or_may_not_read_it_any_more_is_not_told(them, article) -> None:
    actions.change(article, facts=replace(Facts.of(article), audience=2), by=DESK)
    assert pass_time(ENDS - DAY) == []
    Person.objects.filter(pk=them.mika.pk).update(is_active=False)
    assert pass_time(ENDS) == []
    assert not OwnerNotice.objects.filter(done_at=None).exists()


def test_what_somebody_retires_is_no_news_to_its_owner(them, article) -> None:
    actions.retire(article, why="Wrong.", by=By.person(them.root, AT))
    assert pass_time(ENDS) == [] and not OwnerNotice.objects.exists()


def test_a_notice_whose_job_got_lost_gets_another(article) -> None:
    sweeps.warn_of_ends(ENDS - DAY)
    assert sweeps.tell_forgotten_owners(ENDS - DAY) == 0
    assert sweeps.tell_forgotten_owners(ENDS) == 1


def test_it_stands_on_screen_too(them) -> None:
    made, mika = published(by=By.system(now())), Client()
    actions.change(made, facts=replace(Facts.of(made), owner=them.mika.pk), by=DESK)
    mika.force_login(them.mika, backend="django.contrib.auth.backends.ModelBackend")
    assert "Ends soon" not in mika.get("/work/knowledge").text
    ends = now() + 5 * DAY
    actions.schedule(made, review_at=None, expires_at=ends, by=DESK)
    assert "Ends soon" in mika.get("/work/knowledge").text
    actions.expire(made, now=ends, by=By.system(ends))
    page = mika.get("/work/knowledge").text
    assert "Has ended by itself" in page and "Ends soon" not in page
