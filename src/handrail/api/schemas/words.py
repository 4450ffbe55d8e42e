"""The kinds of values programs send: each says what fits, so that nothing odd reaches the desk."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from handrail.base.text import clean


def said(text: str) -> str:
    """Text that says something once it is cleaned. Raises ValueError for what is blank."""
    text = clean(text)
    if not text.strip():
        raise ValueError("Write something.")
    return text


Text = Annotated[str, Field(min_length=1, max_length=100_000), AfterValidator(said)]
Part = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(said)]
More = Annotated[str, Field(max_length=20_000), AfterValidator(clean)]
Line = Annotated[str, Field(min_length=1, max_length=250), AfterValidator(said)]
Why = Annotated[str, Field(max_length=500), AfterValidator(clean)]
Tag = Annotated[str, Field(max_length=40)]
Slug = Annotated[str, Field(pattern=r"^[-\w]{1,50}$")]
Path = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,400}$")]
Address = Annotated[
    str, Field(max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$")
]
Grade = Annotated[int, Field(ge=1, le=3)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Fields = Annotated[
    dict[Slug, str | int | float | bool | None],
    Field(max_length=100, examples=[{"invoice": "R-1"}]),
]
# With its zone, and far from the calendar's ends, where another zone's clock cannot follow.
Time = Annotated[
    AwareDatetime,
    Field(gt=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2999, 1, 1, tzinfo=UTC)),
]
