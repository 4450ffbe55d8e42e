"""Filling an empty desk with Lindqvist Heat and six weeks of its work."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from handrail.base import partitions
from handrail.console.demo import company, fresh, plots, topics
from handrail.console.demo.book import Book, lock_tables
from handrail.console.demo.grove import plant_grove
from handrail.console.demo.life import Life
from handrail.console.demo.opening import address, set_up
from handrail.console.demo.shelf import fill_shelf
from handrail.console.demo.stage import Stage
from handrail.console.demo.topics import Topic
from handrail.console.demo.words import blanks, entitled, fields_of
from handrail.desk.models import Brand, Category, Membership, Team
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.promises.settling import settle

DAYS = 42
SEED = 20_261_123
# Requests a day, Monday to Sunday: everybody comes back to a cold office on Monday.
A_DAY = (78, 62, 56, 54, 58, 20, 17)


@transaction.atomic
def seed(*, now: datetime) -> bool:
    """Make the company, its customers and their history up to `now`; False when it is there already."""
    if Person.objects.filter(email=address("mika")).exists():
        return False
    rng = random.Random(SEED)  # noqa: S311 - the same company every time
    first = (now - timedelta(days=DAYS)).date()
    written_at = now - timedelta(days=DAYS + 2)
    partitions.make(written_at.date().replace(day=1), 7)
    people = set_up(rng)
    fill_shelf(written_at)
    plant_grove(written_at, walked_to=now)
    lock_tables()
    stage = _stage(now, rng, people)
    for at in _arrivals(rng, first, now):
        _one(stage, at)
    fresh.tell(stage)
    stage.book.copy()
    # What is still open gets its promises from the log that was just written.
    settle(now=now)
    return True


def _stage(now: datetime, rng: random.Random, customers: list[Person]) -> Stage:
    seats = Membership.objects.select_related("person", "team__tier", "team__calendar")
    crew: dict[int, list[Person]] = defaultdict(list)
    leads, teams = {}, {}
    for seat in seats.order_by("id"):
        teams[seat.team_id] = seat.team
        crew[seat.team_id].append(seat.person)
        if seat.is_lead:
            leads[seat.team_id] = seat.person
    speak = [address(who.login) for who in company.COLLEAGUES if who.german]
    return Stage(
        now=now, rng=rng, book=Book(), brand=Brand.objects.get(slug="support"), teams=teams,
        people={seat.person_id: seat.person for seat in seats}, crew=crew, leads=leads,
        germans=frozenset(Person.objects.filter(email__in=speak).values_list("pk", flat=True)),
        categories={c.path: c for c in Category.objects.select_related("team__tier")},
        customers=customers,
    )  # fmt: skip


def _arrivals(rng: random.Random, first: date, now: datetime) -> list[datetime]:
    """When people write: mostly in the morning and after supper, in their own time zone."""
    zone, arrivals = ZoneInfo(company.ZONE), []
    for number in range(DAYS + 1):
        day = first + timedelta(days=number)
        for _ in range(round(A_DAY[day.weekday()] * rng.uniform(0.8, 1.2))):
            hour = min(
                23.9, max(0.0, rng.gauss(9.5, 2.2) if rng.random() < 0.65 else rng.gauss(17.5, 3))
            )
            local = datetime.combine(day, time(), zone) + timedelta(hours=hour)
            arrivals.append(local.astimezone(UTC))
    return sorted(at for at in arrivals if at < now)


def _one(stage: Stage, at: datetime) -> None:
    rng = stage.rng
    life = Life(stage, requester=rng.choice(stage.customers), at=at)
    if rng.random() < 0.02:
        subject, text = rng.choice(topics.SPAM)
        life.open(subject=subject, text=text, channel="email", team=_front(stage))
        plots.live_as_spam(life)
        return
    topic = begin(life)
    if rng.random() < 0.02:
        plots.live_twice(life, topic)
    else:
        plots.live(life, topic)


def choose(rng: random.Random, *, german: bool) -> Topic:
    """What somebody asks about; Germans write German where we have the words."""
    fitting = [topic for topic in topics.TOPICS if topic.german == german]
    return rng.choices(fitting, [topic.weight for topic in fitting])[0]


def begin(life: Life, topic: Topic | None = None, channel: str = "") -> Topic:
    """The customer writes: by mail to the front line, or by the form with all that it asks."""
    rng, stage = life.rng, life.stage
    topic = topic or choose(rng, german=life.requester.language == "de")
    life.words = blanks(rng, topic, life.requester.name)
    channel = channel or rng.choices(("email", "form"), (7, 3))[0]
    category = stage.categories[topic.category] if channel == "form" else None
    life.open(
        subject=entitled(rng.choice(topic.subjects), life.words),
        text=rng.choice(topic.asks).format(**life.words), channel=channel, category=category,
        team=stage.teams[shape().entry_team(category).pk] if category else _front(stage),
        impact=rng.choice((2, 2, 2, 3, 3, 1)), urgency=rng.choice(topic.urgency),
        fields=fields_of(topic, life.words) if category else None,
    )  # fmt: skip
    return topic


def _front(stage: Stage) -> Team:
    return next(team for team in stage.teams.values() if team.slug == "tier-1")
