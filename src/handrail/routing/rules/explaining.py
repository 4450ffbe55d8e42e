"""Why something was decided, in a form that is kept and can be shown. Pure."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import msgspec

from handrail.base.saying import Sentence, said


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
        why = SENTENCES[self.ground](self)
        if not self.overruled:
            return str(why)
        return str(said("%(why)s (against %(rules)s)", why=why, rules=self.overruled))


class Said(msgspec.Struct, frozen=True):
    """What the learned model says: a category or none, and whether that is enough to act on."""

    category: int | None
    confidence: float
    is_sure: bool
    words: Sequence[str]
    version: int


def _because(words: Sentence, reason: Reason) -> Sentence:
    if not reason.because:
        return words
    return said("%(words)s: %(because)s", words=words, because=reason.because)


SENTENCES: Mapping[Ground, Callable[[Reason], Sentence]] = {
    Ground.CALLER: lambda r: said("Named when it was opened"),
    Ground.RULE: lambda r: _because(said('Rule "%(name)s"', name=r.name), r),
    Ground.MODEL: lambda r: _because(said("Learned, %(sure)s sure", sure=f"{r.confidence:.0%}"), r),
    Ground.WORDS: lambda r: _because(said("Words"), r),
    Ground.DEFAULT: lambda r: said(r.name) if r.name else said("Default"),
}
