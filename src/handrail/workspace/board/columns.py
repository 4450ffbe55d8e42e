"""The board in words: tiers, their teams, a column for each agent, and cards in it."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.people.models import Person, Presence
from handrail.tickets.queries import Row, TeamCount
from handrail.workspace.board import reading
from handrail.workspace.board.clock import clock
from handrail.workspace.board.reading import MOST, Agent, Beside, Held
from handrail.workspace.words import Due, due

MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class Card:
    """One ticket on the board."""

    pk: int
    subject: str
    who: str
    priority: int
    due: Due


@dataclass(frozen=True, slots=True)
class Column:
    """What one agent of a team has, or nobody. `takes` says whether more can be given to them."""

    team: int
    owner: int | None
    name: str
    cards: list[Card]
    more: int
    href: str
    takes: bool = True
    agent: Agent | None = None
    remark: str = ""
    load_words: str = ""

    @property
    def presence_words(self) -> str:
        """Whether the agent takes work right now."""
        return str(Presence(self.agent.presence).label) if self.agent else ""


@dataclass(frozen=True, slots=True)
class TeamBoard:
    """A team with its columns, the one without an owner first."""

    team: TeamCount
    columns: list[Column]

    def others(self, than: Column) -> list[Column]:
        """The columns a ticket of one column can be given to: agents, then nobody."""
        takers = [one for one in self.columns if one.takes and one.owner != than.owner]
        return sorted(takers, key=lambda one: one.owner is None)

    @property
    def is_large(self) -> bool:
        """Whether a list of all its names on each card would weigh too much."""
        return len(self.columns) > MOST_NAMES


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of a tier: in words, how many, and whether it is bad news."""

    label: str
    words: str
    mood: str = ""


@dataclass(frozen=True, slots=True)
class TierBoard:
    """A tier: its counts, and its teams."""

    level: int
    name: str
    figures: list[Figure]
    teams: list[TeamBoard]


@dataclass(slots=True)
class Found:
    """All that was read, by team."""

    held: dict[int, dict[int | None, Held]] = field(default_factory=dict)
    agents: dict[int, list[Agent]] = field(default_factory=dict)
    beside: dict[int, Beside] = field(default_factory=dict)
    rows: dict[int, Row] = field(default_factory=dict)


def board(person: Person, teams: list[TeamCount], *, now: datetime, tz: tzinfo) -> list[TierBoard]:
    """The tiers of these teams, lowest first."""
    found = _read(person, [team.pk for team in teams], now)
    return [
        _tier(list(own), found, now, tz) for _level, own in groupby(teams, lambda team: team.level)
    ]


def _read(person: Person, teams: list[int], now: datetime) -> Found:
    found = Found(beside=reading.beside(teams))
    for one in reading.held(teams, now=now):
        found.held.setdefault(one.team, {})[one.owner] = one
    for agent in reading.agents(teams, now=now):
        found.agents.setdefault(agent.team, []).append(agent)
    numbers = [pk for team in found.held.values() for one in team.values() for pk in one.front]
    found.rows = reading.rows(numbers, person)
    return found


def _tier(teams: list[TeamCount], found: Found, now: datetime, tz: tzinfo) -> TierBoard:
    boards = [TeamBoard(team, _columns(team, found, now, tz)) for team in teams]
    return TierBoard(teams[0].level, teams[0].tier, _figures(teams, found), boards)


def _figures(teams: list[TeamCount], found: Found) -> list[Figure]:
    held = [one for team in teams for one in found.held.get(team.pk, {}).values()]
    beside = [found.beside[team.pk] for team in teams]
    is_more = any(
        sum(one.tickets for one in found.held.get(team.pk, {}).values()) >= MOST for team in teams
    )
    late, soon = sum(one.late for one in held), sum(one.soon for one in held)
    unowned = sum(one.tickets for one in held if one.owner is None)
    owned = sum(one.tickets for one in held if one.owner is not None)
    return [
        Figure(_("without an owner"), _counted(unowned, is_more)),
        Figure(_("offered"), _counted(sum(one.offered for one in beside))),
        Figure(_("in work"), _counted(owned, is_more)),
        Figure(_("waiting for others"), _counted(sum(one.waiting for one in beside))),
        Figure(_("due soon"), _counted(soon, is_more), "soon" if soon else ""),
        Figure(_("late"), _counted(late, is_more), "late" if late else ""),
    ]


