"""Mika on tier 1, Jo on tier 2 and Lea who leads it, made in a running desk. Run by `handrail manage shell`."""

from handrail.base.clock import now
from handrail.desk.models import Membership, Team
from handrail.people.actions import vouch
from handrail.people.models import Person

PASSWORD = "a journey of tiers"

for name, role, level in (("Mika", "agent", 1), ("Jo", "agent", 2), ("Lea", "lead", 2)):
    address = f"{name.lower()}@desk.example"
    person = Person.objects.create_user(address, PASSWORD, name=name, role=role)
    team = Team.objects.get(slug=f"tier-{level}")
    Membership.objects.create(team=team, person=person, is_lead=role == "lead")
    vouch(person, at=now())
