"""What flows down: lessons nobody wrote, what articles changed, tickets that suggestions spared."""

from datetime import datetime, timedelta

import pytest

from cast import Cast, cast
from handrail.base.by import By
from handrail.desk.models import Category, Team
from handrail.escalation import actions as escalation
from handrail.knowledge import actions
from handrail.knowledge.models import Article, Suggestion
from handrail.knowledge.queries.deflection import by_article, deflection
from handrail.knowledge.queries.effects import Side, effect, turned
from handrail.knowledge.queries.flow_down import repeated
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket
from rooms.knowledge.shelf import AT, DESK, SIGN_IN, published

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PACKAGE = escalation.Package(wanted="Look", tried="All of it")
YEAR = {"start": AT - 300 * DAY, "end": AT + 300 * DAY}


def opened(people: Cast, subject: str, at: datetime, category: Category | None = None) -> Ticket:
    return tickets.open_ticket(
        requester=people.ada, subject=subject, text="T", channel="email", category=category,
        team=Team.objects.get(slug="tier-1"), by=By.system(at),
    )  # fmt: skip


def solved_at_once(people: Cast, subject: str, at: datetime, category: Category) -> Ticket:
    ticket = opened(people, subject, at, category)
    by = By.person(people.mika, at + timedelta(hours=1))
    tickets.reply(ticket, author=people.mika, text="So.", then="solve", by=by)
    return ticket


def solved_above(
    people: Cast, subject: str, at: datetime, category: Category | None = None
) -> Ticket:
    ticket = opened(people, subject, at, category)
    by = By.person(people.mika, at + timedelta(hours=1))
    offer = escalation.escalate(ticket, package=PACKAGE, by=by)
    above = By.person(people.jo, at + timedelta(hours=2))
    escalation.accept(offer, agent=people.jo, by=above)
    tickets.reply(ticket, author=people.jo, text="So.", then="solve", by=above)
    return ticket


def test_what_is_solved_above_again_and_again_without_an_article() -> None:
    people = cast()
    money = Category.objects.create(name="Money", path="Money")
    alike = [solved_above(people, f"Invoice export fails {n}", AT, money) for n in "abc"]
    solved_above(people, "Printer on fire", AT, money)
    solved_above(people, "Invoice export fails", AT)
    solved_at_once(people, "Invoice export fails", AT, money)
    found = repeated(people.root, **YEAR)
    assert [(one.category, one.tickets) for one in found] == [(money.pk, [t.pk for t in alike])]
    assert set(found[0].words) >= {"invoice", "export"} and found[0].levels == {2: 3}
    assert repeated(people.root, start=AT - 2 * DAY, end=AT - DAY) == []
    actions.tie(published(), ticket=alike[0], kind="wrong", by=DESK)
    assert len(repeated(people.root, **YEAR)) == 1
    actions.tie(published("X"), ticket=alike[0], kind="created", by=DESK)
    assert repeated(people.root, **YEAR) == []
    assert repeated(people.root, **YEAR, least=2)[0].tickets == [t.pk for t in alike[1:]]
    assert repeated(people.ada, **YEAR, least=2)[0].tickets == [t.pk for t in alike[1:]]
    assert repeated(people.cy, **YEAR, least=1) == []


def test_an_article_that_turned_escalations_into_first_contact_resolutions() -> None:
    people = cast()
    money = Category.objects.create(name="Money", path="Money")
    below = Category.objects.create(name="Export", path="Money / Export", parent=money)
    start = AT - 20 * DAY
    for n in range(6):
        solved_above(people, "Invoice export fails", start + n * DAY, below)
    solved_above(people, "Printer on fire", start, below)
    article = actions.create(
        words=SIGN_IN.changed(title="Exporting invoices fails"), by=By.system(AT)
    )
    facts = actions.Facts(audience=1, tier=article.tier_id, category=money.pk)
    actions.change(article, facts=facts, by=By.system(AT))
    article = actions.publish(article, by=By.system(AT))
    back = opened(people, "Export of an invoice fails", AT + 2 * DAY, below)
    for n in range(1, 6):
        solved_at_once(people, "Invoice export fails again", AT + n * DAY, below)
    once = solved_at_once(people, "Invoice export failing", AT + 3 * DAY, below)
    tickets.hear(once, author=people.ada, text="No", channel="email", by=By.system(AT + 4 * DAY))
    now = AT + 28 * DAY
    seen = effect(article, now=now)
    assert seen is not None and seen.days == 21
    assert seen.before == Side(6, 6, 6, 0)
    assert seen.after == Side(7, 0, 6, 5)
    assert (seen.before.escalation, seen.after.first_contact_share) == (1.0, 5 / 6)
    assert [
        one.article for one in turned(Article.objects.visible_to(people.mika, None), now=now)
    ] == [article.pk]
    assert turned(Article.objects.visible_to(people.ada, None), now=now) == []
    assert turned(Article.objects.all(), now=now, least=8) == []
    assert effect(article, now=AT + 7 * DAY) is None
    assert back.pk


def test_a_ticket_is_spared_only_when_none_came_within_two_days() -> None:
    people = cast()
    article, other = published(audience=0), published("Other", audience=0)
    hours = timedelta(hours=1)
    for visitor in ("reads", "writes", "leaves", "late"):
        actions.suggest([article, other], visitor=visitor, at=AT, words="cannot sign in")
        actions.suggest([article], visitor=visitor, at=AT + hours)
    actions.suggest([article], visitor="signed in", person=people.ada, at=AT)
    for visitor in ("reads", "writes", "late", "signed in"):
        assert actions.open_suggestion(article, visitor=visitor, at=AT + hours)
        assert not actions.open_suggestion(article, visitor=visitor, at=AT + 2 * hours)
    assert actions.followed(opened(people, "S", AT + 40 * hours), visitor="writes") == 2
    by_mail = opened(people, "By mail", AT + 48 * hours)
    assert actions.followed(opened(people, "S", AT + 50 * hours), visitor="late") == 0
    assert actions.settle_suggestions(now=AT + 47 * hours) == 0
    assert deflection(**YEAR) == (0, 0, 0, 0)
    settled = sum(actions.settle_suggestions(now=AT + n * hours) for n in (48, 49, 50))
    assert settled == Suggestion.objects.count() == 9
    assert Suggestion.objects.get(visitor="signed in").ticket_id in {by_mail.pk, by_mail.pk - 1}
    # Spared: who reads, and who wrote too late. Written: one in the session, one by mail.
    found = deflection(**YEAR)
    assert found == (2, 2, 1, 4) and found.share == 0.5
    assert by_article(**YEAR)[0] == (article.pk, 5, 4, 2)


def test_nothing_is_counted_before_its_time_is_over() -> None:
    article = published(audience=0)
    actions.suggest([article], visitor="v", at=AT)
    actions.open_suggestion(article, visitor="v", at=AT + 2 * DAY - timedelta(hours=1))
    assert actions.settle_suggestions(now=AT + 2 * DAY) == 0
    assert actions.settle_suggestions(now=AT + 4 * DAY) == 1
    assert deflection(**YEAR) == (1, 0, 0, 1)
