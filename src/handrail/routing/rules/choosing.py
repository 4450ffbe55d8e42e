"""Who of a team gets a ticket. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Strategy(StrEnum):
    """How a team that is given work shares it."""

    LEAST_LOADED = "least_loaded"
    ROUND_ROBIN = "round_robin"
    BEST_SKILL = "best_skill"
    STICKY = "sticky"


@dataclass(slots=True)
class Agent:
    """Somebody as the choice sees them. `load` counts open tickets, `by_channel` those of each.

    `last` is the number of the turn in which they were last given something, 0 for never.
    """

    pk: int
    capacity: int
    skills: Mapping[int, int]
    load: int
    by_channel: dict[str, int]
    most_by_channel: Mapping[str, int]
    last: float = 0.0

    def fits(self, want: "Want") -> bool:
        """Whether there is room, and the skills are there."""
        most = self.most_by_channel.get(want.channel)
        if self.load >= self.capacity:
            return False
        if most is not None and self.by_channel.get(want.channel, 0) >= most:
            return False
        return is_able(self.skills, want.needs)

    def given(self, want: "Want", turn: float) -> None:
        """They have one more now."""
        self.load += 1
        self.by_channel[want.channel] = self.by_channel.get(want.channel, 0) + 1
        self.last = turn


@dataclass(frozen=True, slots=True)
class Want:
    """What a ticket asks of whoever gets it; `before` are those who answered this requester, newest first."""

    channel: str
    needs: Mapping[int, int]
    before: Sequence[int] = ()


def is_able(skills: Mapping[int, int], needs: Mapping[int, int]) -> bool:
    """Whether every needed skill is there at its level."""
    return all(skills.get(skill, 0) >= level for skill, level in needs.items())


def choose(strategy: Strategy, agents: Collection[Agent], want: Want) -> Agent | None:
    """Whoever gets it, or None when nobody is free who can do it."""
    free = [agent for agent in agents if agent.fits(want)]
    if not free:
        return None
    if strategy is Strategy.STICKY:
        known = {agent.pk: agent for agent in free}
        for pk in want.before:
            if pk in known:
                return known[pk]
    return min(free, key=lambda agent: _order(strategy, agent, want))


def _order(strategy: Strategy, agent: Agent, want: Want) -> tuple[float, ...]:
    share = agent.load / max(1, agent.capacity)
    if strategy is Strategy.ROUND_ROBIN:
        return agent.last, agent.pk
    if strategy is Strategy.BEST_SKILL:
        return -sum(agent.skills.get(skill, 0) for skill in want.needs), share, agent.last, agent.pk
    return share, agent.last, agent.pk
