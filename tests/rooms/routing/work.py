"""Work to give out, and people to do it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cast import Cast, person
from handrail.base.by import By
from handrail.base.settings_log import keep
from handrail.desk.models import Team
from handrail.people.models import Person
from handrail.routing.models import TeamPolicy
from handrail.tickets import actions
from handrail.tickets.models import Ticket

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SYSTEM = By.system(NINE)


def ask(people: Cast, at: datetime = NINE, **named: Any) -> Ticket:
    """A new request, of Ada's unless somebody else is named."""
    who = named.pop("requester", people.ada)
    channel = named.pop("channel", "email")
    return actions.open_ticket(
        requester=who, subject="Cold", text="It is cold.", channel=channel, by=By.person(who, at),
        **named,
    )  # fmt: skip


def team(tier: int = 1) -> Team:
    """The team of a tier."""
    return Team.objects.get(slug=f"tier-{tier}")


def pushes(strategy: str = "least_loaded", tier: int = 1) -> Team:
    """The team gives its work out from now on."""
    which = team(tier)
    keep(TeamPolicy(team=which, mode="push", strategy=strategy), by=SYSTEM)
    return which


def agents(*names: str, tier: int = 1, **facts: object) -> list[Person]:
    """More people of a tier."""
    return [person(name, "agent", tier, **facts) for name in names]


def minutes(count: float) -> timedelta:
    """A span of minutes."""
    return timedelta(minutes=count)
