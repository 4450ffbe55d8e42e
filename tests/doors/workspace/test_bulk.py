"""One act on many tickets, each by its own rules, and one press that undoes it."""

import re
from datetime import timedelta

from handrail.base.by import By
from handrail.base.clock import now
from handrail.tickets import actions
from handrail.tickets.models import BulkChange, Ticket


def bulk(agent, tickets, act, **said):
    chosen = [str(ticket.pk) for ticket in tickets]
    return agent.post(
        "/work/bulk",
        {"ticket": chosen, "act": act, "back": "/work/queues/all", **said},
        follow=True,
    )


def undo(agent):
    return agent.post(f"/work/bulk/{BulkChange.objects.latest('pk').pk}/undoing", follow=True)


def facts(*tickets):
    names = ("owner_id", "team_id", "state", "impact", "urgency", "priority", "tags", "category_id")
    return [
        tuple(row)
        for row in Ticket.objects.filter(pk__in=[t.pk for t in tickets])
        .order_by("pk")
        .values_list(*names)
    ]


def test_taken_together_and_put_back(desk, browse):
    asked, agent = [desk.ask(), desk.ask(), desk.ask()], browse(desk.mika)
    before = facts(*asked)
    page = bulk(agent, asked, "take")
    assert "3 tickets changed." in page.text and re.search(r"bulk/\d+/undoing", page.text)
    assert {row[0] for row in facts(*asked)} == {desk.mika.pk}
    assert "Undone on 3 tickets." in undo(agent).text
    assert facts(*asked) == before
    assert "undone already" in undo(agent).text


def test_changed_in_every_way_and_put_back(desk, browse):
    one, two = desk.ask(tags=["old"]), desk.ask()
    before, agent = facts(one, two), browse(desk.mika)
    tomorrow = f"{now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    page = bulk(agent, [one, two], "change", team=desk.second.pk, impact="1", urgency="1",
                add_tags="storm, vip", drop_tags="old", until=tomorrow)  # fmt: skip
    assert "2 tickets changed." in page.text
    changed = facts(one, two)
    assert {row[1] for row in changed} == {desk.second.pk} and {row[5] for row in changed} == {1}
    assert [sorted(row[6]) for row in changed] == [["storm", "vip"]] * 2
    assert {row[2] for row in changed} == {"waiting"}
    undo(agent)
    assert facts(one, two) == before


def test_solved_and_spam_open_again(desk, browse):
    asked, agent = [desk.ask(), desk.ask()], browse(desk.mika)
    for act in ("solve", "spam"):
        bulk(agent, asked, act)
        assert {row[2] for row in facts(*asked)} == {"done"}
        undo(agent)
        assert {row[2] for row in facts(*asked)} == {"open"}


def test_a_refusal_holds_up_no_other_and_is_told(desk, browse):
    mine, theirs = desk.ask(), desk.ask()
    actions.move(theirs, to=desk.second, by=By.person(desk.lea))
    page = bulk(browse(desk.mika), [mine, theirs], "change", owner=str(desk.mika.pk))
    assert "1 ticket changed." in page.text
    assert f"#{theirs.pk}: Mika is not in" in page.text


def test_what_a_colleague_has_is_not_taken_from_them(desk, browse):
    free, theirs = desk.ask(), desk.ask()
    actions.take(theirs, person=desk.lea, by=By.person(desk.lea))
    page = bulk(browse(desk.mika), [free, theirs], "take")
    assert "1 ticket changed." in page.text and f"Lea has already taken #{theirs.pk}." in page.text
    assert [row[0] for row in facts(free, theirs)] == [desk.mika.pk, desk.lea.pk]


def test_undo_leaves_alone_what_somebody_changed_since(desk, browse):
    one, two, agent = desk.ask(), desk.ask(), browse(desk.mika)
    bulk(agent, [one, two], "take")
    actions.assign(Ticket.objects.get(pk=one.pk), to=desk.lea, by=By.person(desk.lea))
    page = undo(agent)
    assert (
        "Undone on 1 ticket." in page.text
        and f"#{one.pk}: Somebody has changed it since." in page.text
    )
    assert [row[0] for row in facts(one, two)] == [desk.lea.pk, None]


def test_nobody_touches_what_they_may_not_see_or_do(desk, browse):
    ticket = desk.ask()
    desk.front.visibility = "private"
    desk.front.save()
    before = facts(ticket)
    assert "Tick some tickets first." in bulk(browse(desk.jo), [ticket], "solve").text
    assert bulk(browse(desk.light), [ticket], "solve").status_code == 404
    assert (
        browse(desk.ada).post("/work/bulk", {"ticket": ticket.pk, "act": "solve"}).status_code
        == 404
    )
    bulk(browse(desk.mika), [ticket], "take")
    assert "too long ago" in undo(browse(desk.lea)).text
    assert facts(ticket)[0][0] == desk.mika.pk and before[0][0] is None


def test_the_form_keeps_what_was_chosen_when_nothing_is_asked(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    assert "Change 1 ticket" in bulk(agent, [ticket], "ask").text
    page = agent.post("/work/bulk", {"ticket": ticket.pk, "act": "change", "add_tags": " "})
    assert page.status_code == 422 and "Nothing was asked for" in page.text
    assert f'name="ticket" value="{ticket.pk}"' in page.text
