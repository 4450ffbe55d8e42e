"""A full front line, a second team of the second tier, and a roster with holes. Run after `scene.py`."""

from datetime import datetime, timedelta

from handrail.base.by import By
from handrail.base.clock import now
from handrail.desk.models import Calendar, Membership, Team
from handrail.people.models import Person, PersonSkill, Role, Skill
from handrail.routing.models import DutyShift
from handrail.tickets import actions
from handrail.tickets.models import Ticket

PASSWORD = "handrail demo"
PEOPLE = [
    ("Nora Kelly", "online", 12), ("Otto Brandström-Lindenberg", "busy", 6), ("Pia Roth", "away", 12),
    ("Quentin Abe", "out", 12), ("Rosa Marin", "online", 3),
]  # fmt: skip
SUBJECTS = [
    "Sign-in loops after the update", "Invoice is in dollars", "Two payments for one order",
    "Search finds nothing since this morning", "The app closes when I print, every single time, on both "
    "of our computers", "Change of address", "Export to PDF is empty", "Cannot add a colleague",
]  # fmt: skip
# In how many minutes an answer is due.
DUE = {
    "Webhook signature": -90, "Password mail": -41, "How do I add a second office": -12, "Cannot sign in": 12,
    "Where is my refund": 25, "Invoices show": 25, "Two payments": 200, "Search finds": 900,
    "Invoice is in": 24, "Sign-in loops": 200,
}  # fmt: skip
# Days from today, from hour, to hour.
SHIFTS = [
    ("mika", [(0, 0, 24), (1, 8, 12), (2, 8, 16), (3, 8, 16), (4, 22, 30), (7, 8, 16)]),
    ("nora", [(0, 0, 24), (1, 14, 18), (2, 12, 20), (5, 8, 20)]),
    ("quentin", [(0, 0, 24), (3, 14, 20)]),
]


def main() -> None:
    """People, tickets, shifts."""
    front = Team.objects.get(slug="tier-1")
    crew = [_hire(*one, front) for one in PEOPLE]
    _work(front, crew)
    second = Team.objects.get(slug="tier-2")
    Team.objects.create(name="Payments", slug="payments", tier=second.tier)
    _duty(front)
    ledger = Skill.objects.create(name="Ledger")
    PersonSkill.objects.create(person=crew[0], skill=ledger, level=3)


def _hire(name: str, presence: str, capacity: int, team: Team) -> Person:
    email = f"{name.split()[0].lower()}@desk.example"
    person = Person.objects.create_user(
        email, PASSWORD, name=name, role=Role.AGENT, presence=presence, capacity=capacity
    )
    person.emailaddress_set.create(email=email, verified=True, primary=True)
    Membership.objects.create(team=team, person=person)
    return person


def _work(front: Team, crew: list[Person]) -> None:
    asker = Person.objects.get(email="mei@tanaka.example")
    at, there = now(), [one for one in crew if one.presence != "out"]
    for number in range(26):
        ticket = actions.open_ticket(
            requester=asker, subject=SUBJECTS[number % len(SUBJECTS)], text="Please help.", team=front,
            channel="email", impact=1 + number % 3, by=By.person(asker, at - timedelta(minutes=40)),
        )  # fmt: skip
        if number % 4:
            who = there[min(number % 7, len(there) - 1)]
            actions.take(ticket, person=who, by=By.person(who, at))
    for subject, minutes in DUE.items():
        asked = Ticket.objects.filter(state="open", team=front, subject__startswith=subject)
        asked.update(due_at=at + timedelta(minutes=minutes))


def _duty(front: Team) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat")
    front.calendar = Calendar.objects.create(
        name="Long days", hours={day: [["08:00", "20:00"]] for day in days}
    )
    front.save()
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    for name, spans in SHIFTS:
        person = Person.objects.get(email=f"{name}@desk.example")
        for day, begins, ends in spans:
            DutyShift.objects.create(
                team=front, person=person, starts_at=_at(midnight, day, begins),
                ends_at=_at(midnight, day, ends),
            )  # fmt: skip


def _at(midnight: datetime, day: int, hour: int) -> datetime:
    return midnight + timedelta(days=day, hours=hour)


main()
