"""What can be asked about a ticket. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Custom fields are facts too, under this prefix and their key.
FIELD = "field:"


class Kind(StrEnum):
    """What a fact's value is, and so how it can be asked about."""

    WORDS = "words"
    CODE = "code"
    ROW = "row"
    ROWS = "rows"
    TAGS = "tags"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to ask about; `row` names the kind of row a value is the number of."""

    label: str
    kind: Kind
    row: str = ""


Facts = Mapping[str, Any]

FACTS: Mapping[str, Fact] = {
    "subject": Fact("Subject", Kind.WORDS),
    "text": Fact("First message", Kind.WORDS),
    "words": Fact("Subject or first message", Kind.WORDS),
    "sender": Fact("Sender's address", Kind.CODE),
    "sender_domain": Fact("Sender's domain", Kind.CODE),
    "sender_proof": Fact("Sender proven by its domain (proven, unproven, denied)", Kind.CODE),
    "requester": Fact("Requester", Kind.ROW, "people.Person"),
    "organisation": Fact("Organisation", Kind.ROW, "people.Organisation"),
    "key_organisation": Fact("Key organisation", Kind.YES_NO),
    "plan": Fact("Plan", Kind.ROW, "people.Plan"),
    "channel": Fact("Channel", Kind.CODE),
    "brand": Fact("Brand", Kind.ROW, "desk.Brand"),
    "language": Fact("Language", Kind.CODE),
    "category": Fact("Category or one below it", Kind.ROWS, "desk.Category"),
    "complexity": Fact("Complexity", Kind.NUMBER),
    "impact": Fact("Impact", Kind.NUMBER),
    "urgency": Fact("Urgency", Kind.NUMBER),
    "priority": Fact("Priority", Kind.NUMBER),
    "tier": Fact("Tier's level", Kind.NUMBER),
    "team": Fact("Team", Kind.ROW, "desk.Team"),
    "owner": Fact("Owner", Kind.ROW, "people.Person"),
    "has_owner": Fact("Has an owner", Kind.YES_NO),
    "tags": Fact("Tags", Kind.TAGS),
    "state": Fact("State", Kind.CODE),
    "turn": Fact("Whose turn", Kind.CODE),
    "rating": Fact("Customer's rating (good, bad)", Kind.CODE),
    "reopened": Fact("Times reopened", Kind.NUMBER),
    "returned": Fact("Times a handoff came back", Kind.NUMBER),
    "has_files": Fact("Came with files", Kind.YES_NO),
    "opened_within": Fact("Opened in the hours of", Kind.ROWS, "desk.Calendar"),
    "now_within": Fact("It is now in the hours of", Kind.ROWS, "desk.Calendar"),
    "hours_open": Fact("Hours since it was opened", Kind.NUMBER),
    "hours_in_turn": Fact("Hours since the turn changed", Kind.NUMBER),
    "hours_unchanged": Fact("Hours since anything changed", Kind.NUMBER),
}


def fact(name: str) -> Fact | None:
    """What is known about a fact's name; a custom field is asked about like a word."""
    if name.startswith(FIELD):
        return Fact(name.removeprefix(FIELD), Kind.CODE)
    return FACTS.get(name)
