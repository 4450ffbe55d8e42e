"""The rail: every queue somebody may open, with how much is in it."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.desk.shape import shape
from handrail.escalation import queries as escalation
from handrail.flow.trouble import troubles
from handrail.people.models import Person
from handrail.people.rules import sees_all
from handrail.tickets.queries import TeamCount, own_counts, team_counts
from handrail.workspace.words import capped


def teams_of(person: Person) -> list[TeamCount]:
    """The teams whose queues this person may read, lowest tier first."""
    return team_counts(person.pk, sees_all=sees_all(person.role))


def rail(person: Person, teams: list[TeamCount], at: str) -> dict[str, Any]:
    """What the rail shows; `at` is the key of the queue that is open."""
    mine = [team.pk for team in teams if team.is_mine]
    asking = escalation.asking(person.pk, mine)
    return _rail(person, teams, asking, own_counts(person.pk, mine), at)


def outline(person: Person, at: str = "") -> dict[str, Any]:
    """The rail without its counts, which it fetches by itself: for pages that must not wait for them."""
    teams = [
        TeamCount(team.pk, team.name, team.slug, team.tier.level, team.tier.name, False, 0)
        for team in shape().teams if team.visibility == team.Visibility.OPEN
    ]  # fmt: skip
    return _rail(person, teams, escalation.Asking(0, 0, 0, 0), (0, 0, 0), at)


def _rail(
    person: Person, teams: list[TeamCount], asking: escalation.Asking, own: tuple[int, int, int],
    at: str,
) -> dict[str, Any]:  # fmt: skip
    groups = [
        {"title": "", "items": _own(own, asking, at)},
        {"title": "Trouble", "items": _troubles(person)},
        {"title": "Tiers", "items": _tiers(teams, at)},
        {"title": "Teams", "items": _teams(teams, at)},
        {"title": "Beyond", "items": _beyond(person, asking.incidents, at)},
    ]
    groups = [group for group in groups if group["items"]]
    return {"groups": groups, "at": at, "top": max((t.level for t in teams), default=3)}


@cache
def _address(key: str) -> str:
    return reverse("workspace:queue", args=[key])


def _item(key: str, label: str, count: int, at: str, **more: Any) -> dict[str, Any]:
    href = _address(key)
    item = {"label": label, "href": href, "count": capped(count), "is_here": key == at}
    return {"level": None, "asks": False, **item, **more}


def _own(counts: tuple[int, int, int], asking: escalation.Asking, at: str) -> list[dict[str, Any]]:
    own, waiting, unowned = counts
    swarming = asking.swarms or at == "swarms"
    return [
        _item("mine", "Mine", own, at),
        _item("unassigned", "Without an owner", unowned, at),
        _item("offers", "Offered to us", asking.offers, at, asks=True),
        _item("questions", "Questions to us", asking.questions, at, asks=True),
        *([_item("swarms", "Swarms", asking.swarms, at, asks=True)] if swarming else []),
        _item("waiting", "Waiting", waiting, at),
        _item("watching", "Watching", 0, at),
    ]


def _troubles(person: Person) -> list[dict[str, Any]]:
    """What has to be mended, for those who can."""
    if not person.can("administer"):
        return []
    return [
        {"label": one.words, "href": one.href, "count": capped(one.times), "is_here": False,
         "level": None, "asks": True}
        for one in troubles()
    ]  # fmt: skip


def _tiers(teams: Iterable[TeamCount], at: str) -> list[dict[str, Any]]:
    tiers: dict[int, list[TeamCount]] = {}
    for team in teams:
        tiers.setdefault(team.level, []).append(team)
    return [
        _item(f"tier-{level}", own[0].tier, sum(t.open for t in own), at, level=level)
        for level, own in tiers.items()
    ]


def _teams(teams: list[TeamCount], at: str) -> list[dict[str, Any]]:
    """The teams, unless each is the whole of its tier and would only repeat it."""
    if len({team.level for team in teams}) == len(teams):
        return []
    return [_item(f"team-{team.slug}", team.name, team.open, at) for team in teams]


def _beyond(person: Person, incidents: int, at: str) -> list[dict[str, Any]]:
    figures: dict[str, Any] = {"label": "Figures", "href": "/insight/"}
    pages = [_incidents(incidents)]
    pages += [_board(at)] if person.can("insight") else []
    pages.append({"label": "Knowledge", "href": reverse("workspace:articles")})
    pages += [figures] if person.can("insight") else []
    if person.can("administer"):
        pages += [
            {"label": "Mail", "href": "/work/mail/"},
            {"label": "Settings", "href": reverse("settings:index")},
        ]
    return [{"level": None, "asks": False, "count": "", "is_here": False, **page} for page in pages]


def _board(at: str) -> dict[str, Any]:
    return {"label": _("Board"), "href": reverse("workspace:board"), "is_here": at == "board"}


def _incidents(count: int) -> dict[str, Any]:
    return {"label": "Major incidents", "href": reverse("workspace:incidents"),
            "count": capped(count), "asks": count > 0}  # fmt: skip
