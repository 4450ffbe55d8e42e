"""Filters of the search line as conditions on tickets. Values are looked up or counted off a list;
nothing that was typed becomes a name of a column or an operator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from handrail.base.saying import Saying, said
from handrail.base.text import fold_case
from handrail.desk.models import Category, Team
from handrail.knowledge.search.language import FILTERS, Filter
from handrail.knowledge.search.spans import span
from handrail.people.models import Identity, Organisation, Person
from handrail.people.rules import STAFF, works_here
from handrail.tickets.models import Attachment, Note, State, Turn

STATES: Mapping[str, Q] = {
    **{state: Q(state=state) for state in State.values},
    **{turn: Q(turn=turn) for turn in (Turn.SOLVED, Turn.CLOSED, Turn.SPAM)},
}
CHANNELS = frozenset({"email", "portal", "form", "api", "chat", "phone", "social"})
FOR_CUSTOMERS = frozenset({"status", "created", "changed", "has"})
MOST_NAMED = 50


class BadFilter(Saying, ValueError):
    """A filter's value fits nothing; the message says what does."""


@dataclass(slots=True)
class Conditions:
    """What filters ask of a ticket. `people` and `firms` are requesters and organisations that every
    result must be of, if any are named: few tickets, best found from there."""

    where: Q = field(default_factory=Q)
    people: list[int] | None = None
    firms: list[int] | None = None
    is_narrow: bool = False
    faults: list[str] = field(default_factory=list)


def conditions(filters: tuple[Filter, ...], person: Person, *, now: datetime) -> Conditions:
    """All filters together. One whose value fits nothing is left out and becomes a fault."""
    made = Conditions()
    is_staff = works_here(person.role)
    for one in filters:
        if not is_staff and one.name not in FOR_CUSTOMERS:
            made.faults.append(
                said(
                    "You cannot filter by %(name)s. Filters are %(known)s.",
                    name=one.name,
                    known=sorted(FOR_CUSTOMERS),
                )
            )
            continue
        try:
            where = READERS[one.name](one, person, now)
        except BadFilter as fault:
            made.faults.append(fault.sentence)
            continue
        _take(made, one, where)
    return made


def _take(made: Conditions, one: Filter, where: Q) -> None:
    made.where &= ~where if one.is_not else where
    if one.is_not:
        return
    named: dict[str, list[int]] = dict(c for c in where.children if isinstance(c, tuple))
    if one.name == "requester":
        made.people = named["requester__in"]
    if one.name == "organisation":
        made.firms = named["organisation__in"]
    made.is_narrow |= one.name in {"requester", "organisation", "owner"}


def _values(one: Filter) -> list[str]:
    return [value.strip() for value in one.value.split(",") if value.strip()][:MOST_NAMED]


def _one_of(one: Filter, known: Mapping[str, Q]) -> Q:
    where = Q()
    for value in _values(one):
        found = known.get(value.lower())
        if found is None:
            raise _bad(one.name, value)
        where |= found
    return where


def _bad(name: str, value: str) -> BadFilter:
    return BadFilter(
        "“%(filter)s” fits nothing, so it was left out. Write %(help)s.",
        filter=f"{name}:{value[:40]}",
        help=FILTERS[name],
    )


def _numbers(one: Filter, low: int, high: int) -> list[int]:
    numbers = []
    for value in _values(one):
        if not (value.isascii() and value.isdigit() and low <= int(value[:6]) <= high):
            raise _bad(one.name, value)
        numbers.append(int(value))
    return numbers


def _compared(column: str, one: Filter, numbers: list[int]) -> Q:
    sign = {"=": "in", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}[one.compare]
    return Q(**{f"{column}__{sign}": numbers if sign == "in" else numbers[0]})


def _tier(one: Filter, person: Person, now: datetime) -> Q:
    return _compared("tier__level", one, _numbers(one, 0, 99))


def _priority(one: Filter, person: Person, now: datetime) -> Q:
    return _compared("priority", one, _numbers(one, 1, 4))


def _status(one: Filter, person: Person, now: datetime) -> Q:
    return _one_of(one, STATES)


def _channel(one: Filter, person: Person, now: datetime) -> Q:
    return _one_of(one, {name: Q(channel=name) for name in CHANNELS})


