"""The reasons of triage on the ticket's page."""

from collections.abc import Callable

from django.test import Client

from doors.conftest import Desk
from handrail.base.by import By
from handrail.flow.opening import open_request
from handrail.people.models import Person

Browse = Callable[[Person | None], Client]


def test_an_agent_reads_why(desk: Desk, browse: Browse) -> None:
    ticket = open_request(
        requester=desk.ada, subject="Refund of my invoice", text="Please.", channel="email",
        by=By.person(desk.ada),
    )  # fmt: skip
    page = browse(desk.mika).get(f"/work/tickets/{ticket.pk}")
    assert f"/work/tickets/{ticket.pk}/triage" in page.content.decode()
    told = browse(desk.mika).get(f"/work/tickets/{ticket.pk}/triage").content.decode()
    assert "Words: invoice, refund" in told
    assert "until somebody has confirmed the category" in told


def test_a_ticket_nothing_was_decided_for_says_so(desk: Desk, browse: Browse) -> None:
    ticket = desk.ask()
    told = browse(desk.mika).get(f"/work/tickets/{ticket.pk}/triage").content.decode()
    assert "Nothing was decided" in told


def test_customers_find_nothing(desk: Desk, browse: Browse) -> None:
    ticket = desk.ask()
    assert browse(desk.ada).get(f"/work/tickets/{ticket.pk}/triage").status_code in (302, 404)
