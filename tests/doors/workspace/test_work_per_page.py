"""A page costs the same whether the desk is small or large."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.base.by import By
from handrail.escalation import actions as escalation
from handrail.escalation.models import Stint
from handrail.tickets import actions
from handrail.tickets.files import File
from handrail.tickets.models import SavedView, Ticket
from handrail.tickets.queries import PAGE


def queries(browser, page: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(page).status_code == 200
    return len(seen)


@pytest.mark.parametrize("page", ["/work/queues/unassigned", "/work/queues/tier-1", "/work/rail",
                                  "/work/queues/team-tier-1/rows", "/work/search?q=printer"])  # fmt: skip
def test_a_queue_of_twenty_and_of_two_hundred(desk, browse, page):
    agent = browse(desk.mika)
    for number in range(20):
        desk.ask(f"Printer {number}")
    few = queries(agent, page)
    for number in range(180):
        desk.ask(f"Printer {number}")
    assert queries(agent, page) == few
    assert few <= 12


def test_a_conversation_of_two_and_of_thirty(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    agent.post(f"/work/tickets/{ticket.pk}/notes", {"text": "one"})
    few = queries(agent, f"/work/tickets/{ticket.pk}")
    for number in range(30):
        agent.post(f"/work/tickets/{ticket.pk}/notes", {"text": f"note {number}"})
        agent.post(
            f"/work/tickets/{ticket.pk}/replies", {"text": f"reply {number}", "then": "keep"}
        )
    assert queries(agent, f"/work/tickets/{ticket.pk}") <= few + 1
    assert few <= 12


def test_a_ticket_with_all_there_can_be_asks_twelve_times(desk, browse):
    ticket, agent = (
        desk.ask(files=[File(name="log.txt", content=b"x", content_type="text/plain")]),
        browse(desk.mika),
    )
    by, page = By.person(desk.mika), f"/work/tickets/{ticket.pk}"
    actions.take(ticket, person=desk.mika, by=by)
    actions.link(ticket, to=desk.ask("Other"), kind="related", by=by)
    escalation.consult(ticket, to=desk.second, question="Known?", by=by)
    escalation.call_swarm(ticket, purpose="Together", people=[desk.jo], by=by)
    escalation.pull_in(ticket, helper=desk.lea, by=by)
    package = escalation.Package(wanted="Look", tried="All", found="", needed="", by_when=None)
    escalation.escalate(ticket, to=desk.second, package=package, by=by)
    agent.post(f"{page}/notes", {"text": "n"})
    agent.post(f"{page}/replies", {"text": "r", "then": "keep"})
    agent.post("/work/views", {"name": "Fires", "asked": "queue=all&priority=1"})
    queries(agent, page)
    assert queries(agent, f"{page}?queue=view-{SavedView.objects.get().pk}") <= 12
    assert queries(agent, page) <= 12


MANY = """
INSERT INTO tickets_ticket ({columns})
SELECT {values} FROM tickets_ticket t, generate_series(1, %s) n WHERE t.id = %s
"""
# Somebody is responsible for each that is open.
STINTS = """
INSERT INTO escalation_stint ({columns})
SELECT {values} FROM escalation_stint s, tickets_ticket t
WHERE s.ticket_id = %s AND t.state = 'open'
  AND NOT EXISTS (SELECT FROM escalation_stint other WHERE other.ticket_id = t.id)
"""
OWN = {
    "token": "md5(random()::text || n)",
    "waiting_since": "t.waiting_since + n * interval '1 second'",
}
DONE = {"state": "'done'", "turn": "'solved'", "solved_at": "t.opened_at", "attention_at": "NULL"}


def copied(model, sql: str, name: str, own: dict[str, str], values: list[int]) -> None:
    columns = [f.column for f in model._meta.concrete_fields if f.column != "id"]
    parts = ", ".join(own.get(column, f"{name}.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(columns=", ".join(columns), values=parts), values)


def multiply(ticket, *, waiting: int, solved: int) -> None:
    """So many more tickets like this one, as open as it is, and so many that are solved."""
    copied(Ticket, MANY, "t", OWN, [waiting, ticket.pk])
    copied(Ticket, MANY, "t", OWN | DONE, [solved, ticket.pk])
    copied(Stint, STINTS, "s", {"ticket_id": "t.id"}, [ticket.pk])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")


def test_pages_ask_alike_of_two_hundred_and_of_two_hundred_thousand(desk, browse):
    agent, ada = browse(desk.mika), browse(desk.ada)
    ticket = desk.ask()
    pages = [
        (agent, "/work/queues/unassigned"), (agent, "/work/queues/all?sort=due&priority=3"),
        (agent, "/work/queues/soon"), (agent, f"/work/tickets/{ticket.pk}?queue=all"), (ada, "/"),
        (ada, "/requests"), (ada, f"/requests/{ticket.pk}"), (ada, "/requests/new"),
    ]  # fmt: skip
    multiply(ticket, waiting=99, solved=100)
    few = [max(queries(who, page), queries(who, page)) for who, page in pages]
    assert max(few) <= 12
    multiply(ticket, waiting=19_800, solved=180_000)
    assert [queries(who, page) for who, page in pages] == [
        queries(who, page) for who, page in pages
    ]
    assert all(queries(who, page) <= most for (who, page), most in zip(pages, few, strict=True))


def test_a_long_queue_is_walked_without_losing_or_doubling_a_row(desk, browse):
    agent = browse(desk.mika)
    numbers = {desk.ask(f"Printer {n}", impact=1 + n % 3).pk for n in range(2 * PAGE + 7)}
    seen: list[int] = []
    address = "/work/queues/unassigned"
    while address:
        page = agent.get(address).text
        seen += [int(pk) for pk in re.findall(r'id="row-(\d+)"', page)]
        further = re.search(r'class="more"><a class="btn" href="([^"]+)"', page)
        address = unescape(further[1]) if further else ""
    assert len(seen) == len(numbers) and set(seen) == numbers
