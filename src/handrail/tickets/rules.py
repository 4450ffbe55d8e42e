"""Pure decisions about tickets: what may happen next, and what a change means."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from handrail.base.languages import later
from handrail.base.saying import Amount, Saying
from handrail.base.text import clean, one_line

CLOSES_AFTER = timedelta(days=14)
# A time near the end of the calendar can be stored, but then never be read again in another zone.
LONGEST_WAIT = timedelta(days=3653)
CHANGEABLE = frozenset(
    {"subject", "category", "impact", "urgency", "complexity", "tags", "language", "requester"}
)
GRADED = {
    "impact": later("Impact"), "urgency": later("Urgency"), "complexity": later("Complexity"),
}  # fmt: skip
NOT_DONE = later("#%(number)s is not done, so there is nothing to reopen.")
NOTHING_TO_REOPEN = {
    "merged": later("#%(number)s is merged, so there is nothing to reopen."),
    "spam": later("#%(number)s is spam, so there is nothing to reopen."),
}
WAITS_ON = frozenset({"customer", "third_party", "until"})


class Refused(Saying, ValueError):
    """The verb does not fit the ticket as it stands; the message says why and what to do."""


def require_active(state: str, number: int) -> None:
    """A ticket that is done must be reopened before it is worked on."""
    if state == "done":
        raise Refused("#%(number)s is already done. Reopen it first.", number=number)


def wait_end(until: datetime | None, now: datetime) -> datetime:
    """When a wait until a time ends: later than now, and within ten years."""
    if until is None or until <= now:
        raise Refused("Say until when, and choose a time that is still to come.")
    if until - now > LONGEST_WAIT:
        raise Refused("A ticket waits at most ten years. Choose an earlier time.")
    return until


def turn_after_reply(then: str) -> str:
    """What a reply leads to: "wait" for the customer, "keep" working, or "solve"."""
    if then not in {"wait", "keep", "solve"}:
        raise Refused("A reply is followed by wait, keep or solve, not by “%(then)s”.", then=then)
    return then


def may_reopen(turn: str, number: int) -> None:
    """Solved and closed tickets can be reopened; merged ones live on elsewhere, spam is cleared."""
    if turn not in {"solved", "closed"}:
        raise Refused(NOTHING_TO_REOPEN.get(turn, NOT_DONE), number=number)


def clean_tags(tags: list[str]) -> list[str]:
    """Lower case, without doubles, in order; at most 20 of at most 40 characters."""
    words = [one_line(tag).lower() for tag in tags]
    kept = list(dict.fromkeys(word for word in words if word))
    if len(kept) > 20 or any(len(tag) > 40 for tag in kept):
        raise Refused("A ticket has at most 20 tags of at most 40 characters each.")
    return kept


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """{name: (old, new)} for those values that really change."""
    return {name: (old.get(name), value) for name, value in new.items() if old.get(name) != value}


def grade(name: str, value: int, most: int) -> int:
    """A number from 1 to `most`, or Refused."""
    if not 1 <= value <= most:
        raise Refused(
            "%(name)s goes from 1 to %(most)s; %(value)s does not.",
            name=GRADED.get(name, name), most=most, value=value,
        )  # fmt: skip
    return value


def field_value(label: str, kind: str, options: list[str], raw: Any) -> Any:
    """A custom field's value as JSON, from what was typed. Raises Refused with what is wanted."""
    if raw in (None, ""):
        return None
    return READERS[kind](label, options, raw)


def _text(label: str, options: list[str], raw: Any) -> str:
    text = clean(str(raw))
    if len(text) > 2000:
        raise Refused(
            "%(label)s: at most 2,000 characters, please; this has %(has)s.",
            label=label,
            has=Amount(len(text)),
        )
    return text


def _number(label: str, options: list[str], raw: Any) -> float:
    try:
        number = float(str(raw).replace(",", "."))
    except ValueError:
        raise Refused("%(label)s: a number, please, such as 12 or 3.5.", label=label) from None
    if number != number or abs(number) > 1e15:
        raise Refused("%(label)s: that number is too large.", label=label)
    return number


def _date(label: str, options: list[str], raw: Any) -> str:
    try:
        return date.fromisoformat(str(raw)).isoformat()
    except ValueError:
        raise Refused("%(label)s: a date, please, such as 2026-11-23.", label=label) from None


def _choice(label: str, options: list[str], raw: Any) -> str:
    if raw not in options:
        raise Refused("%(label)s: one of %(options)s, please.", label=label, options=options)
    return str(raw)


def _yes_no(label: str, options: list[str], raw: Any) -> bool:
    return raw in (True, "true", "on", "yes", "1", 1)


READERS = {
    "text": _text, "number": _number, "date": _date, "choice": _choice, "yes_no": _yes_no,
}  # fmt: skip