def _tag(one: Filter, person: Person, now: datetime) -> Q:
    return Q(tags__overlap=[value.lower()[:40] for value in _values(one)])


def _has(one: Filter, person: Person, now: datetime) -> Q:
    files = Attachment.objects.filter(ticket=OuterRef("pk"))
    if not works_here(person.role):
        return _one_of(one, {"attachment": Q(Exists(files.filter(message__isnull=False)))})
    notes = Note.objects.filter(ticket=OuterRef("pk"))
    return _one_of(one, {"attachment": Q(Exists(files)), "note": Q(Exists(notes))})


def _team(one: Filter, person: Person, now: datetime) -> Q:
    found: list[int] = []
    for value in _values(one):
        by = Q(slug__iexact=value) | Q(name__iexact=value)
        teams = list(Team.objects.filter(by).values_list("pk", flat=True))
        if not teams:
            raise _bad(one.name, value)
        found += teams
    return Q(team__in=found)


def _category(one: Filter, person: Person, now: datetime) -> Q:
    """The named categories and all below them."""
    found: set[int] = set()
    for value in _values(one):
        by = Q(name__iexact=value) | Q(path__iexact=value)
        paths = list(Category.objects.filter(by).values_list("path", flat=True)[:MOST_NAMED])
        if not paths:
            raise _bad(one.name, value)
        below = Q()
        for path in paths:
            below |= Q(path=path) | Q(path__startswith=f"{path}/") | Q(path__startswith=f"{path} /")
        found |= set(Category.objects.filter(below).values_list("pk", flat=True))
    return Q(category__in=sorted(found))


def _people(one: Filter, value: str, *, staff: bool) -> list[int]:
    rows = Person.objects.filter(role__in=STAFF) if staff else Person.objects.all()
    if "@" in value:
        address = fold_case(value)
        known = Identity.objects.filter(kind="email", value=address).values("person")
        by = Q(email=address) | Q(pk__in=known)
    else:
        by = Q(name__istartswith=value)
    found = list(rows.filter(by).values_list("pk", flat=True)[:MOST_NAMED])
    if not found:
        raise _bad(one.name, value)
    return found


def _owner(one: Filter, person: Person, now: datetime) -> Q:
    where = Q()
    for value in _values(one):
        match value.lower():
            case "me":
                where |= Q(owner=person.pk)
            case "none":
                where |= Q(owner__isnull=True)
            case _:
                where |= Q(owner__in=_people(one, value, staff=True))
    return where


def _requester(one: Filter, person: Person, now: datetime) -> Q:
    found = [pk for value in _values(one) for pk in _people(one, value, staff=False)]
    return Q(requester__in=found)


def _organisation(one: Filter, person: Person, now: datetime) -> Q:
    found: list[int] = []
    for value in _values(one):
        firms = Organisation.objects.filter(name__istartswith=value)
        numbers = list(firms.values_list("pk", flat=True)[:MOST_NAMED])
        if not numbers:
            raise _bad(one.name, value)
        found += numbers
    return Q(organisation__in=found)


def _span(one: Filter, value: str, now: datetime) -> tuple[datetime, datetime]:
    found = span(value, now)
    if found is None:
        raise _bad(one.name, value)
    return found


def _time(column: str) -> "Reader":
    def read(one: Filter, person: Person, now: datetime) -> Q:
        low, dots, high = one.value.partition("..")
        start, end = _span(one, low, now)
        if dots:
            end = _span(one, high, now)[1]
        if start == end and one.compare == "=" and not dots:
            return Q(**{f"{column}__gte": start})
        return {
            "=": Q(**{f"{column}__gte": start, f"{column}__lt": end}),
            ">": Q(**{f"{column}__gte": end}), ">=": Q(**{f"{column}__gte": start}),
            "<": Q(**{f"{column}__lt": start}), "<=": Q(**{f"{column}__lt": end}),
        }[one.compare]  # fmt: skip

    return read


Reader = Callable[[Filter, Person, datetime], Q]
READERS: Mapping[str, Reader] = {
    "tier": _tier, "status": _status, "category": _category, "owner": _owner, "team": _team,
    "requester": _requester, "organisation": _organisation, "tag": _tag, "priority": _priority,
    "channel": _channel, "created": _time("opened_at"), "changed": _time("changed_at"), "has": _has,
}  # fmt: skip
