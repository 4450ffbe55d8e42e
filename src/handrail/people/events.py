"""What can happen to a person at the desk."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from handrail.base.events import Event

if TYPE_CHECKING:
    from handrail.people.models import Person


class PresenceChanged(Event, frozen=True):
    """Somebody takes work, or no longer does."""

    kind: ClassVar[str] = "person.presence_changed"
    was: str
    presence: str


class WordsChosen(Event, frozen=True):
    """Somebody is spoken to in another language, or by another clock."""

    kind: ClassVar[str] = "person.words_chosen"
    language: str
    time_zone: str


def fold(person: "Person", event: Event, at: datetime, by: int | None) -> None:
    """Make one event true of the row."""
    if isinstance(event, PresenceChanged):
        person.presence = event.presence
    elif isinstance(event, WordsChosen):
        person.language, person.time_zone = event.language, event.time_zone
