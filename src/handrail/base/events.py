"""What an event is: a typed fact about one noun, in the past tense."""

from typing import Any, ClassVar, Self

import msgspec

# Who may ever read an event: the people of the ticket, the staff, or administrators alone.
PUBLIC, TEAM, ADMIN = "public", "team", "admin"


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of thing that can happen.

    Subclasses name their `kind` ("ticket.opened"; the word before the dot is the noun) and who
    may read them. Fields are the payload; they must be JSON values, because they are kept
    for ever and read by code that does not exist yet: add fields with defaults, never rename.
    """

    kind: ClassVar[str]
    audience: ClassVar[str] = TEAM

    def __init_subclass__(cls, **options: Any) -> None:
        """Enter the class into the register of kinds."""
        super().__init_subclass__(**options)
        kind = cls.__dict__.get("kind")
        if kind is None:
            return
        known = KINDS.get(kind)
        # msgspec builds a struct class more than once; only a different class is a clash.
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"two events are called {kind}: {known!r} and {cls!r}")
        KINDS[kind] = cls

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values; those that hold nothing are left out."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        """The event back from its stored payload. Raises msgspec.ValidationError when it is not one."""
        return msgspec.convert(payload, cls)


KINDS: dict[str, type[Event]] = {}


def read_event(kind: str, payload: dict[str, Any]) -> Event:
    """A stored event as its own type. Raises KeyError for a kind this version does not know."""
    return KINDS[kind].read(payload)
