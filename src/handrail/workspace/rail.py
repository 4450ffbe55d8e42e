"""The rail: every queue somebody may open, with how much is in it."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.base.clock import now
from handrail.desk.shape import shape
from handrail.escalation import queries as escalation
from handrail.flow.trouble import troubles
from handrail.people.models import Person
from handrail.people.rules import sees_all
from handrail.tickets.queries import OwnCounts, TeamCount, counts, own_counts, team_counts
from handrail.workspace.queues import SOON, Queue, Views, under, views_of
from handrail.workspace.words import capped

# Where each part of the desk beyond the queues begins.
PARTS = {
    "/work/incidents": "incidents", "/work/board": "board", "/work/knowledge": "knowledge",
    "/work/trees": "knowledge", "/insight/": "figures", "/work/mail/": "mail",
    "/work/quarantine": "mail", "/work/settings/": "settings",
}  # fmt: skip


def part_of(path: str) -> str:
    """The key of the part of the desk that an address belongs to, or nothing."""
    return next((key for start, key in PARTS.items() if path.startswith(start)), "")


def teams_of(person: Person) -> list[TeamCount]:
    """The teams whose queues this person may read, lowest tier first."""
    return team_counts(person.pk, sees_all=sees_all(person.role))


def rail(person: Person, teams: list[TeamCount], at: str) -> dict[str, Any]:
    """What the rail shows; `at` is the key of the queue that is open."""
    mine = [team.pk for team in teams if team.is_mine]
    views = _views(person, teams)
    counted = counts([one.of(person, now()) for one in views if one.picked.is_countable])
    own = own_counts(person.pk, mine, now() + SOON)
    return _rail(person, teams, escalation.asking(person.pk, mine), own, views, counted, at)


def outline(
    person: Person, teams: list[TeamCount] | None = None, views: Views | None = None, at: str = ""
) -> dict[str, Any]:
    """The rail without its counts, which it fetches by itself: for pages that must not wait for them."""
    known = known_teams(person) if teams is None else teams
    nothing = escalation.Asking(0, 0, 0, 0)
    drawn = _rail(
        person, known, nothing, OwnCounts(0, 0, 0, 0), _views(person, known, views), [], at
    )
    return drawn | {"is_outline": True}


def known_teams(person: Person, mine: Collection[int] = ()) -> list[TeamCount]:
    """The teams whose queues somebody may read, from memory and so without counts."""
    return [
        TeamCount(team.pk, team.name, team.slug, team.tier.level, team.tier.name, team.pk in mine, 0)
        for team in sorted(shape().teams, key=lambda one: (one.tier.level, one.name))
        if team.visibility == team.Visibility.OPEN or team.pk in mine or sees_all(person.role)
    ]  # fmt: skip


def _views(person: Person, teams: list[TeamCount], views: Views | None = None) -> list[Queue]:
    """The saved views whose queue still is."""
    known = views_of(person) if views is None else views
    found = (under(view, person, teams) for view in known.values())
    return [view for view in found if view is not None]


def _rail(
    person: Person, teams: list[TeamCount], asking: escalation.Asking, own: OwnCounts,
    views: list[Queue], counted: list[int], at: str,
) -> dict[str, Any]:  # fmt: skip
    groups = [
        {"title": "", "items": _own(own, asking, at)},
        {"title": _("Views"), "items": _saved(views, counted, at)},
        {"title": _("Trouble"), "items": _troubles(person)},
        {"title": _("Tiers"), "items": _tiers(teams, at)},
        {"title": _("Teams"), "items": _teams(teams, at)},
        {"title": _("Beyond"), "items": _beyond(person, asking.incidents, at)},
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


def _own(own: OwnCounts, asking: escalation.Asking, at: str) -> list[dict[str, Any]]:
    swarming = asking.swarms or at == "swarms"
    return [
        _item("mine", _("Mine"), own.mine, at),
        _item("soon", _("Due soon"), own.soon, at),
        _item("unassigned", _("Without an owner"), own.unowned, at),
        _item("offers", _("Offered to us"), asking.offers, at, asks=True),
        _item("questions", _("Questions to us"), asking.questions, at, asks=True),
        *([_item("swarms", _("Swarms"), asking.swarms, at, asks=True)] if swarming else []),
        _item("waiting", _("Waiting"), own.waiting, at),
        _item("mentions", _("Mentions"), 0, at),
        _item("watching", _("Watching"), 0, at),
    ]


def _saved(views: list[Queue], counted: list[int], at: str) -> list[dict[str, Any]]:
    """All there is, and the saved views; those that show what is done are not counted."""
    left = iter(counted)
    return [
        _item("all", _("All tickets"), 0, at),
        *(_item(view.key, view.title, next(left, 0) if view.picked.is_countable else 0, at)
          for view in views),
    ]  # fmt: skip


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
    leads, rules = person.can("insight"), person.can("administer")
    pages = [
        ("incidents", _("Major incidents"), reverse("workspace:incidents"), True),
        ("board", _("Board"), reverse("workspace:board"), leads),
        ("knowledge", _("Knowledge"), reverse("workspace:articles"), True),
        ("figures", _("Figures"), "/insight/", leads),
        ("mail", _("Mail"), "/work/mail/", rules),
        ("settings", _("Settings"), reverse("settings:index"), rules),
    ]
    shown: list[dict[str, Any]] = [
        {"label": label, "href": href, "is_here": key == at, "level": None, "asks": False, "count": ""}
        for key, label, href, may_see in pages if may_see
    ]  # fmt: skip
    shown[0] |= {"count": capped(incidents), "asks": incidents > 0}
    return shown