def _counted(count: int, is_more: bool = False) -> str:
    """A count; with a plus when the board did not look further."""
    return f"{count}+" if is_more or count >= MOST else str(count)


def _columns(team: TeamCount, found: Found, now: datetime, tz: tzinfo) -> list[Column]:
    held, agents = found.held.get(team.pk, {}), found.agents.get(team.pk, [])
    known = {agent.pk for agent in agents}
    strangers = [one for one in held.values() if one.owner and one.owner not in known]
    return [
        _unowned(team, held.get(None), found.rows, now),
        *(_of_agent(agent, held.get(agent.pk), found.rows, now, tz) for agent in agents),
        *(_of_stranger(one, found.rows, now) for one in strangers),
    ]


def _unowned(team: TeamCount, held: Held | None, rows: dict[int, Row], now: datetime) -> Column:
    href = reverse("workspace:queue", args=[f"unowned-{team.slug}"])
    cards, more = _cards(held, rows, now)
    return Column(team.pk, None, _("Without an owner"), cards, more, href)


def _of_agent(
    agent: Agent, held: Held | None, rows: dict[int, Row], now: datetime, tz: tzinfo
) -> Column:
    cards, more = _cards(held, rows, now)
    return Column(
        agent.team, agent.pk, agent.name, cards, more, _queue_of(agent.pk),
        takes=agent.presence != Presence.OUT, agent=agent, remark=_duty(agent, tz),
        load_words=_load(agent),
    )  # fmt: skip


def _of_stranger(held: Held, rows: dict[int, Row], now: datetime) -> Column:
    """Whoever still has tickets of a team that they are not, or no longer, in."""
    assert held.owner is not None
    cards, more = _cards(held, rows, now)
    name = next((rows[pk].owner for pk in held.front if pk in rows), None) or _("Somebody")
    remark = _("Not in this team")
    return Column(held.team, held.owner, name, cards, more, _queue_of(held.owner), takes=False,
                  remark=remark)  # fmt: skip


def _queue_of(owner: int) -> str:
    return reverse("workspace:queue", args=[f"owner-{owner}"])


def _cards(held: Held | None, rows: dict[int, Row], now: datetime) -> tuple[list[Card], int]:
    """The cards of a column, and how many tickets stand behind them."""
    if held is None:
        return [], 0
    cards = [_card(rows[pk], now) for pk in held.front if pk in rows]
    return cards, held.tickets - len(held.front)


def _card(row: Row, now: datetime) -> Card:
    words = due(state=row.state, turn=row.turn, due_at=row.due_at, since=row.waiting_since,
                until=row.wait_until, now=now)  # fmt: skip
    return Card(row.pk, row.subject, row.requester, row.priority, words)


def _load(agent: Agent) -> str:
    facts = {"load": agent.load, "most": agent.capacity}
    if agent.load > agent.capacity:
        return _("%(load)s of %(most)s open: too many") % facts
    if agent.load == agent.capacity:
        return _("%(load)s of %(most)s open: full") % facts
    return _("%(load)s of %(most)s open") % facts


def _duty(agent: Agent, tz: tzinfo) -> str:
    """Whether somebody is on duty; nothing where there is no roster."""
    if not agent.has_roster:
        return ""
    if agent.until is None:
        return _("Not on duty")
    is_out = agent.presence == Presence.OUT
    words = _("Has a shift until %(time)s") if is_out else _("On duty until %(time)s")
    return words % {"time": clock(agent.until, tz, ends=True)}
