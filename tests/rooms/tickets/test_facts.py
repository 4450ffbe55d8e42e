"""The facts that rules ask about are those of the ticket, in a bounded number of queries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cast import cast
from handrail.base.by import By
from handrail.desk.actions import place
from handrail.desk.models import Calendar, Category
from handrail.tickets import actions
from handrail.tickets.conditions import facts_of, facts_of_many, facts_of_request
from handrail.tickets.conditions.reading import JOINED
from handrail.tickets.models import Ticket

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def a_ticket(**more: Any) -> Ticket:
    ada = more.pop("ada", None) or cast().ada
    return actions.open_ticket(
        requester=ada, subject="Cold", text="It is cold in here", channel="email",
        by=By.person(ada, MONDAY), **more,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_request_has_the_facts_that_its_ticket_will_have() -> None:
    ada = cast().ada
    heating = place(Category(name="Heating"))
    below = place(Category(name="Valve", parent=heating, complexity=2))
    given: dict[str, Any] = {"category": below, "impact": 1, "urgency": 1, "tags": ["VIP"]}
    before = facts_of_request(
        requester=ada,
        subject="Cold",
        text="It is cold in here",
        channel="email",
        at=MONDAY,
        **given,
    )
    after = facts_of(a_ticket(ada=ada, **given), at=MONDAY)
    settled = {"brand", "team", "tier"}
    assert {k: v for k, v in before.items() if k not in settled} == {
        k: v for k, v in after.items() if k not in settled
    }
    assert after["category"] == {heating.pk, below.pk}
    assert (after["priority"], after["tags"], after["tier"]) == (1, {"vip"}, 2)


@pytest.mark.django_db
def test_times_are_told_by_calendars_and_hours() -> None:
    office = Calendar.objects.create(name="Office", hours={"mon": [["08:00", "17:00"]]})
    Calendar.objects.create(name="Weekend", hours={"sun": [["08:00", "17:00"]]})
    facts = facts_of(a_ticket(), at=MONDAY + timedelta(hours=10))
    assert facts["opened_within"] & {office.pk} and office.pk not in facts["now_within"]
    assert facts["hours_open"] == 10


@pytest.mark.django_db
def test_many_tickets_cost_as_many_queries_as_one(django_assert_max_num_queries: Any) -> None:
    ada = cast().ada
    for _ in range(20):
        a_ticket(ada=ada)
    with django_assert_max_num_queries(50):
        found = facts_of_many(Ticket.objects.select_related(*JOINED)[:1], at=MONDAY)
    assert len(found) == 1
    from_all = Ticket.objects.select_related(*JOINED)
    with django_assert_max_num_queries(3 + 3 * 20):
        assert len(facts_of_many(from_all, at=MONDAY)) == 20
