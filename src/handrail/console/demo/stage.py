"""What every made-up ticket shares: the people, the teams, the clock, the dice."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from handrail.console.demo.book import Book
from handrail.console.demo.hours import Shifts
from handrail.desk.models import Brand, Category, Team
from handrail.desk.rules import DEFAULT_MATRIX
from handrail.flow.thanking import RECEIVED
from handrail.people.models import Person


@dataclass(slots=True)
class Stage:
    """The desk as the stories find it; teams and people by primary key."""

    now: datetime
    rng: random.Random
    book: Book
    brand: Brand
    teams: Mapping[int, Team]
    people: Mapping[int, Person]
    crew: Mapping[int, list[Person]]
    leads: Mapping[int, Person]
    germans: frozenset[int]
    categories: Mapping[str, Category]
    customers: list[Person]
    shifts: Shifts = field(default_factory=Shifts)
    acknowledgement: str = RECEIVED
    greeted: set[tuple[int, date]] = field(default_factory=set)

    def key(self) -> str:
        """A new key, the same in every run."""
        return f"{self.rng.getrandbits(128):032x}"

    def priority(self, impact: int, urgency: int) -> int:
        """The priority of the usual matrix."""
        return DEFAULT_MATRIX[impact, urgency]

    def first_today(self, person: Person, at: datetime) -> bool:
        """Whether this sender has not been greeted today."""
        day = (person.pk, at.date())
        known = day in self.greeted
        self.greeted.add(day)
        return not known

    def agent(self, team: Team, *, german: bool = False) -> Person:
        """Somebody of the team; for German customers one who speaks it, where there is one."""
        crew = self.crew[team.pk]
        fit = [person for person in crew if person.pk in self.germans] if german else []
        return self.rng.choice(fit or crew)

    def above(self, team: Team) -> Team | None:
        """The team that the next tier up would be asked in."""
        higher = [t for t in self.teams.values() if t.tier.level > team.tier.level]
        return min(higher, key=lambda t: (t.tier.level, not t.is_default), default=None)

    def below(self, team: Team) -> Team:
        """The default team of the first tier."""
        return min(self.teams.values(), key=lambda t: (t.tier.level, not t.is_default))
