"""What a list's address asks for beyond its queue: filters, an order, columns, a split by tier.

The address is the whole truth: a view that is saved is its query string under a name, and the back
button, a reload and a link to a colleague all show the same. What is not known is left out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.tickets.models import State
from handrail.tickets.ordering import ORDERS, PRESSING, Order

COLUMNS: Mapping[str, Any] = {
    "number": gettext_lazy("Number"), "category": gettext_lazy("Category"),
    "team": gettext_lazy("Team"), "tags": gettext_lazy("Tags"), "channel": gettext_lazy("Channel"),
    "opened": gettext_lazy("Opened"), "changed": gettext_lazy("Changed"),
}  # fmt: skip
DUE: Mapping[str, Any] = {
    "late": gettext_lazy("Late"), "hour": gettext_lazy("Due within an hour"),
    "day": gettext_lazy("Due within a day"), "never": gettext_lazy("Without a time"),
}  # fmt: skip
OPENED: Mapping[str, Any] = {
    "1": gettext_lazy("In the last day"), "7": gettext_lazy("In the last 7 days"),
    "30": gettext_lazy("In the last 30 days"),
}  # fmt: skip
CHANNELS = ("email", "portal", "form", "api", "phone", "chat", "social")
MOST_VALUES = 30
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Picked:
    """The filters of a view. Each holds what the address says, in its own words."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    order: Order = PRESSING
    has_order: bool = False
    is_split: bool = False

    @classmethod
    def read(cls, asked: QueryDict) -> Self:
        """From an address; whatever makes no sense is dropped."""
        values = {
            name: kept for name, fits in FILTERS.items() if (kept := _kept(asked, name, fits))
        }
        columns = tuple(name for name in COLUMNS if name in asked.getlist("show"))
        sort = asked.get("sort", "")
        return cls(values, columns, ORDERS.get(sort, PRESSING), sort in ORDERS,
                   asked.get("split") == "tier")  # fmt: skip

    @classmethod
    def read_text(cls, asked: str) -> Self:
        """From a query string."""
        return cls.read(QueryDict(asked))

    def address(self) -> str:
        """The query string that asks for this again."""
        pairs = [(name, value) for name, values in self.values.items() for value in values]
        pairs += [("show", name) for name in self.columns]
        pairs += [("sort", self.order.name)] if self.has_order else []
        pairs += [("split", "tier")] if self.is_split else []
        return urlencode(pairs)

    def where(self, person: Person, at: datetime) -> Q:
        """The tickets that all of the filters let through."""
        where = Q()
        for name, values in self.values.items():
            where &= WHERE[name](values, person, at)
        return where

    @property
    def takes_states(self) -> bool:
        """Whether it says itself which states it shows."""
        return "state" in self.values

    @property
    def is_countable(self) -> bool:
        """Whether its count is worth a look at every moment: what is done only grows."""
        return "done" not in self.values.get("state", ())

    def words(self) -> list[str]:
        """The filters as a person reads them."""
        return [f"{label}: {', '.join(_said(name, v) for v in self.values[name])}"
                for name, label in LABELS.items() if name in self.values]  # fmt: skip


def _kept(asked: QueryDict, name: str, fits: Callable[[str], bool]) -> tuple[str, ...]:
    values = (value.strip() for value in asked.getlist(name)[:MOST_VALUES])
    return tuple(dict.fromkeys(v for v in values if v and len(v) <= LONGEST and fits(v)))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


LABELS: Mapping[str, Any] = {
    "state": gettext_lazy("State"), "owner": gettext_lazy("Owner"), "tier": gettext_lazy("Tier"),
    "team": gettext_lazy("Team"), "priority": gettext_lazy("Priority"),
    "category": gettext_lazy("Category"), "tag": gettext_lazy("Tag"),
    "channel": gettext_lazy("Channel"), "due": gettext_lazy("Due"), "opened": gettext_lazy("Opened"),
    "organisation": gettext_lazy("Organisation"), "requester": gettext_lazy("Requester"),
}  # fmt: skip
FILTERS: Mapping[str, Callable[[str], bool]] = {
    "state": lambda v: v in State.values, "owner": lambda v: v in {"me", "nobody"} or _is_number(v),
    "tier": _is_number, "team": lambda v: _team(v) is not None,
    "priority": lambda v: v in {"1", "2", "3", "4"}, "category": _is_number, "tag": bool,
    "channel": lambda v: v in CHANNELS, "due": lambda v: v in DUE, "opened": lambda v: v in OPENED,
    "organisation": _is_number, "requester": _is_number,
}  # fmt: skip


def _team(slug: str) -> int | None:
    return next((team.pk for team in shape().teams if team.slug == slug), None)


def _numbers(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if _is_number(value)]


def _owner(values: tuple[str, ...], person: Person, at: datetime) -> Q:
    where = Q(owner__in=[*_numbers(values), *([person.pk] if "me" in values else [])])
    return where | Q(owner=None) if "nobody" in values else where


def _category(values: tuple[str, ...], person: Person, at: datetime) -> Q:
    """The category, and all below it."""
    wanted, desk = set(_numbers(values)), shape()
    below = [pk for pk in desk.above if desk.line_of(pk) & wanted]
    return Q(category__in=[*wanted, *below])


def _due(values: tuple[str, ...], person: Person, at: datetime) -> Q:
    where = Q(pk__in=())
    for value in values:
        where |= {
            "late": Q(due_at__lte=at), "never": Q(due_at=None),
            "hour": Q(due_at__gt=at, due_at__lte=at + timedelta(hours=1)),
            "day": Q(due_at__gt=at, due_at__lte=at + timedelta(days=1)),
        }[value]  # fmt: skip
    return where


def _opened(values: tuple[str, ...], person: Person, at: datetime) -> Q:
    return Q(opened_at__gte=at - timedelta(days=max(map(int, values))))


def _tiers(values: tuple[str, ...], person: Person, at: datetime) -> Q:
    """By the tiers' numbers in the database, along the index that is theirs."""
    wanted = set(_numbers(values))
    return Q(tier__in={t.tier_id for t in shape().teams if t.tier.level in wanted})


WHERE: Mapping[str, Callable[[tuple[str, ...], Person, datetime], Q]] = {
    "state": lambda v, p, at: Q(state__in=v), "owner": _owner, "tier": _tiers,
    "team": lambda v, p, at: Q(team__in=[_team(slug) for slug in v]),
    "priority": lambda v, p, at: Q(priority__in=_numbers(v)), "category": _category,
    "tag": lambda v, p, at: Q(tags__overlap=list(v)), "channel": lambda v, p, at: Q(channel__in=v),
    "due": _due, "opened": _opened,
    "organisation": lambda v, p, at: Q(organisation__in=_numbers(v)),
    "requester": lambda v, p, at: Q(requester__in=_numbers(v)),
}  # fmt: skip


def _said(name: str, value: str) -> str:
    """One value in words; numbers of people and firms stay numbers, the list shows whose they are."""
    match name:
        case "state":
            return str(State(value).label)
        case "owner" if value in {"me", "nobody"}:
            return _("me") if value == "me" else _("nobody")
        case "team":
            return next((t.name for t in shape().teams if t.slug == value), value)
        case "tier":
            return f"T{value}"
        case "priority":
            return f"P{value}"
        case "due":
            return str(DUE[value])
        case "opened":
            return str(OPENED[value])
    return value
