"""What a channel found out about a message, in the words the ticket's page shows. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.translation import get_language_info

from handrail.tickets.models import Message
from handrail.tickets.origin import DENIED, PROVEN, Origin, read

SIGNED = {
    "valid": "valid", "broken": "Signature does not match the text",
    "unknown": "Signer not known to this desk",
    "another": "Signed by somebody other than the sender",
    "outdated": "Signed with a certificate that is out of date",
    "unread": "Signed; the signature could not be checked",
}  # fmt: skip
MEETINGS = {
    "request": "Invitation", "publish": "Meeting", "cancel": "Meeting called off",
    "reply": "Answer to an invitation", "counter": "Another time proposed",
    "refresh": "Asks for the meeting's latest state",
}  # fmt: skip
METHODS = ("spf", "dkim", "dmarc", "arc")
WRONG = frozenset({"broken", "another", "outdated"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact, what hovering tells besides, and how it is marked: nothing, good, warning or quiet."""

    words: str
    title: str = ""
    mood: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """All there is to say of a message; `is_secret` where its words must not leave in the clear."""

    lines: Sequence[Finding] = ()
    is_secret: bool = False


NOTHING = Found()


def found_of(message: Message, tz: ZoneInfo) -> Found:
    """Most important first; nothing for most messages."""
    found = message.found
    if not found or message.redacted_at:
        return NOTHING
    return Found(_lines(found, tz), "encrypted" in (found.get("protection") or {}))


def _lines(found: Mapping[str, Any], tz: ZoneInfo) -> list[Finding]:
    return [
        *_proof(read(found)), *_protection(found.get("protection") or {}),
        *_meeting(found.get("invitation"), tz),
        *_list(str(found.get("list", ""))), *_language(str(found.get("language", ""))),
    ]  # fmt: skip


def _proof(sender: Origin) -> Iterator[Finding]:
    """Whether the sender's own domain stands behind it, and by which checks."""
    said = [f"{name.upper()} {sender.checks[name]}" for name in METHODS if name in sender.checks]
    by = f"as {sender.checked_by} noted" if sender.checked_by else "checked by this desk"
    title = f"{', '.join(said) or 'No result'}, {by}."
    if sender.proof == PROVEN:
        yield Finding(f"Sender proven by {sender.domain}", title, "good")
    elif sender.proof == DENIED:
        yield Finding(f"{sender.domain} says that this is not from it", title, "warning")
    elif sender.proof:
        yield Finding("Sender not proven", title, "quiet")


def _protection(said: Mapping[str, Any]) -> Iterator[Finding]:
    signature, scheme = said.get("signature"), said.get("encrypted")
    if scheme and said.get("is_locked"):
        yield Finding(f"Encrypted ({scheme}), not opened", mood="warning")
    elif scheme:
        yield Finding(f"Encrypted ({scheme})", "Opened with a key of this desk.", "good")
    if signature:
        yield _signature(signature)


def _signature(said: Mapping[str, Any]) -> Finding:
    state, who = said.get("state", "unread"), _named(said)
    by = f", certificate issued by {said['issuer']}" if said.get("issuer") else ""
    if state == "valid":
        return Finding(f"Signed by {who}, valid{by}", str(said.get("scheme", "")), "good")
    told = f"Says it is {who}{by}." if who else ""
    return Finding(SIGNED.get(state, SIGNED["unread"]), told, "warning" if state in WRONG else "")


def _named(said: Mapping[str, Any]) -> str:
    """The signer with the address, once."""
    signer, address = str(said.get("signer", "")), str(said.get("address", ""))
    if address and address not in signer.lower():
        return f"{signer} <{address}>".strip()
    return signer


def _meeting(said: Mapping[str, Any] | None, tz: ZoneInfo) -> Iterator[Finding]:
    if not said:
        return
    kind = MEETINGS.get(str(said.get("method")), "Meeting")
    start, end = _moment(said.get("starts", ""), tz), _moment(said.get("ends", ""), tz)
    until = f" to {_later(start, end)}" if start and end else ""
    when = f": {start:%-d %b %Y, %H:%M}{until}, your time" if start else ""
    gone = "warning" if said.get("method") == "cancel" else ""
    yield Finding(f"{kind}{when}", str(said.get("summary", "")), gone)


def _later(start: datetime, end: datetime) -> str:
    return f"{end:%H:%M}" if end.date() == start.date() else f"{end:%-d %b, %H:%M}"


def _moment(said: object, tz: ZoneInfo) -> datetime | None:
    """A written moment in the reader's zone; none where its own zone was not named or is not known."""
    day, _, rest = str(said).partition(" ")
    clock, _, zone = rest.partition(" ")
    try:
        at = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M")  # noqa: DTZ007
        return at.replace(tzinfo=ZoneInfo(zone)).astimezone(tz)
    except (ValueError, ZoneInfoNotFoundError, OSError, OverflowError):
        return None


def _list(name: str) -> Iterator[Finding]:
    if name:
        yield Finding(f"Came over the list {name}")


def _language(code: str) -> Iterator[Finding]:
    """Only where it is another than the desk's own."""
    if code and code != settings.LANGUAGE_CODE.partition("-")[0]:
        try:
            name = get_language_info(code)["name"]
        except KeyError:
            name = code
        yield Finding(code, f"Written in {name}", "quiet")
