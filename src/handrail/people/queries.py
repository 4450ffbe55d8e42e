"""Finding people."""

from handrail.base.text import fold_case
from handrail.people.models import Identity, Person


def by_address(address: str) -> Person | None:
    """Who writes from this address, if they are known."""
    known = (
        Identity.objects.select_related("person")
        .filter(kind=Identity.Kind.EMAIL, value=fold_case(address))
        .first()
    )
    return known.person if known else None
