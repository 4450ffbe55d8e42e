"""In which language the desk itself writes to a customer."""

from collections.abc import Iterator
from contextlib import contextmanager

from handrail.base.languages import speaking, spoken
from handrail.flow.incoming import Incoming
from handrail.flow.ways_in import brand_of
from handrail.people.models import Person


def language_of(incoming: Incoming) -> str:
    """What a new customer is spoken to in: the language they write, if it is ours, else the brand's."""
    brand = brand_of(incoming)
    return spoken(str(incoming.found.get("language", ""))) or (brand.language if brand else "")


@contextmanager
def speaking_to(reader: Person) -> Iterator[str]:
    """Sentences made inside are in the reader's language."""
    with speaking(reader.language) as language:
        yield language
