"""Mika on tier 1 and Jo on tier 2, made in a running desk. Run by `handrail manage shell`."""

from handrail.base.clock import now
from handrail.desk.models import Membership, Team
from handrail.people.actions import vouch
from handrail.people.models import Person

PASSWORD = "a journey of tiers"

for name, level in (("Mika", 1), ("Jo", 2)):
    address = f"{name.lower()}@desk.example"
    person = Person.objects.create_user(address, PASSWORD, name=name, role="agent")
    Membership.objects.create(team=Team.objects.get(slug=f"tier-{level}"), person=person)
    vouch(person, at=now())
