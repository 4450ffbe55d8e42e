"""The desk itself, made with the rows an administrator would make; only done on an empty desk."""

import random
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from handrail.console.demo import company
from handrail.console.demo.customers import ORGANISATIONS, Customer, customers
from handrail.desk.models import (
    Brand,
    Calendar,
    Category,
    CustomField,
    Membership,
    Team,
    Tier,
)  # fmt: skip
from handrail.people.actions import vouch
from handrail.people.models import Identity, Organisation, Person, PersonSkill, Plan, Skill
from handrail.promises.models import Policy

PROVEN_AT = datetime(2026, 1, 1, tzinfo=UTC)


def set_up(rng: random.Random) -> list[Person]:
    """Tiers, teams, colleagues, categories, fields; then the customers, who are returned."""
    _tiers()
    _teams()
    Brand.objects.update_or_create(
        slug="support",
        defaults={
            "name": "Lindqvist Heat", "address": settings.HANDRAIL_MAIL_ADDRESS,
            "signature": "Lindqvist Heat · warm rooms, small bills",
        },
    )  # fmt: skip
    _categories()
    _fields()
    password = make_password(company.PASSWORD)
    _colleagues(password)
    return _customers(rng, password)


def _tiers() -> None:
    for level, (name, solves, hands_on, objectives, minutes) in company.TIERS.items():
        Tier.objects.update_or_create(
            level=level,
            defaults={
                "name": name, "solves": solves, "solves_not": hands_on,
                "objectives": objectives, "offer_minutes": minutes,
            },
        )  # fmt: skip


def _teams() -> None:
    calendars = {
        name: Calendar.objects.create(name=name, time_zone=company.ZONE, hours=hours)
        for name, hours in company.CALENDARS.items()
    }
    Policy.objects.filter(name="Standard").update(calendar=calendars[company.PROMISED_BY])
    for slug, (name, level, calendar) in company.TEAMS.items():
        tier = Tier.objects.get(level=level)
        Team.objects.update_or_create(
            slug=slug, defaults={"name": name, "tier": tier, "calendar": calendars[calendar]}
        )


def _categories() -> None:
    teams = {team.slug: team for team in Team.objects.all()}
    made: dict[str, Category] = {}
    for path, (complexity, slug) in company.CATEGORIES.items():
        above, _, name = path.rpartition(" / ")
        made[path], _ = Category.objects.update_or_create(
            path=path,
            defaults={
                "name": name, "parent": made.get(above), "complexity": complexity,
                "team": teams.get(slug),
            },
        )  # fmt: skip


def _fields() -> None:
    for key, (label, kind, options, public, paths) in company.FIELDS.items():
        field = CustomField.objects.create(
            key=key, label=label, kind=kind, options=options, is_public=public
        )
        field.categories.set(Category.objects.filter(path__in=paths))


def address(login: str) -> str:
    """A colleague's sign-in."""
    return f"{login}@{company.DOMAIN}"


def _colleagues(password: str) -> None:
    teams = {team.slug: team for team in Team.objects.all()}
    skills = {name: Skill.objects.create(name=name) for name in company.SKILLS}
    for who in company.COLLEAGUES:
        person = _colleague(who.login, who.name, who.role, password)
        Membership.objects.create(team=teams[who.team], person=person, is_lead=who.leads)
        PersonSkill.objects.bulk_create(
            PersonSkill(person=person, skill=skills[name], level=level)
            for name, level in who.skills
        )
    for login, name, role in company.OTHERS:
        _colleague(login, name, role, password)


def _colleague(login: str, name: str, role: str, password: str) -> Person:
    person = Person.objects.create(
        email=address(login), name=name, role=role, time_zone=company.ZONE, password=password,
        is_superuser=role == "admin",
    )  # fmt: skip
    vouch(person, at=PROVEN_AT)
    return person


def _customers(rng: random.Random, password: str) -> list[Person]:
    plans = {name: Plan.objects.create(name=name, weight=weight) for name, weight in company.PLANS}
    homes = Organisation.objects.bulk_create(
        Organisation(
            name=name, domains=[f"{domain}.example"], plan=plans[plan],
            shares_tickets=plan in {"Building", "Landlord"}, is_key=plan == "Partner",
        )
        for name, domain, plan, _ in ORGANISATIONS
    )  # fmt: skip
    made = customers(rng)
    people = Person.objects.bulk_create(_customer(who, homes, password) for who in made)
    Identity.objects.bulk_create(
        Identity(person=person, kind="email", value=person.email or "") for person in people
    )
    vouch(next(p for p in people if (p.email or "").startswith("ada@")), at=PROVEN_AT)
    return people


def _customer(who: Customer, homes: list[Organisation], password: str) -> Person:
    """Only Ada has a password; the others would sign in by code."""
    return Person(
        email=who.address, name=who.name, language="de" if who.german else "en",
        time_zone=company.ZONE, password=password if who.address.startswith("ada@") else "!",
        organisation=homes[who.home] if who.home is not None else None,
    )  # fmt: skip
