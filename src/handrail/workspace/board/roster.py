"""Who is on duty, team by team and day by day, and where nobody is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handrail.desk.hours import hours_of
from handrail.desk.models import Calendar, Membership
from handrail.desk.shape import shape
from handrail.people.models import Person, PersonSkill, Presence
from handrail.people.rules import OWNERS
from handrail.routing.models import DutyShift
from handrail.tickets.queries import TeamCount
from handrail.workspace.board.clock import clock, last_day
from handrail.workspace.board.cover import Span, day_span, gaps, joined, within

# Today, and seven days more.
DAYS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a roster: what is to know about them, and their shifts of each day in words."""

    name: str
    remarks: list[str]
    days: list[list[str]]


@dataclass(frozen=True, slots=True)
class Gap:
    """A day's cover in words, and whether there is a hole in it."""

    words: list[str]
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster of one team, bare without shifts to come; `resting` are members with none of them."""

    team: TeamCount
    now_words: str
    is_bare: bool
    days: list[str]
    lines: list[Line]
    gaps: list[Gap]
    resting: list[str]


@dataclass(frozen=True, slots=True)
class Known:
    """All that was read of the teams; `later` are those with shifts after the days that are shown."""

    members: dict[int, list[Person]]
    shifts: dict[int, list[DutyShift]]
    skills: dict[int, list[str]]
    later: frozenset[int]
    calendars: dict[int, Calendar | None]


def rosters(teams: list[TeamCount], *, now: datetime, tz: ZoneInfo) -> list[Roster]:
    """The rosters of these teams from today on, for a week."""
    today = now.astimezone(tz).date()
    days = [today + timedelta(days=number) for number in range(DAYS)]
    known = _read([team.pk for team in teams], now, day_span(days[-1], tz)[1])
    return [_roster(team, known, days, now, tz) for team in teams]


def _read(teams: list[int], now: datetime, end: datetime) -> Known:
    members: dict[int, list[Person]] = {}
    rows = Membership.objects.filter(
        team__in=teams, person__is_active=True, person__role__in=OWNERS
    )
    for row in rows.select_related("person").order_by("person__name", "person"):
        members.setdefault(row.team_id, []).append(row.person)
    shifts: dict[int, list[DutyShift]] = {}
    coming = DutyShift.objects.filter(team__in=teams, ends_at__gt=now, starts_at__lt=end)
    for shift in coming.select_related("person").order_by("starts_at", "pk"):
        shifts.setdefault(shift.team_id, []).append(shift)
    skills = _skills({one.pk for own in members.values() for one in own}, now)
    later = DutyShift.objects.filter(team__in=teams, starts_at__gte=end).distinct()
    calendars = {team.pk: team.calendar for team in shape().teams}
    has_later = frozenset(later.values_list("team", flat=True))
    return Known(members, shifts, skills, has_later, calendars)


def _skills(people: set[int], now: datetime) -> dict[int, list[str]]:
    """What each can do; a proof that has expired does not count."""
    proven = PersonSkill.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), person__in=people
    )
    skills: dict[int, list[str]] = {}
    for row in proven.select_related("skill").order_by("-level", "skill__name"):
        skills.setdefault(row.person_id, []).append(f"{row.skill.name} {row.level}")
    return skills


def _roster(team: TeamCount, known: Known, days: list[date], now: datetime, tz: ZoneInfo) -> Roster:
    members, shifts = known.members.get(team.pk, []), known.shifts.get(team.pk, [])
    named = [date_format(day, pgettext("Django date format", "D j N")) for day in days]
    wanted = _open(team.pk, known, now, day_span(days[-1], tz)[1])
    if not shifts and team.pk not in known.later:
        return Roster(team, _whoever_is_there(members, wanted, now), True, named, [], [], [])
    counting = _counting(shifts, members, now)
    covered = joined((one.starts_at, one.ends_at) for one in counting)
    return Roster(
        team, _on_duty(counting, wanted, now, tz), False, named,
        [_line(one, shifts, days, tz) for one in _with_shifts(members, shifts, known)],
        [_gap(day, wanted, covered, now, tz) for day in days], _resting(members, shifts),
    )  # fmt: skip


def _open(team: int, known: Known, start: datetime, end: datetime) -> list[Span]:
    """When the team works."""
    hours = hours_of(known.calendars.get(team))
    return hours.open_between(start.astimezone(UTC), end.astimezone(UTC))


def _counting(
    shifts: Iterable[DutyShift], members: Iterable[Person], now: datetime
) -> list[DutyShift]:
    """The shifts in which somebody is given work: of members, and none under way of who is out."""
    there = {one.pk: one.presence for one in members}
    return [
        one for one in shifts
        if one.person_id in there
        and not (one.starts_at <= now and there[one.person_id] == Presence.OUT)
    ]  # fmt: skip


def _with_shifts(
    members: list[Person], shifts: list[DutyShift], known: Known
) -> list[tuple[Person, list[str]]]:
    """Whoever has a shift, members first, each with what is to know."""
    due = {one.person_id: one.person for one in shifts}
    inside = [one for one in members if one.pk in due]
    strangers = [one for pk, one in due.items() if pk not in {member.pk for member in members}]
    not_in = _("Not in this team: the shift does not count")
    return [
        *((one, [*_absence(one), *known.skills.get(one.pk, [])]) for one in inside),
        *((one, [not_in]) for one in strangers),
    ]


def _resting(members: list[Person], shifts: list[DutyShift]) -> list[str]:
    due = {one.person_id for one in shifts}
    return [_named(one) for one in members if one.pk not in due]


def _named(person: Person) -> str:
    said = ", ".join(_absence(person))
    return f"{person} ({said})" if said else str(person)


def _absence(person: Person) -> list[str]:
    return [_("Out of office")] if person.presence == Presence.OUT else []


def _line(
    who: tuple[Person, list[str]], shifts: list[DutyShift], days: list[date], tz: ZoneInfo
) -> Line:
    person, remarks = who
    own = joined((one.starts_at, one.ends_at) for one in shifts if one.person_id == person.pk)
    return Line(person.name, remarks, [_told(within(own, *day_span(day, tz)), tz) for day in days])


def _told(spans: Iterable[Span], tz: ZoneInfo) -> list[str]:
    return [_("%(from)s to %(to)s") % _clocks(span, tz) for span in spans]


def _clocks(span: Span, tz: ZoneInfo) -> dict[str, str]:
    """From and to by the wall clock."""
    return {"from": clock(span[0], tz), "to": clock(span[1], tz, ends=True)}


def _gap(day: date, wanted: list[Span], covered: list[Span], now: datetime, tz: ZoneInfo) -> Gap:
    """Where nobody is although the team works; of today only what is still to come."""
    start, end = day_span(day, tz)
    due = within(wanted, max(start, now), end)
    if not due:
        return Gap([_("Closed")])
    holes = gaps(due, covered)
    if not holes:
        return Gap([_("Covered")])
    return Gap([_("Nobody from %(from)s to %(to)s") % _clocks(hole, tz) for hole in holes], True)


def _on_duty(shifts: list[DutyShift], wanted: list[Span], now: datetime, tz: ZoneInfo) -> str:
    """Who has it at this moment, and until when."""
    here = [one for one in shifts if one.starts_at <= now]
    if here:
        said = _("%(who)s until %(time)s")
        each = [said % {"who": one.person, "time": _until(one.ends_at, now, tz)} for one in here]
        return _("On duty now: %(people)s.") % {"people": ", ".join(each)}
    if not _is_open(wanted, now):
        return _("Closed now.")
    return _("On duty now: nobody.")


def _until(at: datetime, now: datetime, tz: ZoneInfo) -> str:
    day, time = last_day(at, tz).date(), clock(at, tz, ends=True)
    return time if day == now.astimezone(tz).date() else f"{date_format(day, 'D')} {time}"


def _is_open(wanted: list[Span], now: datetime) -> bool:
    return any(begins <= now < ends for begins, ends in wanted)


def _whoever_is_there(members: list[Person], wanted: list[Span], now: datetime) -> str:
    """Of a team without a roster."""
    if not _is_open(wanted, now):
        return _("Closed now.")
    here = [one.name for one in members if one.presence == Presence.ONLINE]
    if not here:
        return _("Online now: nobody.")
    return _("Online now: %(people)s.") % {"people": ", ".join(here)}
