"""What can be asked about a ticket. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handrail.base.languages import later

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
    "subject": Fact(later("Subject"), Kind.WORDS),
    "text": Fact(later("First message"), Kind.WORDS),
    "words": Fact(later("Subject or first message"), Kind.WORDS),
    "sender": Fact(later("Sender's address"), Kind.CODE),
    "sender_domain": Fact(later("Sender's domain"), Kind.CODE),
    "sender_proof": Fact(
        later("Sender proven by its domain (proven, unproven, denied)"), Kind.CODE
    ),
    "requester": Fact(later("Requester"), Kind.ROW, "people.Person"),
    "organisation": Fact(later("Organisation"), Kind.ROW, "people.Organisation"),
    "key_organisation": Fact(later("Key organisation"), Kind.YES_NO),
    "plan": Fact(later("Plan"), Kind.ROW, "people.Plan"),
    "channel": Fact(later("Channel"), Kind.CODE),
    "brand": Fact(later("Brand"), Kind.ROW, "desk.Brand"),
    "language": Fact(later("Language"), Kind.CODE),
    "category": Fact(later("Category or one below it"), Kind.ROWS, "desk.Category"),
    "complexity": Fact(later("Complexity"), Kind.NUMBER),
    "impact": Fact(later("Impact"), Kind.NUMBER),
    "urgency": Fact(later("Urgency"), Kind.NUMBER),
    "priority": Fact(later("Priority"), Kind.NUMBER),
    "tier": Fact(later("Tier's level"), Kind.NUMBER),
    "team": Fact(later("Team"), Kind.ROW, "desk.Team"),
    "owner": Fact(later("Owner"), Kind.ROW, "people.Person"),
    "has_owner": Fact(later("Has an owner"), Kind.YES_NO),
    "tags": Fact(later("Tags"), Kind.TAGS),
    "state": Fact(later("State"), Kind.CODE),
    "turn": Fact(later("Whose turn"), Kind.CODE),
    "rating": Fact(later("Customer's rating (good, bad)"), Kind.CODE),
    "reopened": Fact(later("Times reopened"), Kind.NUMBER),
    "returned": Fact(later("Times a handoff came back"), Kind.NUMBER),
    "has_files": Fact(later("Came with files"), Kind.YES_NO),
    "opened_within": Fact(later("Opened in the hours of"), Kind.ROWS, "desk.Calendar"),
    "now_within": Fact(later("It is now in the hours of"), Kind.ROWS, "desk.Calendar"),
    "hours_open": Fact(later("Hours since it was opened"), Kind.NUMBER),
    "hours_in_turn": Fact(later("Hours since the turn changed"), Kind.NUMBER),
    "hours_unchanged": Fact(later("Hours since anything changed"), Kind.NUMBER),
}


def fact(name: str) -> Fact | None:
    """What is known about a fact's name; a custom field is asked about like a word."""
    if name.startswith(FIELD):
        return Fact(name.removeprefix(FIELD), Kind.CODE)
    return FACTS.get(name)
