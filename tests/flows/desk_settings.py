"""What administrators do to a desk while everybody works: people come and go, rules change."""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import models

from flows.desk_in_motion import Desk
from handrail.automation.models import TimeRule, Trigger
from handrail.base.by import By
from handrail.base.settings_log import keep, remove
from handrail.desk.models import Calendar, Membership, Team, Tier
from handrail.escalation.models import Path
from handrail.people.actions import change_presence
from handrail.people.models import Person, Presence
from handrail.promises.models import Consequence, Policy, Target
from handrail.routing.models import DutyShift, Rule, TeamPolicy

Change = Callable[[Desk, int], object]
OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS: list[dict[str, Any]] = [{}, OFFICE, {"sun": [["10:00", "10:30"]]}, {"mon": []}]
DEEDS = [choice.value for choice in Consequence.Action]
WAYS = [
    ("pull", "least_loaded"),
    ("push", "least_loaded"),
    ("push", "sticky"),
    ("push", "round_robin"),
]


def prepare(desk: Desk, luck: int) -> None:
    """Rules of every kind for administrators to play with; some are switched on, without luck none."""
    by, dice = By.person(desk.root, desk.at), random.Random(luck)
    on = [luck > 0 and dice.random() < 0.4 for _ in range(11)]
    two, three = (Team.objects.get(slug=f"tier-{level}") for level in (2, 3))
    for name, kinds, deeds in (
        ("Up", ["ticket.customer_wrote"], [{"do": "escalate", "wanted": "Look"}]),
        ("Give", ["ticket.opened"], [{"do": "assign", "person": desk.staff[0].pk}]),
        ("Away", ["promise.broken"], [{"do": "release"}, {"do": "move", "team": two.pk}]),
        ("Done", ["ticket.waits"], [{"do": "note", "text": "Enough"}, {"do": "solve"}]),
        ("Say", ["ticket.left_unattended", "ticket.moved"], [{"do": "reply", "text": "Wait"}]),
    ):
        keep(Trigger(name=name, on=kinds, actions=deeds, is_active=on.pop()), by=by)
    for name, since, minutes, deed in (
        ("Old", "turn", 60, {"do": "move", "team": three.pk}),
        ("Lain", "changed", 240, {"do": "wait", "on": "until", "minutes": 30}),
        ("Sealed", "solved", 600, {"do": "tell_lead", "text": "Look"}),
    ):
        rule = TimeRule(name=name, since=since, after_minutes=minutes, actions=[deed])
        rule.is_active = on.pop()
        keep(rule, by=by)
    keep(Rule(name="To two", sets={"team": two.pk}, is_active=on.pop()), by=by)
    keep(Path(name="Straight", to_team=three, is_active=on.pop(), requires=["found"]), by=by)
    keep(Calendar(name="Office", hours=OFFICE), by=by)
    _hurry(by, on.pop())


def _hurry(by: By, is_on: bool) -> None:
    hurry = Policy(name="Hurry", position=1, is_active=is_on)
    keep(hurry, by=by)
    for kind, minutes in (("first_response", 20), ("resolution", 90), ("time_in_tier", 45),
                          ("accept_handoff", 15), ("next_response", 30)):  # fmt: skip
        keep(Target(policy=hurry, kind=kind, minutes=minutes), by=by)
    for number, deed in enumerate(DEEDS):
        keep(Consequence(policy=hurry, at_percent=(90, 100)[number % 2], action=deed), by=by)


def _switch(model: type[models.Model]) -> Change:
    def switch(desk: Desk, luck: int) -> None:
        rows: list[Any] = list(model._default_manager.order_by("pk"))
        if not rows:
            # It went with the team that it led to.
            return
        row = rows[luck % len(rows)]
        row.is_active = not row.is_active
        keep(row, by=_root(desk))

    return switch


def _root(desk: Desk) -> By:
    return By.person(desk.root, desk.at)


