"""How people become known to the desk."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from handrail.base.text import fold_case, one_line
from handrail.people.models import Identity, Organisation, Person
from handrail.people.queries import by_address


def meet(*, address: str, name: str = "") -> Person:
    """The person behind an address, made known if they are new.

    Two messages from a new address at once meet one person: the database keeps identities
    unique, and the loser of the race finds the winner's row.
    """
    address = fold_case(address)[:254]
    return by_address(address) or _introduce(address, one_line(name, most=200))


def _introduce(address: str, name: str) -> Person:
    try:
        with transaction.atomic():
            person = Person(
                email=address, name=name or address.partition("@")[0],
                organisation=_organisation_of(address),
            )  # fmt: skip
            person.set_unusable_password()
            person.save(force_insert=True)
            Identity.objects.create(person=person, kind=Identity.Kind.EMAIL, value=address)
            return person
    except IntegrityError:
        return by_address(address) or _adopt(address)


def _adopt(address: str) -> Person:
    """The person who has the address as their sign-in but was never written to by it."""
    person = Person.objects.get(email__iexact=address)
    Identity.objects.get_or_create(
        kind=Identity.Kind.EMAIL, value=address, defaults={"person": person}
    )
    return person


def _organisation_of(address: str) -> Organisation | None:
    domain = address.rpartition("@")[2]
    return Organisation.objects.filter(domains__contains=[domain]).first() if domain else None


@transaction.atomic
def vouch(person: Person, *, at: datetime) -> None:
    """Declare a person's address proven, so that they can sign in without a code sent there first.

    For people whom somebody with the right to do so has made: an administrator, a command line.
    """
    address = fold_case(person.email or "")
    Identity.objects.update_or_create(
        kind=Identity.Kind.EMAIL, value=address, defaults={"person": person, "verified_at": at}
    )
    EmailAddress.objects.update_or_create(
        user=person, email=address, defaults={"verified": True, "primary": True}
    )
