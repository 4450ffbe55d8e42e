"""The deeds there are: one thing a rule or a macro does, as typed JSON. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from handrail.base.saying import Saying

MOST_DEEDS = 20
MOST_TEXT = 20_000


class BadDeed(Saying, ValueError):
    """A deed that cannot work, and what to do about it."""


class Deed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """One thing to do; `do` in its JSON says which."""


class SetCategory(Deed, frozen=True, tag="set_category"):
    """Say what it is about."""

    category: int


class SetImpact(Deed, frozen=True, tag="set_impact"):
    """1 (high) to 3 (low)."""

    impact: Literal[1, 2, 3]


class SetUrgency(Deed, frozen=True, tag="set_urgency"):
    """1 (high) to 3 (low)."""

    urgency: Literal[1, 2, 3]


class SetField(Deed, frozen=True, tag="set_field"):
    """Fill in a custom field; null empties it."""

    key: str
    value: str | int | float | bool | None = None


class AddTags(Deed, frozen=True, tag="add_tags"):
    """Put tags on."""

    tags: tuple[str, ...]


class RemoveTags(Deed, frozen=True, tag="remove_tags"):
    """Take tags off."""

    tags: tuple[str, ...]


class Move(Deed, frozen=True, tag="move"):
    """Give it to a team at once."""

    team: int


class Assign(Deed, frozen=True, tag="assign"):
    """Give it to somebody of its team."""

    person: int


class Release(Deed, frozen=True, tag="release"):
    """Put it back into its queue."""


class Reply(Deed, frozen=True, tag="reply"):
    """Write to the customer: by a rule an automatic message, by a macro the agent's own reply."""

    text: str


class Note(Deed, frozen=True, tag="note"):
    """Write for the team."""

    text: str


class TellLead(Deed, frozen=True, tag="tell_lead"):
    """A note that calls the leads of its team by name."""

    text: str


class Escalate(Deed, frozen=True, tag="escalate"):
    """Offer it to a team; without one, to the tier above."""

    wanted: str
    team: int | None = None


class Wait(Deed, frozen=True, tag="wait"):
    """Declare a wait; `minutes` for a wait until a time."""

    on: Literal["customer", "third_party", "until"]
    minutes: int | None = None


class Solve(Deed, frozen=True, tag="solve"):
    """Say that it is answered."""


class Watch(Deed, frozen=True, tag="watch"):
    """Let a colleague follow it."""

    person: int


class LinkTo(Deed, frozen=True, tag="link"):
    """Tie it to another ticket."""

    ticket: int
    kind: Literal["parent", "related", "duplicate"] = "related"


AnyDeed = (
    SetCategory | SetImpact | SetUrgency | SetField | AddTags | RemoveTags | Move | Assign | Release
    | Reply | Note | TellLead | Escalate | Wait | Solve | Watch | LinkTo
)  # fmt: skip

# Where a deed holds the number of a row: {do: (name, model)}. For moving rules between desks.
REFERENCES: Mapping[str, tuple[str, str]] = {
    "set_category": ("category", "desk.Category"),
    "move": ("team", "desk.Team"),
    "assign": ("person", "people.Person"),
    "escalate": ("team", "desk.Team"),
    "watch": ("person", "people.Person"),
    "link": ("ticket", "tickets.Ticket"),
}


def read(stored: Any) -> tuple[AnyDeed, ...]:
    """Deeds from their stored JSON. Raises BadDeed with a sentence for people."""
    if not isinstance(stored, list):
        raise BadDeed("The actions must be a list.")
    if len(stored) > MOST_DEEDS:
        raise BadDeed("At most %(most)s actions in one rule.", most=MOST_DEEDS)
    try:
        return msgspec.convert(tuple(stored), tuple[AnyDeed, ...])
    except msgspec.ValidationError as fault:
        raise BadDeed("These actions cannot be read: %(fault)s.", fault=fault) from fault
