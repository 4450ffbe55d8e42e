"""How people become known to the desk."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction

from handrail.base.by import By
from handrail.base.languages import spoken
from handrail.base.store import record
from handrail.base.text import fold_case, one_line
from handrail.base.together import create
from handrail.people.events import PresenceChanged, WordsChosen, fold
from handrail.people.models import Identity, Organisation, Person, Presence
from handrail.people.queries import by_address, by_addresses
from handrail.people.rules import NotAllowed, can


def meet(*, address: str, name: str = "", language: str = "") -> Person:
    """The person behind an address, made known if they are new, and spoken to in `language` from then on.

    Two messages from a new address at once meet one person: the database keeps identities
    unique, and the loser of the race finds the winner's row.
    """
    address = fold_case(address)[:254]
    return by_address(address) or _introduce(address, one_line(name, most=200), language)


def meet_each(
    names: Mapping[str, str], languages: Mapping[str, str] | None = None
) -> dict[str, Person]:
    """The people behind many addresses ({address: name}, folded), those new made known together.

    Raises IntegrityError where somebody else makes one known in the same moment.
    """
    known = by_addresses(names)
    strangers = {address: name for address, name in names.items() if address not in known}
    homes = _organisations_of(strangers)
    for address, name in strangers.items():
        known[address] = _new_person(
            address,
            one_line(name, most=200),
            homes.get(address.rpartition("@")[2]),
            (languages or {}).get(address, ""),
        )
    return known


def _organisations_of(addresses: Iterable[str]) -> dict[str, Organisation]:
    domains = {address.rpartition("@")[2] for address in addresses} - {""}
    if not domains:
        return {}
    found = Organisation.objects.select_related("plan").filter(domains__overlap=sorted(domains))
    return {
        domain: home
        for home in found.order_by("-pk")
        for domain in home.domains
        if domain in domains
    }


def _new_person(address: str, name: str, home: Organisation | None, language: str) -> Person:
    person = Person(
        email=address, name=name or address.partition("@")[0], organisation=home,
        language=spoken(language) or settings.LANGUAGE_CODE,
    )  # fmt: skip
    person.set_unusable_password()
    create(person)
    create(Identity(person=person, kind=Identity.Kind.EMAIL, value=address))
    return person


def _introduce(address: str, name: str, language: str) -> Person:
    try:
        with transaction.atomic():
            return _new_person(address, name, _organisation_of(address), language)
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


@transaction.atomic
def change_presence(person: Person, presence: str, *, by: By) -> Person:
    """Say whether somebody takes work: one's own, or as a lead that of others.

    Raises NotAllowed for others' presence, ValueError for a presence there is not.
    """
    if by.actor == "person" and by.person_id != person.pk and not can(by.role, "decide"):
        raise NotAllowed("Only a lead changes the presence of somebody else.")
    presence = Presence(presence)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.presence != presence:
        record(person, PresenceChanged(was=person.presence, presence=presence), fold=fold, by=by)
    return person


@transaction.atomic
def choose_words(person: Person, *, language: str, time_zone: str, by: By) -> Person:
    """In which language somebody is spoken to, and by which clock; empty leaves it as it is."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    event = WordsChosen(
        language=language or person.language, time_zone=time_zone or person.time_zone
    )
    if (event.language, event.time_zone) != (person.language, person.time_zone):
        record(person, event, fold=fold, by=by)
    return person
