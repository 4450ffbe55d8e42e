"""What a message's channel found out about it, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info

from handrail.tickets.origin import DENIED, PROVEN, UNPROVEN, Meeting, Origin, read

METHODS = ("spf", "dkim", "dmarc", "arc")
ASKED = {
    "request": "Invitation", "cancel": "Meeting called off", "reply": "Answer to an invitation",
    "counter": "Another time proposed", "publish": "Announced", "add": "Added to a meeting",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing worth knowing: its words, what more there is to say, and whether it warns."""

    words: str
    more: str = ""
    warns: bool = False


def marks(kept: Any, *, usual_language: str) -> list[Mark]:
    """What to tell of an origin as it was stored; nothing for a message that nothing is known of."""
    origin = read(kept)
    return [
        *_proof(origin),
        *_protection(origin),
        *_list(origin),
        *_language(origin, usual_language),
    ]


def meeting(kept: Any) -> dict[str, str]:
    """The meeting that came with a message: {what, when, where, who}; empty without one."""
    found = read(kept).meeting
    if found is None:
        return {}
    told = {
        "what": f"{ASKED.get(found.method, 'Meeting')}: {found.summary or 'without a title'}",
        "when": _times(found), "where": found.place, "who": found.organiser,
    }  # fmt: skip
    return {name: words for name, words in told.items() if words}


def _times(found: Meeting) -> str:
    return " to ".join(at for at in (found.starts, found.ends) if at)


def _proof(origin: Origin) -> Iterator[Mark]:
    words = {
        PROVEN: f"Sender proven by {origin.domain}",
        DENIED: f"{origin.domain} says that this is not from it",
        UNPROVEN: "Sender not proven",
    }.get(origin.proof)
    if words:
        said = [
            f"{name.upper()} {origin.checks[name]}" for name in METHODS if name in origin.checks
        ]
        by = f"as {origin.checked_by} noted" if origin.checked_by else "checked by this desk"
        more = f"{', '.join(said) or 'No result'}, {by}."
        yield Mark(words, more, warns=origin.proof == DENIED)


def _protection(origin: Origin) -> Iterator[Mark]:
    if origin.scheme:
        plain = {"signed": "signed, not checked", "encrypted": "encrypted, not opened here"}
        yield Mark(f"{origin.scheme}: {plain.get(origin.protection, origin.protection)}")


def _list(origin: Origin) -> Iterator[Mark]:
    if origin.mailing_list:
        yield Mark(f"Over the list {origin.mailing_list}")


def _language(origin: Origin, usual: str) -> Iterator[Mark]:
    if origin.language and origin.language != usual:
        yield Mark(f"In {_name(origin.language)}")


def _name(language: str) -> str:
    try:
        return str(get_language_info(language)["name"])
    except KeyError:
        return language
