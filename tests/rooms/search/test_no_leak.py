"""Invariant 3 for search: nobody finds, is suggested or is shown what they may not see.

Over random desks, each word of each ticket is asked for by everybody, in every way there is to ask, and
compared with a naive oracle that reads the rows one by one.
"""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.base.by import By
from handrail.desk.models import Team
from handrail.knowledge.search import clusters, index, likeness, relevance, typos
from handrail.knowledge.search.finding import find
from handrail.knowledge.search.language import parse
from handrail.knowledge.search.showing import passages
from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.tickets import actions
from handrail.tickets.models import Note, Ticket
from rooms.escalation.test_who_sees_what import desk, may_see
from rooms.search.scene import AT

pytestmark = pytest.mark.django_db
SEEDS = st.integers(0, 10**6)


def tell(dice: random.Random) -> None:
    """The random desk's tickets get words: common ones, one of their own, and sometimes a note's."""
    desk(dice)
    people = list(Person.objects.all())
    for _ in range(6):
        actions.open_ticket(
            requester=dice.choice(people), subject="Common heating trouble", text="Cold.",
            channel="email", team=dice.choice(list(Team.objects.all())), by=By.system(AT),
        )  # fmt: skip
    for ticket in Ticket.objects.all():
        ticket.messages.update(text=f"Common heating trouble {own_word(ticket)}s")
        if dice.random() < 0.5:
            Note.objects.create(ticket=ticket, at=AT, text=f"{note_word(ticket)} common")
    index.index(list(Ticket.objects.values_list("pk", flat=True)))
    clusters.gather(now=AT)


def own_word(ticket: Ticket) -> str:
    return "zorn" + letters(ticket.pk)


def note_word(ticket: Ticket) -> str:
    return "quix" + letters(ticket.pk)


def letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number)) + "x"


def shown_to(who: Person, line: str) -> set[int]:
    """Everything a line leads to, in every way."""
    newest, nearest = find(line, who, now=AT), relevance.find(line, who, now=AT)
    seen = {*newest.numbers, *nearest.numbers}
    for one in passages(newest.numbers, newest.shown, newest.leads, who):
        assert works_here(who.role) or not one.is_note
        assert works_here(who.role) or "quix" not in one.text
    return seen


def offered_to(who: Person, ticket: Ticket) -> set[int]:
    like = [*likeness.solved_before(ticket, who), *likeness.duplicates(ticket, who)]
    grouped = [pk for one in clusters.clusters_for(who) for pk, _ in one.tickets]
    return {*(one.number for one in like), *grouped}


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=SEEDS)
def test_everybody_finds_what_they_may_see_and_nothing_else(seed: int) -> None:
    with transaction.atomic():
        tell(random.Random(seed))
        tickets = list(Ticket.objects.select_related("team"))
        for who in Person.objects.all():
            allowed = {t.pk for t in tickets if may_see(who, t)}
            assert set(find("common ", who, now=AT, most=50).numbers) == allowed, (seed, who.role)
            assert shown_to(who, "common heat") <= allowed
            assert shown_to(who, "-nothing") <= allowed
            for ticket in tickets:
                mine = {ticket.pk} & allowed
                assert set(find(own_word(ticket), who, now=AT).numbers) == mine
                assert offered_to(who, ticket) <= allowed
        transaction.set_rollback(True)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=SEEDS)
def test_notes_are_found_by_the_desk_alone(seed: int) -> None:
    with transaction.atomic():
        tell(random.Random(seed))
        for who in Person.objects.all():
            for note in Note.objects.select_related("ticket__team"):
                may = works_here(who.role) and may_see(who, note.ticket)
                line = f"{note_word(note.ticket)} heating "
                assert list(find(line, who, now=AT).numbers) == ([note.ticket.pk] if may else [])
        transaction.set_rollback(True)


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=SEEDS)
def test_a_suggestion_names_no_word_of_a_hidden_ticket(seed: int) -> None:
    with transaction.atomic():
        tell(random.Random(seed))
        for who in Person.objects.all():
            for ticket in Ticket.objects.select_related("team"):
                wrong = own_word(ticket).replace("zorn", "zron") + "s "
                meant = typos.meant(parse(wrong), who, now=AT)
                if meant:
                    assert set(find(meant, who, now=AT).numbers)
                if not may_see(who, ticket):
                    assert own_word(ticket) not in meant
        transaction.set_rollback(True)


def test_control_an_index_asked_without_the_scope_would_leak() -> None:
    leaks = 0
    for seed in range(6):
        with transaction.atomic():
            tell(random.Random(seed))
            everything = set(find("common ", _root(), now=AT, most=50).numbers)
            for who in Person.objects.all():
                allowed = {t.pk for t in Ticket.objects.select_related("team") if may_see(who, t)}
                leaks += bool(everything - allowed)
            transaction.set_rollback(True)
    assert leaks > 0


def _root() -> Person:
    return Person.objects.create_user("root@people.example", name="Root", role="admin")
