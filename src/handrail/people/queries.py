"""Finding people."""

from collections.abc import Iterable

from handrail.base.text import fold_case
from handrail.people.models import Identity, Person


def by_addresses(addresses: Iterable[str]) -> dict[str, Person]:
    """{address: who writes from it}, of those that are known, in one query."""
    known = Identity.objects.select_related("person__organisation__plan").filter(
        kind=Identity.Kind.EMAIL, value__in=[fold_case(address) for address in addresses]
    )
    return {identity.value: identity.person for identity in known}


def by_address(address: str) -> Person | None:
    """Who writes from this address, if they are known."""
    known = (
        Identity.objects.select_related("person")
        .filter(kind=Identity.Kind.EMAIL, value=fold_case(address))
        .first()
    )
    return known.person if known else None
