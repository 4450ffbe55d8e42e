"""What goes wrong behind a door and an administrator has to know, wherever in the desk they are."""

from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string


class Trouble(NamedTuple):
    """One kind of trouble: in words, how often, and the page that shows it."""

    words: str
    times: int
    href: str


def troubles() -> list[Trouble]:
    """All there is now. Each door answers for itself, with a bounded number of queries."""
    return [one for name in settings.HANDRAIL_TROUBLE for one in import_string(name)()]
