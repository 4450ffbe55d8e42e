"""Pure decisions about handing over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handrail.base.languages import later
from handrail.base.saying import Saying

# What a path may ask of a package, as the sheet calls it.
WORDS = {
    "wanted": later("what is wanted"), "tried": later("what was tried"),
    "found": later("what was found"),
    "needed": later("what may be missing"), "by_when": later("by when"),
}  # fmt: skip
# How often an unanswered offer climbs before the desk decides by itself.
CLIMBS = 1
# The end of the calendar can be stored, but then never be read again in another time zone.
LAST_YEAR = 2999


class HandoffRefused(Saying, ValueError):
    """The handoff cannot happen like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What the receiving team needs, so that nobody asks the customer again."""

    wanted: str
    tried: str = ""
    found: str = ""
    needed: str = ""
    by_when: datetime | None = None


def check_package(package: Package) -> Package:
    """A package worth accepting says what is wanted and what was tried."""
    if not package.wanted.strip():
        raise HandoffRefused("Say what you want the other team to do.")
    if not package.tried.strip():
        raise HandoffRefused("Say what was tried, even if it is “nothing yet, because …”.")
    if package.by_when is not None and package.by_when.year > LAST_YEAR:
        raise HandoffRefused("That “by when” is too far away. Choose an earlier time.")
    for name in ("wanted", "tried", "found", "needed"):
        if len(getattr(package, name)) > 20_000:
            raise HandoffRefused(
                "“%(name)s” has more than 20,000 characters. Attach a file instead.",
                name=WORDS[name],
            )
    return package


def check_required(package: Package, required: Iterable[str]) -> None:
    """Raise HandoffRefused naming everything a path asks for that the package lacks."""
    lacking = [WORDS[name] for name in WORDS if name in required and not getattr(package, name)]
    if lacking:
        raise HandoffRefused("This way up needs more: %(lacking)s.", lacking=lacking)


def may_decide(*, role: str, acceptance: str, is_member: bool, is_lead: bool, named: bool) -> bool:
    """Whether somebody may accept or return an offer, by the receiving tier's rule.

    Administrators always may; `named` is whether the offer is to this very person.
    """
    if role == "admin" or is_lead or named:
        return True
    return is_member and acceptance != "lead"


def outcome(from_level: int, to_level: int) -> str:
    """How the sender's stint ends when a handoff between these levels is accepted."""
    if to_level > from_level:
        return "escalated"
    return "sent_down" if to_level < from_level else "moved"


# A swarm lasts an hour unless somebody says otherwise; longer than three days is a team.
SWARM_MINUTES, LONGEST_SWARM = 60, 3 * 24 * 60


def swarm_minutes(minutes: int) -> int:
    """How long a swarm lasts, in minutes. Raises HandoffRefused outside five minutes to three days."""
    if not 5 <= minutes <= LONGEST_SWARM:
        raise HandoffRefused("A swarm lasts from five minutes to three days.")
    return minutes


def update_minutes(minutes: int) -> int:
    """How often customers hear of an incident, in minutes: from five to a week."""
    if not 5 <= minutes <= 7 * 24 * 60:
        raise HandoffRefused("Customers hear every five minutes at most, and once a week at least.")
    return minutes
