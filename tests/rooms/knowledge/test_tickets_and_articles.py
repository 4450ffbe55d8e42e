"""Articles on tickets: ties, what is counted of them, lessons, and the FAQ in the order of need."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.reading import of_ticket
from handrail.desk.models import Category, Team
from handrail.escalation import actions as escalation
from handrail.knowledge import actions
from handrail.knowledge.models import Article, DayCount, Tie
from handrail.knowledge.queries.faq import ASKED, WEIGHTS, asked, faq, in_order, recounted
from handrail.knowledge.queries.lessons import is_taught, needs_lesson, ties_of, tried
from handrail.knowledge.queries.measure import qualities, reuse
from handrail.knowledge.rules import MayNot, Refused
from handrail.people.rules import NotAllowed
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket
from rooms.knowledge.shelf import AT, DESK, draft, published, same_as_log

Days = dict[str, dict[str, int]]
pytestmark = pytest.mark.django_db


def ticket_of(people: Cast, tier: int = 1, text: str = "It says no.") -> Ticket:
    return tickets.open_ticket(
        requester=people.ada, subject="Cannot sign in, says Ada", text=text, channel="email",
        team=Team.objects.get(slug=f"tier-{tier}"), by=By.system(AT),
    )  # fmt: skip


def test_a_tie_stands_in_the_log_of_its_ticket() -> None:
    people = cast()
    ticket, article = ticket_of(people), published()
    by = By.person(people.mika, AT)
    tie = actions.tie(article, ticket=ticket, kind="used", by=by)
    assert actions.tie(article, ticket=ticket, kind="used", by=by) == tie
    actions.tie(article, ticket=ticket, kind="helped", by=by)
    actions.tie(article, ticket=ticket, kind="improved", by=by)
    told = [(e.kind, e.payload["tie"]) for e in of_ticket(ticket.pk) if e.noun == "tie"]
    assert told == [
        ("tie.made", "used"), ("tie.removed", "used"), ("tie.made", "helped"), ("tie.made", "improved"),
    ]  # fmt: skip
    assert tried(ticket, person=people.mika) == [("I cannot sign in", "helped")]
    actions.untie(article, ticket=ticket, kind="helped", by=by)
    actions.untie(article, ticket=ticket, kind="helped", by=by)
    assert [one.kind for one in ties_of(ticket, person=people.mika)] == ["improved"]
    same_as_log(article)


def test_nobody_links_what_they_may_not_read() -> None:
    people = cast()
    ticket, article = ticket_of(people), published(audience=3)
    with pytest.raises(MayNot):
        actions.tie(article, ticket=ticket, kind="used", by=By.person(people.mika, AT))
    with pytest.raises(NotAllowed):
        actions.tie(published(), ticket=ticket, kind="used", by=By.person(people.ada, AT))
    with pytest.raises(Refused):
        actions.tie(published("X"), ticket=ticket, kind="liked", by=DESK)
    actions.tie(article, ticket=ticket, kind="used", by=DESK)
    assert ties_of(ticket, person=people.mika) == []
    assert tried(ticket, person=people.mika) == []


def test_solvers_above_tier_one_are_asked_unless_something_useful_is_linked() -> None:
    people = cast()
    ticket, article = ticket_of(people, tier=2), published()
    asked_ = {p.name for p in vars(people).values() if needs_lesson(ticket, p)}
    assert asked_ == {"Jo", "Ines", "Lea", "Root"}
    actions.tie(article, ticket=ticket, kind="wrong", by=DESK)
    assert needs_lesson(ticket, people.jo)
    actions.tie(article, ticket=ticket, kind="used", by=DESK)
    assert is_taught(ticket) and not needs_lesson(ticket, people.jo)
    assert not needs_lesson(ticket_of(people, tier=1), people.root)


def test_one_key_makes_a_draft_of_a_ticket_without_the_people_in_it() -> None:
    people = cast()
    asked_ = (
        "Hi Mika,\n\nAda here: ada@people.example cannot sign in.\n\nBest regards\nAda, Birch House"
    )
    ticket = ticket_of(people, text=asked_)
    by = By.person(people.mika, AT)
    tickets.take(ticket, person=people.mika, by=by)
    tickets.reply(
        ticket, author=people.mika, text="Hello Ada,\nPress *caps lock*.\n\nRegards\nMika", by=by
    )
    article = actions.write_down(ticket, by=by)
    words = article.versions.get()
    assert words.title == "Cannot sign in, says [name]"
    assert words.issue == "[name] here: [address] cannot sign in."
    assert words.resolution == "Press *caps lock*."
    assert (article.state, article.audience, article.owner) == ("draft", 1, people.mika)
    assert Tie.objects.get().kind == "created"
    assert actions.write_down(ticket, by=by) == article
    assert Article.objects.count() == 1
    same_as_log(article)


def test_what_came_down_with_a_ticket_is_its_resolution() -> None:
    people = cast()
    ticket = ticket_of(people, tier=2)
    by = By.person(people.jo, AT + timedelta(minutes=1))
    tickets.take(ticket, person=people.jo, by=by)
    escalation.send_down(
        ticket, to=Team.objects.get(slug="tier-1"), answer="Reset the key.", lesson="The key was old.",
        by=by,
    )  # fmt: skip
    words = actions.write_down(ticket, by=By.person(people.mika, AT)).versions.get()
    assert (words.cause, words.resolution) == ("The key was old.", "Reset the key.")


def test_a_reader_counts_once_a_day() -> None:
    article = published(audience=0)
    opens = [
        actions.opened(article, language="en", reader=reader, by=By.system(AT + timedelta(hours=h)))
        for reader, h in (("a", 0), ("a", 5), ("b", 0), ("a", 24))
    ]
    assert opens == [True, False, True, True]
    assert list(DayCount.objects.order_by("day").values_list("opened", flat=True)) == [2, 1]
    same_as_log(article)


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["opened", "used", "helped", "wrong", "created", "untie used", "untie helped"]),
        st.integers(0, 1), st.integers(0, 1), st.integers(0, 3),
    ),
    max_size=14,
)  # fmt: skip


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(deeds=DEEDS)
def test_the_counters_equal_the_log_counted_anew(deeds: list[tuple[str, int, int, int]]) -> None:
    with transaction.atomic():
        people = cast()
        shelf, those = (
            [published(f"A {n}") for n in range(2)],
            [ticket_of(people) for _ in range(2)],
        )
        at = AT
        for what, article, number, days in deeds:
            at += timedelta(days=days)
            _do(what, shelf[article], those[number], By.system(at))
        for article in shelf:
            assert kept(article) == counted(article)
            same_as_log(article)
        transaction.set_rollback(True)


def kept(article: Article) -> Days:
    names = ("opened", "used", "helped", "wrong")
    days = DayCount.objects.filter(article=article)
    found = {d.day.isoformat(): {n: v for n in names if (v := getattr(d, n))} for d in days}
    return {day: counts for day, counts in found.items() if counts}


def counted(article: Article) -> Days:
    found = {
        day: {name: n for name, n in counts.items() if name != "created"}
        for day, counts in recounted(article.pk).items()
    }
    return {day: counts for day, counts in found.items() if counts}


def _do(what: str, article: Article, ticket: Ticket, by: By) -> None:
    if what == "opened":
        actions.opened(article, language="en", reader="r", by=by)
    elif what.startswith("untie "):
        actions.untie(article, ticket=ticket, kind=what.removeprefix("untie "), by=by)
    else:
        actions.tie(article, ticket=ticket, kind=what, by=by)


def test_the_faq_is_in_the_order_of_what_is_asked_now() -> None:
    people = cast()
    access, money = (Category.objects.create(name=n, path=n) for n in ("Access", "Money"))
    once, now_, never = (published(n, audience=0, category=access.pk) for n in ("O", "N", "E"))
    bill = published("Bill", audience=0, category=money.pk)
    draft("Draft", audience=0, category=access.pk)
    later = AT + timedelta(days=80)
    for reader in "abcd":
        actions.opened(once, language="en", reader=reader, by=By.system(AT))
    actions.opened(now_, language="en", reader="a", by=By.system(later))
    actions.tie(bill, ticket=ticket_of(people), kind="helped", by=By.system(later))
    seen = Article.objects.visible_to(None, None)
    sections = faq(seen, now=later)
    assert [s.category for s in sections] == [money.pk, access.pk]
    assert in_order(sections[1]) == [now_, once, never]
    assert faq(seen, now=AT)[0].articles[0][0] == once.pk
    assert asked([once.pk], now=later) == {once.pk: pytest.approx(4 * 0.5 ** (80 / 21))}
    assert asked([once.pk], now=AT + timedelta(days=90)) == {}
    assert faq(seen, now=later, categories=[money.pk])[0].articles == [(bill.pk, 5.0)]


def test_the_faq_reads_counters_by_their_index_and_no_tickets() -> None:
    article = published(audience=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO knowledge_daycount (article_id, day, opened, used, helped, wrong) "
            "SELECT %s, '2020-01-01'::date + n, 1, 0, 0, 0 FROM generate_series(1, 3000) n", [article.pk],
        )  # fmt: skip
        cursor.execute("ANALYZE knowledge_daycount")
        facts = {
            "articles": [article.pk],
            "today": AT.date(),
            "half": 21,
            "since": AT.date(),
            **WEIGHTS,
        }
        cursor.execute(f"EXPLAIN {ASKED}", facts)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "one_count_a_day" in plan and "tickets_ticket" not in plan


def test_quality_is_read_for_many_at_once() -> None:
    people = cast()
    good, poor = published("Good"), published("Poor")
    for _ in range(3):
        actions.tie(good, ticket=ticket_of(people), kind="helped", by=DESK)
    actions.tie(poor, ticket=ticket_of(people), kind="wrong", by=DESK)
    actions.flag(poor, reason="No", by=DESK)
    found = qualities(Article.objects.all(), now=AT)
    assert found[good.pk].reuse == 8 and found[poor.pk].flags == 15
    assert found[good.pk].score > found[poor.pk].score
    assert reuse([good.pk, poor.pk]) == {good.pk: 3, poor.pk: 0}
