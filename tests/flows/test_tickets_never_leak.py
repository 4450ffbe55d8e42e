"""Invariant 3 for what finds tickets: no page and no answer shows a ticket, or a note, to the wrong people.

Random desks with private teams, organisations that share or do not, watchers, spam and people who are
gone; everybody asks in every way over HTTP. Words of each ticket are its own, so a page that holds one
has shown that ticket. The oracle reads the rows one by one (rooms/escalation/test_who_sees_what.py).
Articles and trees: test_knowledge_never_leaks.py.
"""

import os
import random
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doors.api.programs import Program
from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.tickets.models import Ticket
from handrail.tickets.models.scope import TicketQuerySet
from rooms.escalation.test_who_sees_what import may_see
from rooms.search.test_no_leak import letters, own_word, tell

# LEAK_EXAMPLES=50 asks longer.
EXAMPLES = int(os.environ.get("LEAK_EXAMPLES", "4"))
pytestmark = pytest.mark.django_db
TICKET_WORD, NOTE_WORD = re.compile(r"zorn([a-j]+x)"), re.compile(r"quix[a-j]+x")
EVERYTHING = "common heating"
Shown = Iterator[tuple[str, str]]


def at_the_desk(client: Client, tickets: list[Ticket]) -> Shown:
    """The workspace: each kind of result, what is like each ticket, and what looks alike."""
    for kind in ("", "relevance", "articles", "people"):
        yield f"search {kind}", client.get("/work/search", {"q": EVERYTHING, "kind": kind}).text
    yield "clusters", client.get("/work/knowledge/clusters").text
    for ticket in tickets:
        yield "panel", client.get(f"/work/tickets/{ticket.pk}/knowledge").text
        yield "typing error", client.get("/work/search", {"q": _mistyped(ticket)}).text


def on_the_portal(client: Client, tickets: list[Ticket]) -> Shown:
    """The portal: one's own requests beside the answers, and the list of them."""
    yield "portal", client.get("/help/search", {"q": EVERYTHING}).text
    yield "older", client.get("/help/search", {"q": EVERYTHING, "before": 2**40}).text
    yield "requests", client.get("/requests").text
    for ticket in tickets:
        page = client.get("/help/search", {"q": own_word(ticket)}).text
        yield "portal by its word", _but_asked(page, ticket)


def by_program(program: Program, tickets: list[Ticket]) -> Shown:
    """The API, newest and nearest, and by a word of each ticket."""
    for order in ("newest", "relevance"):
        yield order, program.get(f"/search?q={EVERYTHING}&order={order}").content.decode()
    for ticket in tickets:
        yield (
            "typing error",
            program.get(f"/search?q={_mistyped(ticket)}").content.decode(),
        )


def _mistyped(ticket: Ticket) -> str:
    return own_word(ticket).replace("zorn", "zron") + "s"


def _but_asked(page: str, ticket: Ticket) -> str:
    """A page without the word that was asked for, where no ticket is shown beside it."""
    is_shown = f'/{ticket.pk}"' in page
    return page if is_shown else page.replace(own_word(ticket), "")


def leaks(who: Person, tickets: list[Ticket]) -> list[str]:
    """What one person came by and must not have."""
    client = Client(REMOTE_ADDR=f"10.1.0.{who.pk % 250}")
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    pages = [*on_the_portal(client, tickets), *by_program(Program(who), tickets)]
    pages += at_the_desk(client, tickets) if works_here(who.role) else []
    allowed = {letters(ticket.pk) for ticket in tickets if may_see(who, ticket)}
    wrong = []
    for face, page in pages:
        if hidden := set(TICKET_WORD.findall(page)) - allowed:
            wrong.append(f"{who.role}: {face} shows {sorted(hidden)}")
        if NOTE_WORD.search(page) and not works_here(who.role):
            wrong.append(f"{who.role}: {face} shows a note")
    return wrong


def misses(who: Person, tickets: list[Ticket]) -> list[str]:
    """What one person should find by program and does not, so that silence is not taken for safety."""
    program = Program(who)
    wanted = {t.pk for t in tickets if may_see(who, t)}
    found = program.get("/search?q=common").json().get("items", [])
    return (
        [] if len(found) == min(len(wanted), 12) or not who.is_active else [f"{who.role}: {wanted}"]
    )


def everybody(seed: int) -> tuple[list[Person], list[Ticket]]:
    tell(random.Random(seed))
    return list(Person.objects.all()), list(Ticket.objects.select_related("team"))


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 10**6))
def test_nobody_comes_by_a_ticket_that_is_not_for_them(seed: int) -> None:
    with transaction.atomic():
        people, tickets = everybody(seed)
        for who in people:
            assert leaks(who, tickets) == [], seed
            assert misses(who, tickets) == [], seed
        transaction.set_rollback(True)


def faces_of(found: list[str]) -> set[str]:
    return {line.partition(": ")[2].partition(" shows")[0] for line in found}


def test_control_without_the_scope_rule_the_desk_would_see_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TicketQuerySet, "visible_to", lambda self, person: self)
    found: list[str] = []
    for seed in range(2):
        with transaction.atomic():
            people, tickets = everybody(seed)
            agents = [who for who in people if who.role in {"agent", "light"}]
            found += [line for who in agents for line in leaks(who, tickets)]
            transaction.set_rollback(True)
    assert faces_of(found) >= {"search ", "search relevance", "newest", "relevance"}, found


def test_control_without_the_scope_rule_the_portal_would_show_what_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(random.Random(1))
    who = Person.objects.create_user("own@people.example", name="Own", role="customer")
    Ticket.objects.update(requester=who, turn="spam", state="done")
    tickets = list(Ticket.objects.select_related("team"))
    assert leaks(who, tickets) == []
    monkeypatch.setattr(TicketQuerySet, "visible_to", lambda self, person: self)
    wrong = leaks(who, tickets)
    assert faces_of(wrong) >= {"portal", "older", "portal by its word", "newest"}, wrong
