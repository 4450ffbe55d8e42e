"""Lists are narrowed, ordered, split and kept under a name; the address is the whole truth of it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from handrail.base.by import By
from handrail.base.clock import now
from handrail.tickets import actions
from handrail.tickets.models import SavedView, Ticket
from handrail.tickets.queries import PAGE


def numbers(page) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', page.text)]


def test_filters_narrow_a_list_and_say_so(desk, browse):
    urgent = desk.ask("Router down", impact=1, urgency=1)
    desk.ask("Printer")
    tagged = desk.ask("Phone", tags=["vip"])
    agent = browse(desk.mika)
    page = agent.get("/work/queues/all?priority=1")
    assert numbers(page) == [urgent.pk] and "Priority: P1" in page.text
    assert numbers(agent.get("/work/queues/all?tag=vip")) == [tagged.pk]
    assert numbers(agent.get("/work/queues/all?owner=nobody&tier=1&state=open")) != []
    assert numbers(agent.get("/work/queues/all?owner=me")) == []
    assert len(numbers(agent.get("/work/queues/all?priority=9&team=none&due=nonsense"))) == 3


def test_what_is_done_is_shown_only_when_asked_for(desk, browse):
    done = desk.ask()
    actions.take(done, person=desk.mika, by=By.person(desk.mika))
    actions.solve(done, by=By.person(desk.mika))
    agent = browse(desk.mika)
    assert numbers(agent.get("/work/queues/all")) == []
    assert numbers(agent.get("/work/queues/all?state=done")) == [done.pk]
    assert numbers(agent.get("/work/queues/mine?state=done")) == [done.pk]


def test_due_soon_has_what_is_mine_or_nobody_s_and_late(desk, browse):
    soon, later, theirs = desk.ask("Soon"), desk.ask("Later"), desk.ask("Theirs")
    actions.take(theirs, person=desk.lea, by=By.person(desk.lea))
    at = now()
    for ticket, left in ((soon, 1), (theirs, 1), (later, 30)):
        Ticket.objects.filter(pk=ticket.pk).update(due_at=at + timedelta(hours=left))
    agent = browse(desk.mika)
    assert numbers(agent.get("/work/queues/soon")) == [soon.pk]
    assert re.search(r"Due soon</span><span class=\"count num\">1<", agent.get("/work/rail").text)


@pytest.mark.parametrize("order", ["due", "newest", "oldest", "pressing"])
def test_every_order_is_walked_to_its_end_once(desk, browse, order):
    at = now()
    asked = [desk.ask(f"Printer {n}", impact=1 + n % 3) for n in range(PAGE + 9)]
    for ticket in asked[::2]:
        Ticket.objects.filter(pk=ticket.pk).update(due_at=at + timedelta(hours=ticket.pk % 5))
    agent, seen = browse(desk.mika), []
    address = f"/work/queues/all?sort={order}"
    while address:
        page = agent.get(address)
        seen += numbers(page)
        further = re.search(r'class="more"><a class="btn" href="([^"]+)"', page.text)
        address = unescape(further[1]) if further else ""
    assert sorted(seen) == sorted(ticket.pk for ticket in asked)
    if order == "newest":
        assert seen == sorted(seen, reverse=True)
    if order == "due":
        due = dict(Ticket.objects.values_list("pk", "due_at"))
        known = [due[pk] for pk in seen if due[pk]]
        assert known == sorted(known) and all(due[pk] is None for pk in seen[len(known) :])


def test_a_list_is_split_by_tier(desk, browse):
    low, high = desk.ask("Low"), desk.ask("High")
    actions.move(high, to=desk.second, by=By.person(desk.lea))
    page = browse(desk.mika).get("/work/queues/all?split=tier&show=number&show=team")
    assert numbers(page) == [low.pk, high.pk] and page.text.count('class="group"') == 2
    assert f"<span>#{low.pk}</span>" in page.text


def keep(agent: Client, **said: str):
    return agent.post("/work/views", said, follow=True)


def test_a_view_is_kept_counted_changed_and_thrown_away(desk, browse):
    desk.ask("Router", impact=1, urgency=1)
    desk.ask("Printer")
    agent = browse(desk.mika)
    page = keep(agent, name="Fires", asked="queue=unassigned&priority=1&priority=nonsense&evil=1")
    view = SavedView.objects.get()
    assert view.asked == "queue=unassigned&priority=1" and "Kept as “Fires”." in page.text
    assert len(numbers(page)) == 1
    assert re.search(r"Fires</span><span class=\"count num\">1<", agent.get("/work/rail").text)
    agent.post(f"/work/views/{view.pk}", {"name": "All", "asked": "queue=unassigned"}, follow=True)
    view.refresh_from_db()
    assert (view.name, view.asked) == ("All", "queue=unassigned")
    agent.post(f"/work/views/{view.pk}", {"delete": "yes"})
    assert agent.get(f"/work/queues/view-{view.pk}").status_code == 404


def test_a_view_is_its_owner_s_unless_a_lead_shares_it(desk, browse):
    keep(browse(desk.mika), name="Mine only", asked="queue=all&priority=1", is_shared="on")
    own = SavedView.objects.get()
    assert not own.is_shared
    assert browse(desk.jo).get(f"/work/queues/view-{own.pk}").status_code == 404
    keep(browse(desk.lea), name="For all", asked="queue=all&priority=1", is_shared="on")
    shared = SavedView.objects.get(name="For all")
    assert browse(desk.jo).get(f"/work/queues/view-{shared.pk}").status_code == 200
    assert browse(desk.jo).post(f"/work/views/{shared.pk}", {"delete": "yes"}).status_code == 404


def test_a_view_shows_nobody_more_than_they_may_see(desk, browse):
    hidden = desk.ask("Secret")
    desk.second.visibility = "private"
    desk.second.save()
    actions.move(hidden, to=desk.second, by=By.person(desk.lea))
    keep(browse(desk.root), name="All", asked="queue=all", is_shared="on")
    shared = SavedView.objects.get()
    Ticket.objects.get(pk=hidden.pk).access.filter(team=desk.front).delete()
    assert numbers(browse(desk.light).get(f"/work/queues/view-{shared.pk}")) == []
    assert numbers(browse(desk.jo).get(f"/work/queues/view-{shared.pk}")) == [hidden.pk]


def test_the_list_one_came_from_stands_beside_the_ticket(desk, browse):
    ticket = desk.ask(impact=1, urgency=1)
    agent = browse(desk.mika)
    row = re.search(
        r'href="(/work/tickets/\d+\?[^"]+)"', agent.get("/work/queues/all?priority=1").text
    )
    page = agent.get(unescape(row[1]))
    assert f"#{ticket.pk}" in page.text and "/work/queues/all/rows?priority=1" in page.text


def test_the_panel_of_filters_knows_what_is_asked(desk, browse):
    page = browse(desk.lea).get("/work/queues/all/filter?priority=2&sort=due&team=tier-1")
    assert (
        re.search(r'value="2"[^>]*checked', page.text)
        and "For everybody who works here" in page.text
    )
    assert re.search(r'value="due" selected', page.text) and re.search(
        r'value="tier-1" selected', page.text
    )
