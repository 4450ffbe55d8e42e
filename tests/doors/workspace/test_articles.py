"""Articles in the workspace: written, reviewed, published, compared; and met on tickets."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.conftest import START
from handrail.base.by import By
from handrail.desk.models import Team, Tier
from handrail.knowledge import actions as knowledge
from handrail.knowledge.models import Article, Flag, Tie
from handrail.knowledge.search.clusters import gather
from handrail.knowledge.search.models import Cluster
from handrail.knowledge.words import Words
from handrail.people.models import Person
from handrail.tickets import actions

WORDS = {"title": "How do I open the valve?", "summary": "", "issue": "It is stuck.",
         "environment": "", "cause": "", "resolution": "Turn it clockwise.", "language": "en",
         "note": "First"}  # fmt: skip


def made(desk, title="How do I open the valve?", *, audience=1, publish=True):
    facts = knowledge.Facts(audience=audience, tier=Tier.objects.get(level=1).pk)
    article = knowledge.create(
        words=Words(title=title, resolution="Turn it."), facts=facts, by=By.person(desk.root)
    )
    return knowledge.publish(article, by=By.person(desk.root)) if publish else article


def place(article, more=""):
    return f"/work/knowledge/{article.pk}{more}"


def test_it_is_written_previewed_kept_and_published(desk, browse):
    mika = browse(desk.mika)
    shown = mika.post("/work/knowledge/new", {**WORDS, "preview": "yes"})
    assert shown.status_code == 200 and "<p>Turn it clockwise.</p>" in shown.text
    assert not Article.objects.exists()
    mika.post("/work/knowledge/new", WORDS)
    article = Article.objects.get()
    assert article.state == "draft"
    page = mika.post(place(article, "/publication"), follow=True).text
    assert "Published." in page and "Turn it clockwise." in page


def test_what_is_refused_stays_typed_and_nobody_writes_over_another(desk, browse):
    article, mika = made(desk), browse(desk.mika)
    empty = mika.post(place(article, "/words"), {**WORDS, "title": "", "since": 1})
    assert empty.status_code == 422 and "It is stuck." in empty.text
    mika.post(place(article, "/words"), {**WORDS, "since": 1})
    late = browse(desk.jo).post(place(article, "/words"), {**WORDS, "cause": "Rust", "since": 1})
    assert late.status_code == 422 and "meanwhile" in late.text and "Rust" in late.text


def test_customers_read_only_what_somebody_with_a_licence_publishes(desk, browse):
    article = made(desk, audience=0, publish=False)
    refused = browse(desk.mika).post(place(article, "/publication"), follow=True).text
    assert "A lead or somebody with a licence publishes it." in refused
    browse(desk.lea).post(place(article, "/publication"))
    assert Article.objects.get().state == "published"


def test_versions_are_compared_and_brought_back(desk, browse):
    article, mika = made(desk), browse(desk.mika)
    mika.post(place(article, "/words"), {**WORDS, "since": 1})
    page = mika.get(place(article, "/versions/2")).text
    assert "Turn it clockwise." in page and 'data-is="new"' in page and 'data-is="old"' in page
    mika.post(place(article, "/versions/1"))
    assert article.wordings.get().newest.number == 3


def test_a_review_is_asked_for_sent_back_and_a_flag_is_settled(desk, browse):
    article = made(desk, publish=False)
    mika, lea = browse(desk.mika), browse(desk.lea)
    mika.post(place(article, "/review"))
    assert "Asked to be reviewed" in lea.get("/work/knowledge").text
    lea.post(place(article, "/return"), {"words": "Which valve?"})
    assert Article.objects.get().state == "draft"
    mika.post(place(article, "/flags"), {"words": "It is the other way round."})
    flag = Flag.objects.get()
    assert "the other way round" in lea.get(place(article)).text
    lea.post(place(article, f"/flags/{flag.pk}"), {"fixed": "yes"})
    flag.refresh_from_db()
    assert flag.state == "fixed"


def test_what_stands_above_ones_tier_is_not_there(desk, browse):
    secret = made(desk, "Master reset", audience=2)
    for path in ("", "/words", "/facts", "/versions/1"):
        assert browse(desk.mika).get(place(secret, path)).status_code == 404
        assert browse(desk.jo).get(place(secret, path)).status_code == 200
    assert browse(desk.mika).post(place(secret, "/publication")).status_code == 404
    assert "Master reset" not in browse(desk.mika).get("/work/knowledge?q=master+reset").text
    assert browse(desk.cy).get("/work/knowledge").status_code == 404


def test_for_whom_it_is_can_be_changed_up_to_ones_own_tier(desk, browse):
    article = made(desk)
    typed = {"audience": "1", "tier": article.tier_id, "tags": "valve, heat", "category": "",
             "brand": "", "review_at": "", "expires_at": "2020-01-01T00:00"}  # fmt: skip
    past = browse(desk.root).post(place(article, "/facts"), typed)
    assert past.status_code == 422 and "in the past" in past.text
    browse(desk.root).post(place(article, "/facts"), {**typed, "expires_at": ""})
    assert Article.objects.get().tags == ["valve", "heat"]
    assert (
        browse(desk.mika).post(place(article, "/facts"), {**typed, "audience": "3"}).status_code
        == 422
    )


@pytest.mark.parametrize("path", ["/work/knowledge", "/work/knowledge?state=published"])
def test_a_list_asks_the_same_however_long_it_is(desk, browse, path):
    mika = browse(desk.mika)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            mika.get(path)
        return len(asked)

    for number in range(6):
        made(desk, f"Article {number}", publish=number % 2 == 0)
    mika.get(path)
    few = cost()
    for number in range(24):
        made(desk, f"Further {number}", publish=number % 2 == 0)
    mika.get(path)
    assert cost() <= few <= 32


def test_a_ticket_shows_what_is_known_and_takes_the_verdict(desk, browse):
    article = made(desk)
    made(desk, "Master reset of the valve", audience=2)
    ticket, mika = desk.ask("How do I open the valve?"), browse(desk.mika)
    panel = mika.get(f"/work/tickets/{ticket.pk}/knowledge").text
    assert "How do I open the valve?" in panel and "Master reset" not in panel
    mika.post(f"/work/tickets/{ticket.pk}/articles/{article.pk}", {"kind": "helped"})
    assert Tie.objects.get().kind == "helped"
    assert "It helped" in mika.get(f"/work/tickets/{ticket.pk}/knowledge").text
    mika.post(f"/work/tickets/{ticket.pk}/articles/{article.pk}", {"kind": "helped", "undo": "yes"})
    assert Tie.objects.get().removed_at is not None
    wrong = mika.post(f"/work/tickets/{ticket.pk}/articles/{article.pk}", {"kind": "superb"},
                      HTTP_HX_REQUEST="true")  # fmt: skip
    assert wrong.status_code == 422 and "none of these" in wrong.text


def test_solving_above_tier_one_asks_for_the_lesson_and_one_key_writes_it(desk, browse):
    ticket = desk.ask("The hub blinks red", team=Team.objects.get(slug="tier-2"))
    jo = browse(desk.jo)
    actions.take(ticket, person=desk.jo, by=By.person(desk.jo))
    page = jo.post(f"/work/tickets/{ticket.pk}/replies",
                   {"text": "Hold the button for ten seconds.", "then": "solve"}, follow=True)  # fmt: skip
    assert "What should the tier below know next time?" in page.text
    page = jo.post(f"/work/tickets/{ticket.pk}/articles/new", follow=True)
    assert "The hub blinks red" in page.text and "Hold the button" in page.text
    assert Tie.objects.get().kind == "created"
    assert "taught something" not in jo.get(f"/work/tickets/{ticket.pk}/knowledge").text


def test_tier_one_is_not_asked_and_strangers_find_nothing(desk, browse):
    ticket, mika = desk.ask(), browse(desk.mika)
    page = mika.post(
        f"/work/tickets/{ticket.pk}/replies", {"text": "So.", "then": "solve"}, follow=True
    )
    assert "What should the tier below" not in page.text
    assert browse(desk.cy).get(f"/work/tickets/{ticket.pk}/knowledge").status_code == 404
    Person.objects.filter(pk=desk.mika.pk).update(role="light_agent")
    assert "does not allow" in browse(Person.objects.get(pk=desk.mika.pk)).post(
        f"/work/tickets/{ticket.pk}/articles/new", follow=True
    ).text  # fmt: skip


def solve_above(desk, times):
    for number in range(times):
        ticket = desk.ask(f"Hub blinks red {number}", team=Team.objects.get(slug="tier-2"))
        actions.take(ticket, person=desk.jo, by=By.person(desk.jo))
        actions.reply(ticket, author=desk.jo, text="Hold it.", then="solve", by=By.person(desk.jo))


def test_the_report_names_what_nobody_has_written_down(desk, browse):
    solve_above(desk, 4)
    page = browse(desk.lea).get("/work/knowledge/report?days=28").text
    assert "blinks" in page and "T2: 4" in page
    assert browse(desk.light).get("/work/knowledge/report").status_code == 403
    assert browse(desk.cy).get("/work/knowledge/report").status_code == 404


def test_tickets_that_look_alike_are_shown_and_put_aside(desk, browse):
    for number in range(8):
        desk.ask(f"The app crashes when I open the calendar {number}")
    gather(now=START + timedelta(hours=2))
    mika = browse(desk.mika)
    page = mika.get("/work/knowledge/clusters").text
    if "8 tickets" in page:
        cluster = Cluster.objects.get()
        mika.post(f"/work/knowledge/clusters/{cluster.pk}/end")
        assert "8 tickets" not in mika.get("/work/knowledge/clusters").text
    else:
        pytest.skip("this database has no vectors to gather by")
    assert browse(desk.cy).get("/work/knowledge/clusters").status_code == 404
