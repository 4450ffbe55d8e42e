"""What programs send. Unknown fields are refused, so that a slip of the pen is noticed."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from handrail.api.schemas.shape import Shape
from handrail.api.schemas.words import (
    Address,
    Fields,
    Grade,
    Line,
    More,
    Number,
    Part,
    Path,
    Slug,
    Tag,
    Text,
    Time,
    Why,
)


class Strict(Shape):
    model_config = ConfigDict(extra="forbid")


class RequesterIn(Strict):
    """On whose behalf an agent opens a ticket."""

    email: Address
    name: Annotated[str, Field(max_length=200)] = ""


class TicketIn(Strict):
    """A new ticket. Requester, impact, urgency and tags are for the desk's own people to say."""

    subject: Line
    text: Text
    requester: RequesterIn | None = None
    category: Path | None = None
    impact: Grade = 2
    urgency: Grade = 2
    tags: Annotated[list[Tag], Field(max_length=20)] = []
    fields: Fields = {}


class MessageIn(Strict):
    text: Text


class ReplyIn(Strict):
    text: Text
    then: Literal["wait", "keep", "solve"] = "wait"


class AssignIn(Strict):
    owner: Address


class MoveIn(Strict):
    team: Slug


class ChangeIn(Strict):
    """The facts to set; what is not named stays. A category may be set to null, a field too."""

    subject: Line | None = None
    category: Path | None = None
    impact: Grade | None = None
    urgency: Grade | None = None
    complexity: Grade | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None
    fields: Fields | None = None

    @model_validator(mode="after")
    def _no_empty_facts(self) -> Self:
        for name in self.model_fields_set - {"category"}:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null; leave it out to keep it")
        return self


class WaitIn(Strict):
    on: Literal["customer", "third_party", "until"]
    until: Time | None = None


class ReopenIn(Strict):
    why: Why = ""


class RatingIn(Strict):
    rating: Literal["good", "bad"]
    comment: Annotated[str, Field(max_length=2000)] = ""


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
    """The package: what is wanted, tried, found and needed, and by when."""

    wanted: Part
    tried: Part
    found: More = ""
    needed: More = ""
    by_when: Time | None = None
    team: Slug | None = None


class ReturnIn(Strict):
    missing: Part


class ReasonIn(Strict):
    reason: Part


class SendDownIn(Strict):
    team: Slug
    answer: Part
    lesson: Part


class ConsultIn(Strict):
    team: Slug
    question: Part


class AnswerIn(Strict):
    answer: Part
