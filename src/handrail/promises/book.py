"""All policies as they are now, ready to reckon with; kept in memory until a setting changes."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from handrail.base.configuration import Remembered
from handrail.desk.business_time import AROUND_THE_CLOCK, Hours
from handrail.desk.hours import hours_of
from handrail.desk.models import Team
from handrail.promises.models import Policy
from handrail.promises.rules import BREACH, SLA, BadPolicy, Terms, conditions_of
from handrail.tickets.conditions import Conditions

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """One policy. `targets` is {(kind, priority or None): seconds}."""

    pk: int
    name: str
    conditions: Conditions
    hours: Hours
    levels: tuple[int, ...]
    pauses: Mapping[str, frozenset[str]]
    targets: Mapping[tuple[str, int | None], int]
    consequences: tuple[tuple[str, int, str], ...]

    def seconds(self, kind: str, priority: int) -> int | None:
        """The target of a kind: of this priority, else of all; None for no promise."""
        return self.targets.get((kind, priority)) or self.targets.get((kind, None))

    def levels_of(self, kind: str) -> tuple[int, ...]:
        """Where to look before the breach: the warnings, and whatever has a consequence."""
        own = {percent for _, percent, _ in self._following(kind) if percent < BREACH}
        return tuple(sorted(own | set(self.levels)))

    def follows(self, kind: str, *, above: int, up_to: int) -> list[str]:
        """What follows the levels above one and up to another, each once, in order."""
        due = [what for _, percent, what in self._following(kind) if above < percent <= up_to]
        return list(dict.fromkeys(due))

    def _following(self, kind: str) -> list[tuple[str, int, str]]:
        return [one for one in self.consequences if one[0] in ("", kind)]

    def pausing(self, kind: str) -> frozenset[str]:
        """The waits during which a clock of this kind stands."""
        return frozenset(wait for wait, kinds in self.pauses.items() if kind in kinds)


@dataclass(frozen=True, slots=True)
class Book:
    """The active policies in their order, and the hours of each team that has some."""

    policies: tuple[PolicyPage, ...]
    teams: Mapping[int, Hours]

    def page(self, pk: int | None) -> PolicyPage | None:
        """An active policy by its number."""
        return next((policy for policy in self.policies if policy.pk == pk), None)

    def terms(self, policy: PolicyPage, kind: str, priority: int, team: int | None) -> Terms | None:
        """What a policy promises for a kind of clock; None for nothing."""
        seconds = policy.seconds(kind, priority)
        if seconds is None:
            return None
        hours = self.hours(policy, kind, team)
        return Terms(policy.pk, seconds, hours, policy.pausing(kind), policy.levels_of(kind))

    def hours(self, policy: PolicyPage | None, kind: str, team: int | None) -> Hours:
        """By which hours a clock runs: the policy's towards the customer, the team's inside."""
        if kind in SLA:
            return policy.hours if policy else AROUND_THE_CLOCK
        return self.teams.get(team or 0, AROUND_THE_CLOCK)

    def digest(self) -> str:
        """A mark that changes whenever any promise could come out differently."""
        pages = [(p.pk, p.conditions, p.hours, p.levels, sorted((w, sorted(k)) for w, k in p.pauses.items()),
                  sorted(p.targets.items(), key=str)) for p in self.policies]  # fmt: skip
        told = repr((pages, sorted(self.teams.items()))).encode()
        return hashlib.sha256(told).hexdigest()


@Remembered
def book() -> Book:
    """The policies as they are now."""
    active = Policy.objects.filter(is_active=True).select_related("calendar")
    policies = active.prefetch_related("targets", "consequences").order_by("position", "id")
    teams = Team.objects.filter(calendar__isnull=False).select_related("calendar")
    return Book(
        policies=tuple(page for page in map(_page, policies) if page is not None),
        teams={team.pk: hours_of(team.calendar) for team in teams},
    )


def _page(policy: Policy) -> PolicyPage | None:
    """The policy, or None for one whose conditions somebody broke behind the program's back."""
    try:
        conditions = conditions_of(policy.conditions)
    except BadPolicy as error:
        logger.error("the policy %s fits no ticket: %s", policy, error)
        return None
    return PolicyPage(
        pk=policy.pk, name=policy.name, conditions=conditions,
        hours=hours_of(policy.calendar), levels=tuple(policy.warn_at),
        pauses={wait: frozenset(kinds) for wait, kinds in policy.pauses.items()},
        targets={(t.kind, t.priority): t.minutes * 60 for t in policy.targets.all()},
        consequences=tuple((c.kind, c.at_percent, c.action) for c in policy.consequences.all()),
    )  # fmt: skip