def _way_of_giving(desk: Desk, luck: int) -> None:
    team = desk.team(luck)
    row = TeamPolicy.objects.filter(team=team).first() or TeamPolicy(team=team)
    row.mode, row.strategy = WAYS[luck // 3 % 4]
    keep(row, by=_root(desk))


def _hours(desk: Desk, luck: int) -> None:
    calendar = Calendar.objects.get(name="Office")
    calendar.hours = HOURS[luck % 4]
    keep(calendar, by=_root(desk))


def _calendar_of_team(desk: Desk, luck: int) -> None:
    team = desk.team(luck)
    team.calendar = None if team.calendar_id else Calendar.objects.get(name="Office")
    keep(team, by=_root(desk))


def _calendar_of_policy(desk: Desk, luck: int) -> None:
    policy = list(Policy.objects.order_by("pk"))[luck % 2]
    policy.calendar = None if policy.calendar_id else Calendar.objects.get(name="Office")
    keep(policy, by=_root(desk))


def _target(desk: Desk, luck: int) -> None:
    rows = list(Target.objects.order_by("pk"))
    row = rows[luck % len(rows)]
    row.minutes = (5, 60, 600, 5000)[luck // 7 % 4]
    keep(row, by=_root(desk))


def _tier(desk: Desk, luck: int) -> None:
    tier = list(Tier.objects.exclude(level=0).order_by("pk"))[luck % 3]
    tier.acceptance = Tier.Acceptance.values[luck // 3 % 3]
    tier.offer_minutes = (1, 30, 240)[luck // 9 % 3]
    keep(tier, by=_root(desk))


def _seat(desk: Desk, luck: int) -> None:
    team, somebody = desk.team(luck), desk.who(luck // 3)
    row = Membership.objects.filter(team=team, person=somebody).first()
    if row is None:
        keep(Membership(team=team, person=somebody, is_lead=luck % 2 == 0), by=_root(desk))
    else:
        remove(row, by=_root(desk))


def _lead(desk: Desk, luck: int) -> None:
    rows = list(Membership.objects.order_by("pk"))
    if rows:
        row = rows[luck % len(rows)]
        row.is_lead = not row.is_lead
        keep(row, by=_root(desk))


def _shift(desk: Desk, luck: int) -> None:
    ends = desk.at + timedelta(hours=1 + luck % 9)
    row = DutyShift(team=desk.team(luck), person=desk.who(luck), starts_at=desk.at, ends_at=ends)
    keep(row, by=_root(desk))


SETTINGS: Mapping[str, Change] = {
    "trigger on or off": _switch(Trigger),
    "time rule on or off": _switch(TimeRule),
    "triage rule on or off": _switch(Rule),
    "path on or off": _switch(Path),
    "policy on or off": _switch(Policy),
    "how a team gives out work": _way_of_giving,
    "hours": _hours,
    "calendar of a team": _calendar_of_team,
    "calendar of a policy": _calendar_of_policy,
    "target": _target,
    "rule of a tier": _tier,
    "a seat in a team": _seat,
    "a lead": _lead,
    "a shift": _shift,
    "a team goes": lambda desk, luck: remove(desk.team(luck), by=_root(desk)),
}


def _presence(presence: str) -> Change:
    def change(desk: Desk, luck: int) -> None:
        who = desk.who(luck)
        change_presence(who, presence, by=desk.by(who))

    return change


def _facts(**facts: Any) -> Change:
    """What the page of people saves: a row, and no event."""

    def change(desk: Desk, luck: int) -> None:
        Person.objects.filter(pk=desk.who(luck).pk).update(**facts)

    return change


def _promoted(desk: Desk, luck: int) -> None:
    who = desk.staff[luck % len(desk.staff)]
    Person.objects.filter(pk=who.pk).update(role=who.role)


PEOPLE: Mapping[str, Change] = {
    **{f"is {p}": _presence(p) for p in (Presence.ONLINE, Presence.AWAY, Presence.OUT)},
    "is online again": _presence(Presence.ONLINE),
    "is shut out": _facts(is_active=False),
    "may come back": _facts(is_active=True),
    "only reads and notes": _facts(role="light_agent"),
    "has their role again": _promoted,
    "has less room": _facts(capacity=1),
    "has more room": _facts(capacity=12),
}
