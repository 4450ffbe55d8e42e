"""Why something was decided, in a form that is kept and can be shown. Pure."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import msgspec


class Ground(StrEnum):
    """What a decision stands on, strongest first."""

    CALLER = "caller"
    RULE = "rule"
    MODEL = "model"
    WORDS = "words"
    DEFAULT = "default"


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why one fact is as it is. `because` are tests that fitted, or words that spoke for it.

    `overruled` are later rules that wanted something else.
    """

    ground: Ground
    rule: int | None = None
    name: str = ""
    because: Sequence[str] = ()
    confidence: float | None = None
    version: int | None = None
    overruled: Sequence[str] = ()

    def __str__(self) -> str:
        return SENTENCES[self.ground](self) + _but(self)


class Said(msgspec.Struct, frozen=True):
    """What the learned model says: a category or none, and whether that is enough to act on."""

    category: int | None
    confidence: float
    is_sure: bool
    words: Sequence[str]
    version: int


def _listed(reason: Reason) -> str:
    return ": " + ", ".join(reason.because) if reason.because else ""


def _but(reason: Reason) -> str:
    return f" (against {', '.join(reason.overruled)})" if reason.overruled else ""


SENTENCES: Mapping[Ground, Callable[[Reason], str]] = {
    Ground.CALLER: lambda r: "Named when it was opened",
    Ground.RULE: lambda r: f'Rule "{r.name}"{_listed(r)}',
    Ground.MODEL: lambda r: f"Learned, {r.confidence:.0%} sure{_listed(r)}",
    Ground.WORDS: lambda r: f"Words{_listed(r)}",
    Ground.DEFAULT: lambda r: r.name or "Default",
}
