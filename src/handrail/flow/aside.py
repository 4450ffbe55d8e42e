"""What came in and could not be placed: every channel that keeps such things shows them here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from django.conf import settings
from django.utils.module_loading import import_string


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """One message that lies aside: what is known of it without reading it."""

    pk: int
    at: datetime
    sender: str
    size: int
    reason: str


class Keeper(Protocol):
    """A channel's shelf."""

    def latest(self, *, most: int) -> Sequence[Aside]:
        """What lies there, newest first."""
        ...

    def raw(self, pk: int) -> bytes | None:
        """One of them byte for byte; None when it does not lie aside."""
        ...

    def replay(self, pk: int, *, at: datetime) -> bool:
        """Try one once more; False when it does not lie aside."""
        ...


def keeper() -> Keeper:
    """The shelf of the mail channel, as the settings name it."""
    made: Keeper = import_string(settings.HANDRAIL_KEEPER)()
    return made
