"""The cast of the tests: two customers of one firm, a stranger, and one person of each tier."""

from dataclasses import dataclass

from handrail.desk.models import Membership, Team
from handrail.people.models import Identity, Organisation, Person


@dataclass(frozen=True)
class Cast:
    """Everybody there is."""

    ada: Person
    ben: Person
    cy: Person
    mika: Person
    jo: Person
    ines: Person
    lea: Person
    root: Person


def person(name: str, role: str = "customer", tier: int | None = None, **facts: object) -> Person:
    """Somebody, known by an address, perhaps in the team of a tier."""
    made = Person.objects.create_user(
        f"{name.lower()}@people.example", name=name, role=role, **facts
    )
    Identity.objects.create(person=made, kind="email", value=made.email or "")
    if tier is not None:
        team = Team.objects.get(slug=f"tier-{tier}")
        Membership.objects.create(team=team, person=made, is_lead=role == "lead")
    return made


def cast() -> Cast:
    """Ada and Ben of one firm; Cy of none; Mika, Jo and Ines by tier; Lea leads the second; Root rules."""
    firm = Organisation.objects.create(name="Birch House")
    return Cast(
        ada=person("Ada", organisation=firm), ben=person("Ben", organisation=firm), cy=person("Cy"),
        mika=person("Mika", "agent", 1), jo=person("Jo", "agent", 2), ines=person("Ines", "agent", 3),
        lea=person("Lea", "lead", 2), root=person("Root", "admin"),
    )  # fmt: skip
