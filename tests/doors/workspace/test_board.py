"""The lead's board: who has what, who may look, and giving tickets to somebody else."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.conftest import worker
from handrail.base.by import By
from handrail.base.clock import now
from handrail.desk.models import Membership, Team
from handrail.escalation import actions as escalation
from handrail.people.models import Person, Role
from handrail.routing.models import DutyShift
from handrail.tickets import actions
from handrail.tickets.models import Ticket

BOARD = "/work/board"


def column(page: str, team: Team, owner: Person | None) -> str:
    """What stands in one column of the page."""
    mark = f'id="column-{team.pk}-{owner.pk if owner else 0}"'
    assert mark in page
    return page.split(mark)[1].split('<li class="column"')[0]


def figures(page: str, level: int) -> dict[str, str]:
    """The counts of a tier, by name."""
    part = page.split(f'id="tier-{level}"')[1].split("</dl>")[0]
    return dict(re.findall(r"<dt>([^<]+)</dt><dd class=\"num\">([^<]+)</dd>", part))


def give(client, ticket: Ticket, to: Person | None, was: Person | None, **more: str):
    """Press "Give" on a card."""
    facts = {"owner": to.pk if to else "", "was": was.pk if was else "", **more}
    return client.post(f"{BOARD}/tickets/{ticket.pk}/owner", facts, follow=True)


def owner(ticket: Ticket) -> Person | None:
    return Ticket.objects.get(pk=ticket.pk).owner


def test_tiers_teams_agents_and_their_tickets(desk, browse):
    free, held, waits = desk.ask("Free one"), desk.ask("Held one"), desk.ask("Waiting one")
    by = By.person(desk.mika)
    actions.take(held, person=desk.mika, by=by)
    actions.take(waits, person=desk.mika, by=by)
    actions.wait(waits, on="customer", by=by)
    package = escalation.Package(wanted="Look", tried="All")
    escalation.escalate(held, to=desk.second, package=package, by=by)
    page = browse(desk.lea).get(BOARD).text
    assert page.index('id="tier-1"') < page.index('id="tier-2"') < page.index('id="tier-3"')
    assert "Free one" in column(page, desk.front, None)
    mika = column(page, desk.front, desk.mika)
    assert "Held one" in mika and "Free one" not in mika and "Waiting one" not in mika
    assert "1 of 12 open" in mika and "Online" in mika
    first = figures(page, 1)
    assert first["without an owner"] == "1" and first["in work"] == "1"
    assert first["waiting for others"] == "1" and first["offered"] == "0"
    assert figures(page, 2)["offered"] == "1"
    assert f"/work/tickets/{free.pk}" in page


def test_what_is_late_comes_first_and_is_counted(desk, browse):
    usual, late, soon = desk.ask("Usual", impact=1, urgency=1), desk.ask("Late"), desk.ask("Soon")
    at = now()
    Ticket.objects.filter(pk=usual.pk).update(due_at=at + timedelta(hours=5))
    Ticket.objects.filter(pk=late.pk).update(due_at=at - timedelta(minutes=41))
    Ticket.objects.filter(pk=soon.pk).update(due_at=at + timedelta(minutes=20))
    page = browse(desk.lea).get(BOARD).text
    order = re.findall(r'draggable="false">(\w+)</a>', column(page, desk.front, None))
    assert order == ["Late", "Soon", "Usual"]
    assert figures(page, 1)["late"] == "1" and figures(page, 1)["due soon"] == "1"
    assert "Late by 41 min" in page


def test_a_long_column_says_how_much_more_there_is_and_where(desk, browse):
    for number in range(9):
        desk.ask(f"Printer {number}")
    lead = browse(desk.lea)
    page = lead.get(BOARD).text
    cards = column(page, desk.front, None)
    assert cards.count('class="card"') == 5 and "and 4 more" in cards
    queue = lead.get("/work/queues/unowned-tier-1").text
    assert queue.count('class="row"') == 9
    ticket = Ticket.objects.latest("pk")
    actions.take(ticket, person=desk.mika, by=By.person(desk.mika))
    assert lead.get("/work/queues/unowned-tier-1").text.count('class="row"') == 8
    theirs = lead.get(f"/work/queues/owner-{desk.mika.pk}").text
    assert theirs.count('class="row"') == 1 and "Tickets of Mika" in theirs
    for key in (f"owner-{desk.ada.pk}", "owner-x", "owner-99999999999999999999", "unowned-x"):
        assert lead.get(f"/work/queues/{key}").status_code == 404


def test_given_on_and_back_again(desk, browse):
    ticket, lead = desk.ask(), browse(desk.lea)
    nora = worker("Nora", Role.AGENT, desk.front)
    said = give(lead, ticket, desk.mika, None)
    assert f"Mika has #{ticket.pk} now." in said.text and owner(ticket) == desk.mika
    said = give(lead, ticket, nora, desk.mika)
    assert owner(ticket) == nora
    undo = re.search(r'name="owner" value="(\d*)"><input type="hidden" name="was" value="(\d*)">'
                     r'<input type="hidden" name="undo"', said.text)  # fmt: skip
    assert undo and undo.groups() == (str(desk.mika.pk), str(nora.pk))
    said = give(lead, ticket, desk.mika, nora, undo="yes")
    assert owner(ticket) == desk.mika and 'name="undo"' not in said.text
    said = give(lead, ticket, None, desk.mika)
    assert "back in the queue of" in said.text and owner(ticket) is None
    assert 'name="undo"' in said.text, "what had an owner can go back to them"


def test_the_page_alone_is_swapped_and_the_words_stand_beside_it(desk, browse):
    ticket, lead = desk.ask(), browse(desk.lea)
    answer = lead.post(
        f"{BOARD}/tickets/{ticket.pk}/owner", {"owner": desk.mika.pk, "was": ""},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 200 and "<html" not in answer.text
    assert 'id="board-said" hx-swap-oob="innerHTML"' in answer.text and "Undo" in answer.text
    assert "Undo" not in lead.get(f"{BOARD}/tiers").text, "what is fetched anew says it no more"
    again = lead.post(
        f"{BOARD}/tickets/{ticket.pk}/owner", {"owner": "", "was": ""},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert again.status_code == 422 and "Meanwhile Mika has" in again.text


def test_whoever_was_faster_wins_and_the_rules_of_assigning_hold(desk, browse):
    ticket, lead = desk.ask(), browse(desk.lea)
    actions.take(ticket, person=desk.mika, by=By.person(desk.mika))
    assert "Meanwhile Mika has" in give(lead, ticket, desk.lea, None).text
    assert owner(ticket) == desk.mika
    assert "Hand the ticket over instead" in give(lead, ticket, desk.jo, desk.mika).text
    assert "cannot own tickets" in give(lead, ticket, desk.light, desk.mika).text
    actions.release(ticket, by=By.person(desk.mika))
    assert "Meanwhile nobody has" in give(lead, ticket, desk.lea, desk.mika).text
    actions.take(ticket, person=desk.mika, by=By.person(desk.mika))
    actions.solve(ticket, by=By.person(desk.mika))
    assert "already done" in give(lead, ticket, None, desk.mika).text
    assert "already done" in give(lead, ticket, desk.lea, desk.mika).text
    assert lead.get(f"{BOARD}/tickets/{ticket.pk}/owner").status_code == 405


def test_nothing_is_given_to_who_is_out_of_office(desk, browse):
    ticket, lead = desk.ask(), browse(desk.lea)
    Person.objects.filter(pk=desk.mika.pk).update(presence="out")
    page = lead.get(BOARD).text
    assert "data-takes" not in column(page, desk.front, desk.mika).split(">")[0]
    assert "Out of office" in column(page, desk.front, desk.mika)
    assert "out of office" in give(lead, ticket, desk.mika, None).text and owner(ticket) is None


def test_whoever_left_the_team_keeps_a_column_until_the_tickets_are_gone(desk, browse):
    ticket = desk.ask("Left behind")
    actions.take(ticket, person=desk.mika, by=By.person(desk.mika))
    Membership.objects.filter(person=desk.mika).delete()
    lead = browse(desk.lea)
    theirs = column(lead.get(BOARD).text, desk.front, desk.mika)
    assert "Left behind" in theirs and "Not in this team" in theirs
    give(lead, ticket, desk.lea, desk.mika)
    assert owner(ticket) == desk.lea
    assert f'id="column-{desk.front.pk}-{desk.mika.pk}"' not in lead.get(BOARD).text


def test_leads_give_agents_look_at_their_own_teams_others_stay_out(desk, browse):
    ticket = desk.ask()
    agent = browse(desk.mika)
    page = agent.get(BOARD).text
    assert 'id="tier-1"' in page and 'id="tier-2"' not in page
    assert "Give to" not in page and 'draggable="true"' not in page
    assert give(agent, ticket, desk.mika, None).status_code == 403 and owner(ticket) is None
    for page in (BOARD, f"{BOARD}/tiers", f"{BOARD}/roster"):
        assert browse(desk.light).get(page).status_code == 403
        assert browse(desk.cy).get(page).status_code == 404
        assert browse(None).get(page).status_code == 302
        assert browse(desk.root).get(page).status_code == 200
    auditor = browse(worker("Aud", Role.AUDITOR)).get(BOARD).text
    assert 'id="tier-3"' in auditor and "Give to" not in auditor
    assert ">Board<" in browse(desk.lea).get("/work/rail?at=board").text
    assert ">Board<" not in browse(desk.light).get("/work/rail").text


def test_a_private_team_is_its_own_members_business(desk, browse):
    Team.objects.filter(pk=desk.second.pk).update(visibility="private")
    ticket = desk.ask("A secret matter", team=desk.second)
    page = browse(desk.lea).get(BOARD).text
    assert "A secret matter" not in page and 'id="tier-2"' not in page
    assert give(browse(desk.lea), ticket, desk.jo, None).status_code == 404
    assert "A secret matter" in browse(desk.root).get(BOARD).text


def test_duty_is_told_where_there_is_a_roster(desk, browse):
    at = now()
    DutyShift.objects.create(
        team=desk.front, person=desk.mika, starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(hours=1),
    )  # fmt: skip
    page = browse(desk.lea).get(BOARD).text
    assert "On duty until" in column(page, desk.front, desk.mika)
    assert "Not on duty" in column(page, desk.front, desk.lea)
    assert "duty" not in column(page, desk.second, desk.jo)


def test_a_large_team_is_given_to_by_the_sheet(desk, browse):
    desk.ask()
    lead = browse(desk.lea)
    assert "<select" in column(lead.get(BOARD).text, desk.front, None)
    for number in range(45):
        worker(f"Agent{number}", Role.AGENT, desk.front)
    cards = column(lead.get(BOARD).text, desk.front, None)
    assert "<select" not in cards and "/owner" in cards and "Give to…" in cards


@pytest.mark.parametrize("page", [BOARD, f"{BOARD}/tiers", f"{BOARD}/roster"])
@pytest.mark.parametrize("who", ["lea", "root"])
def test_the_same_work_for_twenty_and_for_two_hundred(desk, browse, page, who):
    lead = browse(getattr(desk, who))
    _fill(desk, 20)
    few = _queries(lead, page)
    for number in range(12):
        team = Team.objects.create(name=f"Team {number}", slug=f"t-{number}", tier=desk.front.tier)
        worker(f"Agent{number}", Role.AGENT, team, desk.front)
    _fill(desk, 180)
    assert _queries(lead, page) == few
    assert few <= 12


def _fill(desk, count: int) -> None:
    people = list(Person.objects.filter(memberships__team=desk.front, role=Role.AGENT))
    for number in range(count):
        ticket = desk.ask(f"Printer {number}")
        if number % 3:
            who = people[number % len(people)]
            actions.take(ticket, person=who, by=By.person(who))


def _queries(client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)
