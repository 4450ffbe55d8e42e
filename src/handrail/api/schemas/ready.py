"""What is ready to be used on a ticket, as programs get it."""

from handrail.api.schemas.shape import Shape
from handrail.automation.models import CannedAnswer, Macro


class CannedOut(Shape):
    """A canned answer; its `text` is filled in where a ticket was named."""

    id: int
    name: str
    shortcut: str
    language: str
    text: str

    @classmethod
    def of(cls, row: CannedAnswer, text: str) -> "CannedOut":
        """A canned answer with its text, as it is or filled in."""
        return cls(
            id=row.pk, name=row.name, shortcut=row.shortcut, language=row.language, text=text
        )


class MacroOut(Shape):
    """A macro and what it does, in words."""

    id: int
    name: str
    text: str
    does: list[str]

    @classmethod
    def of(cls, row: Macro, does: list[str]) -> "MacroOut":
        """A macro."""
        return cls(id=row.pk, name=row.name, text=row.text, does=does)
