"""Pure decisions about articles: who may read, write and publish them, and what may happen next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.base.languages import later
from handrail.base.saying import Saying
from handrail.people.rules import NotAllowed, can

# The level of whoever may read everything; above any tier there can be.
TOP = 32_767
EVERYONE = 0
# An owner has so long to look at what is about to end.
WARNED_BEFORE = timedelta(days=14)
REVIEW_AFTER = timedelta(days=180)
PARTS = ("issue", "environment", "cause", "resolution")
TEXTS = ("title", "summary", *PARTS)
# How an article met a ticket. Only one of a kind of verdict holds at a time; works may come on top.
VERDICTS = frozenset({"used", "helped", "wrong"})
WORKS = frozenset({"created", "improved"})
# The ties that say: what this ticket taught is written down.
TAUGHT = frozenset({"used", "helped"}) | WORKS
REUSED = ("used", "helped")
MOST_TEXT = 200_000
# Read after "This article is".
STATES = {
    "draft": later("a draft"), "in_review": later("in review"), "published": later("published"),
    "retired": later("retired"),
}  # fmt: skip
# A suggestion spared a ticket when whoever opened it wrote none for so long.
DEFLECTED_AFTER = timedelta(hours=48)


class Refused(Saying, ValueError):
    """The verb does not fit the article as it stands; the message says why and what to do."""


class MayNot(NotAllowed):
    """Whoever acts may not do this to this article; the message says who may."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who reads or writes: role, level (the highest tier of their teams), and whether licensed.

    A licence is given by a lead or an administrator to an agent who writes well enough to publish
    to customers without a second look.
    """

    role: str = ""
    level: int = EVERYONE
    licensed: bool = False
    is_desk: bool = False

    @property
    def writes(self) -> bool:
        """Whether drafts are any business of theirs."""
        return self.is_desk or can(self.role, "write_articles")


DESK = Hand(level=TOP, licensed=True, is_desk=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules ask of an article: its state, its audience, the level of the owning tier."""

    state: str
    audience: int
    owner_level: int


def may_read(hand: Hand, article: Standing, *, expired: bool, same_brand: bool) -> bool:
    """Whether somebody may read an article: what `visible_to` says in SQL, in plain words."""
    if article.audience > hand.level:
        return False
    shown = article.state == "published" and not expired
    return same_brand and (shown or hand.writes)


def check_write(hand: Hand, audience: int) -> None:
    """Agents, leads and administrators write, for readers up to their own level. Raises MayNot."""
    if not hand.writes:
        raise MayNot("Only agents, leads and administrators write articles.")
    if audience > hand.level:
        raise MayNot(
            "You may not write for tier %(audience)s and up: you are not in that tier.",
            audience=audience,
        )


def check_publish(hand: Hand, article: Standing) -> None:
    """Let a publication pass, or raise MayNot saying who may.

    Inside the desk: a member of the owning tier or of one above, a lead, or an administrator. For
    everyone: a lead, an administrator, or such a member who holds a licence.
    """
    check_write(hand, article.audience)
    leads = can(hand.role, "publish_articles") or hand.is_desk
    if not leads and hand.level < article.owner_level:
        raise MayNot(
            "Tier %(tier)s owns this article. One of its members publishes it.",
            tier=article.owner_level,
        )
    if article.audience == EVERYONE and not (leads or hand.licensed):
        raise MayNot("Customers would read this. A lead or somebody with a licence publishes it.")


def may_publish(hand: Hand, article: Standing) -> bool:
    """Whether somebody could publish this article themselves."""
    try:
        check_publish(hand, article)
    except MayNot:
        return False
    return True


def verbs_of(hand: Hand, article: Standing) -> frozenset[str]:
    """What somebody may do to an article as it stands, so that nothing else is offered to them."""
    if not hand.writes or article.audience > hand.level:
        return frozenset()
    publishes, state = may_publish(hand, article), article.state
    owns = publishes or state != "published"
    allowed = {
        "write": state != "retired", "review": state != "retired", "revive": state == "retired",
        "facts": owns, "retire": owns and state != "retired", "file": state != "retired",
        "publish": publishes and state != "retired", "confirm": publishes and state == "published",
        "return": publishes, "advise": publishes,
    }  # fmt: skip
    return frozenset(verb for verb, may in allowed.items() if may)


def check_content(title: str, resolution: str) -> None:
    """What must be there before anybody else reads it. Raises Refused."""
    if not title.strip():
        raise Refused("Give the article a title: the words somebody would ask with.")
    if not resolution.strip():
        raise Refused("The resolution is empty. Write what to do.")


def check_state(state: str, allowed: tuple[str, ...], refusal: str) -> None:
    """Raise Refused when an article in this state does not take a verb; the refusal says which."""
    if state not in allowed:
        raise Refused(
            "This article is %(state)s. %(refusal)s",
            state=STATES.get(state, state),
            refusal=refusal,
        )


def check_dates(review_at: datetime | None, expires_at: datetime | None, now: datetime) -> None:
    """A date to look again, or to end, lies ahead. Raises Refused."""
    if expires_at is not None and expires_at <= now:
        raise Refused("The expiry is in the past. Retire the article instead.")
    if review_at is not None and expires_at is not None and review_at > expires_at:
        raise Refused("The review comes after the expiry. Choose an earlier day to look again.")


def others_of(kind: str) -> frozenset[str]:
    """The ties that a new one of this kind replaces. Raises Refused for a kind there is not."""
    if kind not in VERDICTS | WORKS:
        raise Refused(
            "An article was %(kinds)s; “%(kind)s” is none of these.",
            kinds=sorted(VERDICTS | WORKS),
            kind=kind,
        )
    return VERDICTS - {kind} if kind in VERDICTS else frozenset()


def asks_for_lesson(*, level: int, taught: bool) -> bool:
    """Whether a solver is asked what there is to learn: above tier 1, and nothing is written yet."""
    return level > 1 and not taught
