"""The duty roster: who is on duty now and this week, and when nobody is."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from doors.conftest import worker
from handrail.base.clock import now
from handrail.desk.models import Calendar, Team
from handrail.people.models import Person, PersonSkill, Role, Skill
from handrail.routing.models import DutyShift

ROSTER = "/work/board/roster"
BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, clock: str) -> datetime:
    """A wall-clock time in Berlin, so many days from today."""
    date = now().astimezone(BERLIN).date() + timedelta(days=day)
    return datetime.combine(date, time.fromisoformat(clock), BERLIN)


def shift(team: Team, person: Person, starts: datetime, ends: datetime) -> None:
    DutyShift.objects.create(team=team, person=person, starts_at=starts, ends_at=ends)


def words(page: str, team: Team) -> str:
    """The section of one team, as text."""
    part = page.split(f'id="roster-{team.pk}"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def cover(page: str, team: Team) -> list[str]:
    """The last line of a team's table, day by day."""
    part = page.split(f'id="roster-{team.pk}"')[1].split("<tfoot>")[1].split("</tfoot>")[0]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", part)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in cells]


@pytest.fixture
def lead(desk, browse):
    """A lead who sits in Berlin."""
    Person.objects.filter(pk=desk.lea.pk).update(time_zone="Europe/Berlin")
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    office = Calendar.objects.create(
        name="Office", time_zone="Europe/Berlin", hours={d: [["08:00", "18:00"]] for d in days}
    )
    Team.objects.filter(pk=desk.front.pk).update(calendar=office)
    return browse(desk.lea)


def test_shifts_stand_under_their_day_and_gaps_are_named(desk, lead):
    shift(desk.front, desk.mika, at(1, "08:00"), at(1, "12:00"))
    shift(desk.front, desk.lea, at(1, "14:00"), at(1, "18:00"))
    shift(desk.front, desk.mika, at(2, "06:00"), at(2, "20:00"))
    page = lead.get(ROSTER).text
    told = words(page, desk.front)
    assert "08:00 to 12:00" in told and "14:00 to 18:00" in told and "06:00 to 20:00" in told
    days = cover(page, desk.front)
    assert len(days) == 8
    assert days[1] == "Nobody from 12:00 to 14:00"
    assert days[2] == "Covered"
    assert days[3] == "Nobody from 08:00 to 18:00"
    assert "Europe/Berlin" in page


def test_a_night_is_cut_at_midnight_and_days_off_are_closed(desk, lead):
    Calendar.objects.update(hours={}, days_off=[at(3, "00:00").date().isoformat()])
    shift(desk.front, desk.mika, at(1, "22:00"), at(2, "06:00"))
    page = lead.get(ROSTER).text
    told = words(page, desk.front)
    assert "22:00 to 24:00" in told and "00:00 to 06:00" in told
    days = cover(page, desk.front)
    assert days[1] == "Nobody from 00:00 to 22:00"
    assert days[2] == "Nobody from 06:00 to 24:00"
    assert days[3] == "Closed"


def test_who_is_on_duty_now_unless_they_are_out(desk, lead):
    Calendar.objects.update(hours={})
    begins, ends = now() - timedelta(hours=1), now() + timedelta(hours=3)
    shift(desk.front, desk.mika, begins, ends)
    told = words(lead.get(ROSTER).text, desk.front)
    assert "On duty now: Mika until" in told
    Person.objects.filter(pk=desk.mika.pk).update(presence="out")
    page = lead.get(ROSTER).text
    told = words(page, desk.front)
    assert "On duty now: nobody." in told and "Out of office" in told
    assert cover(page, desk.front)[0].startswith("Nobody from")


def test_a_team_without_a_roster_says_who_is_there(desk, lead):
    told = words(lead.get(ROSTER).text, desk.second)
    assert "Online now: Jo." in told and "No shift is set" in told
    Person.objects.filter(pk=desk.jo.pk).update(presence="away")
    assert "Online now: nobody." in words(lead.get(ROSTER).text, desk.second)
    shift(desk.second, desk.jo, at(30, "08:00"), at(30, "12:00"))
    told = words(lead.get(ROSTER).text, desk.second)
    assert "On duty now: nobody." in told, "with shifts to come, only those on duty are given work"


def test_a_closed_team_is_not_missed(desk, lead):
    tomorrow = at(1, "00:00")
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[tomorrow.weekday()]
    Calendar.objects.update(hours={name: [["08:00", "18:00"]]})
    Team.objects.filter(pk=desk.second.pk).update(calendar=Calendar.objects.get())
    shift(desk.front, desk.mika, at(1, "08:00"), at(1, "18:00"))
    page = lead.get(ROSTER).text
    assert "Closed now." in words(page, desk.front)
    assert "Closed now." in words(page, desk.second)
    assert cover(page, desk.front)[:3] == ["Closed", "Covered", "Closed"]


def test_a_shift_of_somebody_who_is_not_in_the_team_does_not_count(desk, lead):
    shift(desk.front, desk.jo, at(1, "08:00"), at(1, "18:00"))
    page = lead.get(ROSTER).text
    assert "the shift does not count" in words(page, desk.front)
    assert cover(page, desk.front)[1] == "Nobody from 08:00 to 18:00"


def test_skills_and_the_way_to_the_settings(desk, lead, browse):
    skill = Skill.objects.create(name="Ledger")
    old = Skill.objects.create(name="Abacus")
    PersonSkill.objects.create(person=desk.mika, skill=skill, level=3)
    PersonSkill.objects.create(
        person=desk.mika, skill=old, level=5, expires_at=now() - timedelta(days=1)
    )
    shift(desk.front, desk.mika, at(1, "08:00"), at(1, "18:00"))
    page = lead.get(ROSTER).text
    assert "Ledger 3" in page and "Abacus" not in page
    assert "/work/settings/" not in page
    root = browse(desk.root).get(ROSTER).text
    for slug in ("shifts", "teams", "calendars", "capacities"):
        assert f"/work/settings/{slug}/" in root


def test_who_is_in_no_team_is_told_what_to_do(browse, db):
    page = browse(worker("Newcomer", Role.AGENT))
    assert "You are in no team yet" in page.get(ROSTER).text
    assert "You are in no team yet" in page.get("/work/board").text
