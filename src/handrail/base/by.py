"""Who does a thing, when, and what made them do it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from handrail.base.clock import now


class Actor(Protocol):
    """What a hand belongs to: in practice a person."""

    @property
    def pk(self) -> int | None: ...

    @property
    def role(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """The hand behind a verb.

    `actor` is "person" or "system"; `cause` is the id of the event that led to this one, so a
    chain of consequences can be read backwards, and nothing may cause itself.
    """

    actor: str
    at: datetime
    person_id: int | None = None
    role: str = ""
    cause: int | None = None

    @classmethod
    def person(cls, person: Actor, at: datetime | None = None) -> "By":
        """A person's own doing; `at` defaults to now."""
        return cls(actor="person", person_id=person.pk, role=person.role, at=at or now())

    @classmethod
    def system(cls, at: datetime | None = None) -> "By":
        """The desk's own doing: a clock, a rule, an import."""
        return cls(actor="system", at=at or now())

    def because_of(self, event_id: int) -> "By":
        """The same hand, moved by an earlier event."""
        return replace(self, cause=event_id)
