"""How good an article is, from 0 to 100, by a rule anybody can check. Pure.

| points | for |
|---|---|
| 30 | structure: title 2, summary 4, issue 7, environment 3, cause 4, resolution 8, category 2 |
| 20 | freshness: full on the day it was last confirmed, none a year later; half when a review is overdue |
| 30 | votes: the lower end of Wilson's interval (95 %) for the share that it helped |
| 20 | reuse: by the logarithm of the tickets it was used on, full at 31 |

Each open flag takes 15 away. Votes are readers' feedback and agents' verdicts on tickets.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2, sqrt

from handrail.knowledge.words import Words

WEIGHTS = {"title": 2, "summary": 4, "issue": 7, "environment": 3, "cause": 4, "resolution": 8}
CATEGORY = 2
FRESH, VOTES, REUSE, FLAG = 20, 30, 20, 15
STALE_AFTER = timedelta(days=365)
ENOUGH_TICKETS = 31
# The 97.5th percentile of the normal distribution: a two-sided interval of 95 %.
Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an article besides its words."""

    has_category: bool = False
    confirmed_at: datetime | None = None
    review_at: datetime | None = None
    helpful: int = 0
    unhelpful: int = 0
    tickets: int = 0
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Quality:
    """The score and what it is made of."""

    structure: int
    freshness: int
    votes: int
    reuse: int
    flags: int

    @property
    def score(self) -> int:
        """All together, from 0 to 100."""
        whole = self.structure + self.freshness + self.votes + self.reuse - self.flags
        return max(0, min(100, whole))


def quality(words: Words, known: Standing, *, now: datetime) -> Quality:
    """How good an article is at a moment."""
    filled = sum(weight for name, weight in WEIGHTS.items() if getattr(words, name).strip())
    return Quality(
        structure=filled + CATEGORY * known.has_category,
        freshness=round(FRESH * freshness(known.confirmed_at, known.review_at, now)),
        votes=round(VOTES * helpfulness(known.helpful, known.unhelpful)),
        reuse=round(REUSE * min(1.0, log2(1 + known.tickets) / log2(1 + ENOUGH_TICKETS))),
        flags=FLAG * known.flags,
    )


def freshness(confirmed: datetime | None, review: datetime | None, now: datetime) -> float:
    """From 1 when somebody has just looked to 0 after a year; an overdue review halves it."""
    if confirmed is None:
        return 0.0
    left = max(0.0, min(1.0, 1 - (now - confirmed) / STALE_AFTER))
    return left / 2 if review is not None and review <= now else left


def helpfulness(helpful: int, unhelpful: int) -> float:
    """Wilson's lower bound; whom nobody has judged counts as helped one reader of one.

    So a helpful vote never lowers it, and an unhelpful one never raises it.
    """
    if not helpful and not unhelpful:
        return wilson_lower(1, 1)
    return wilson_lower(helpful, helpful + unhelpful)


def wilson_lower(good: int, whole: int) -> float:
    """The lower end of Wilson's score interval for a share (E. B. Wilson, 1927); 0 for no votes."""
    if whole == 0:
        return 0.0
    share, z2 = good / whole, Z * Z / whole
    centre = share + z2 / 2
    spread = Z * sqrt(share * (1 - share) / whole + z2 / (4 * whole))
    return max(0.0, (centre - spread) / (1 + z2))
