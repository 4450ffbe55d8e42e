"""Invariant 3: `visible_to` against a naive oracle, over random desks."""

import random
from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.base.by import By
from handrail.desk.models import Membership, Team
from handrail.people.models import Organisation, Person, Role
from handrail.tickets import actions
from handrail.tickets.models import TeamAccess, Ticket, Watcher

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def desk(dice: random.Random) -> None:
    """People of all roles, some gone; teams open and private; tickets with every kind of tie."""
    firms = [
        Organisation.objects.create(name=f"Firm {n}", shares_tickets=bool(n)) for n in range(2)
    ]
    teams = list(Team.objects.select_related("tier"))
    for team in teams:
        team.visibility = dice.choice(["open", "private"])
        team.save()
    people = [
        Person.objects.create_user(
            f"p{n}@people.example", name=f"P{n}", role=dice.choice(Role.values),
            organisation=dice.choice([None, *firms]), is_active=dice.random() > 0.15,
        )
        for n in range(8)
    ]  # fmt: skip
    for who in people:
        for team in dice.sample(teams, dice.randint(0, 2)):
            Membership.objects.create(person=who, team=team)
    for _ in range(6):
        _ticket(dice, people, teams)


def _ticket(dice: random.Random, people: list[Person], teams: list[Team]) -> None:
    ticket = actions.open_ticket(
        requester=dice.choice(people), subject="S", text="T", channel="email",
        team=dice.choice(teams), by=By.system(AT),
    )  # fmt: skip
    if dice.random() < 0.4:
        Watcher.objects.create(ticket=ticket, person=dice.choice(people))
    if dice.random() < 0.4:
        TeamAccess.objects.get_or_create(ticket=ticket, team=dice.choice(teams))
    if dice.random() < 0.2:
        actions.mark_spam(ticket, by=By.system(AT))
    elif dice.random() < 0.4:
        Ticket.objects.filter(pk=ticket.pk).update(owner=dice.choice(people))


def may_see(who: Person, ticket: Ticket, *, watching: bool = True) -> bool:
    """The rule in plain words, read from the rows one by one."""
    if not who.is_active:
        return False
    if who.role in {"admin", "auditor"}:
        return True
    watches = watching and any(w.person_id == who.pk for w in ticket.watchers.all())
    if who.role != "customer":
        mine = {seat.team_id for seat in who.memberships.all()}
        given_to = {one.team_id for one in ticket.access.all()}
        in_reach = ticket.team.visibility == "open" or ticket.team_id in mine
        return in_reach or bool(given_to & mine) or ticket.owner_id == who.pk or watches
    firm = who.organisation
    colleagues = firm is not None and firm.shares_tickets and ticket.organisation_id == firm.pk
    return ticket.turn != "spam" and (ticket.requester_id == who.pk or colleagues or watches)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_everybody_sees_exactly_what_the_rule_says(seed: int) -> None:
    with transaction.atomic():
        desk(random.Random(seed))
        for who in Person.objects.all():
            seen = set(Ticket.objects.visible_to(who).values_list("pk", flat=True))
            assert seen == {t.pk for t in Ticket.objects.all() if may_see(who, t)}, (seed, who.role)
        transaction.set_rollback(True)


def test_control_a_rule_with_one_clause_less_differs_somewhere() -> None:
    differs = 0
    for seed in range(12):
        with transaction.atomic():
            desk(random.Random(seed))
            for who in Person.objects.all():
                seen = set(Ticket.objects.visible_to(who).values_list("pk", flat=True))
                less = {t.pk for t in Ticket.objects.all() if may_see(who, t, watching=False)}
                differs += seen != less
            transaction.set_rollback(True)
    assert differs > 0
