"""Who reads or writes, as the rules see them."""

from django.db.models import Max

from handrail.base.by import By
from handrail.base.configuration import Remembered
from handrail.desk.models import Membership
from handrail.knowledge.models.licence import Licence
from handrail.knowledge.rules import DESK, EVERYONE, TOP, Hand
from handrail.people.models import Person
from handrail.people.rules import sees_all, works_here


def level_of(person: Person | None) -> int:
    """The one level of a reader: 0 for a visitor or requester, else the highest of their teams' tiers.

    Administrators and auditors stand at the top.
    """
    if person is None or person.pk is None or not person.is_active:
        return EVERYONE
    return _level(person.pk, person.role)


def _level(person_id: int, role: str) -> int:
    if sees_all(role):
        return TOP
    if not works_here(role):
        return EVERYONE
    seats = Membership.objects.filter(person=person_id)
    return seats.aggregate(level=Max("team__tier__level"))["level"] or EVERYONE


def hand_of(person: Person | None) -> Hand:
    """A person, or a visitor, as a hand."""
    if person is None or person.pk is None or not person.is_active:
        return Hand()
    return Hand(person.role, level_of(person), person.pk in licensed())


def hand_behind(by: By) -> Hand:
    """Whoever acts, as a hand; the desk itself may do everything."""
    if by.actor == "system" or by.person_id is None:
        return DESK
    return Hand(by.role, _level(by.person_id, by.role), by.person_id in licensed())


@Remembered
def licensed() -> frozenset[int]:
    """The people who hold a licence."""
    return frozenset(Licence.objects.values_list("person_id", flat=True))
