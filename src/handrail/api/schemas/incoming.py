"""What programs send. Unknown fields are refused, so that a slip of the pen is noticed."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=100_000)]
Line = Annotated[str, Field(min_length=1, max_length=250)]
Grade = Annotated[int, Field(ge=1, le=3)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Address = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class RequesterIn(Strict):
    """On whose behalf an agent opens a ticket."""

    email: Address
    name: Annotated[str, Field(max_length=200)] = ""


class TicketIn(Strict):
    subject: Line
    text: Text
    requester: RequesterIn | None = None
    category: Annotated[str, Field(max_length=400)] | None = None
    impact: Grade = 2
    urgency: Grade = 2
    tags: Annotated[list[str], Field(max_length=20)] = []
    fields: dict[str, Any] = {}


class MessageIn(Strict):
    text: Text


class ReplyIn(Strict):
    text: Text
    then: Literal["wait", "keep", "solve"] = "wait"


class AssignIn(Strict):
    owner: Address


class MoveIn(Strict):
    team: Annotated[str, Field(max_length=50)]


class ChangeIn(Strict):
    subject: Line | None = None
    category: Annotated[str, Field(max_length=400)] | None = None
    impact: Grade | None = None
    urgency: Grade | None = None
    complexity: Grade | None = None
    tags: Annotated[list[str], Field(max_length=20)] | None = None
    fields: dict[str, Any] | None = None


class WaitIn(Strict):
    on: Literal["customer", "third_party", "until"]
    until: datetime | None = None


class ReopenIn(Strict):
    why: Annotated[str, Field(max_length=500)] = ""


class OtherIn(Strict):
    """Another ticket, by number."""

    number: Number


class LinkIn(OtherIn):
    kind: Literal["parent", "related", "duplicate"] = "related"


class SplitIn(Strict):
    message: Number
    subject: Line


class PersonIn(Strict):
    email: Address


class HandoffIn(Strict):
    wanted: Text
    tried: Text
    found: Annotated[str, Field(max_length=20_000)] = ""
    needed: Annotated[str, Field(max_length=20_000)] = ""
    by_when: datetime | None = None
    team: Annotated[str, Field(max_length=50)] | None = None


class ReturnIn(Strict):
    missing: Text


class SendDownIn(Strict):
    team: Annotated[str, Field(max_length=50)]
    answer: Text
    lesson: Text


class ConsultIn(Strict):
    team: Annotated[str, Field(max_length=50)]
    question: Text


class AnswerIn(Strict):
    answer: Text
