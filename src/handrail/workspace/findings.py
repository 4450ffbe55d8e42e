"""What a channel found out about a message, in the words the ticket's page shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.dateformat import format as dated
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from handrail.base.languages import later
from handrail.tickets.models import Message
from handrail.tickets.origin import DENIED, PROVEN, Origin, read

SIGNED = {
    "valid": later("valid"), "broken": later("Signature does not match the text"),
    "unknown": later("Signer not known to this desk"),
    "another": later("Signed by somebody other than the sender"),
    "outdated": later("Signed with a certificate that is out of date"),
    "unread": later("Signed; the signature could not be checked"),
}  # fmt: skip
MEETINGS = {
    "request": later("Invitation"), "publish": later("Meeting"), "cancel": later("Meeting called off"),
    "reply": later("Answer to an invitation"), "counter": later("Another time proposed"),
    "refresh": later("Asks for the meeting's latest state"),
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
    by = _("checked by this desk")
    if sender.checked_by:
        by = _("as %(server)s noted") % {"server": sender.checked_by}
    title = f"{', '.join(said) or _('No result')}, {by}."
    if sender.proof == PROVEN:
        yield Finding(_("Sender proven by %(domain)s") % {"domain": sender.domain}, title, "good")
    elif sender.proof == DENIED:
        yield Finding(
            _("%(domain)s says that this is not from it") % {"domain": sender.domain},
            title,
            "warning",
        )
    elif sender.proof:
        yield Finding(_("Sender not proven"), title, "quiet")


def _protection(said: Mapping[str, Any]) -> Iterator[Finding]:
    signature, scheme = said.get("signature"), said.get("encrypted")
    if scheme and said.get("is_locked"):
        yield Finding(_("Encrypted (%(scheme)s), not opened") % {"scheme": scheme}, mood="warning")
    elif scheme:
        yield Finding(
            _("Encrypted (%(scheme)s)") % {"scheme": scheme},
            _("Opened with a key of this desk."),
            "good",
        )
    if signature:
        yield _signature(signature)


def _signature(said: Mapping[str, Any]) -> Finding:
    state, who = said.get("state", "unread"), _named(said)
    by = _(", certificate issued by %(issuer)s") % said if said.get("issuer") else ""
    if state == "valid":
        return Finding(
            _("Signed by %(who)s, valid%(by)s") % {"who": who, "by": by},
            str(said.get("scheme", "")),
            "good",
        )
    told = _("Says it is %(who)s%(by)s.") % {"who": who, "by": by} if who else ""
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
    kind = MEETINGS.get(str(said.get("method")), _("Meeting"))
    start, end = _moment(said.get("starts", ""), tz), _moment(said.get("ends", ""), tz)
    until = _(" to %(end)s") % {"end": _later(start, end)} if start and end else ""
    day = dated(start, pgettext("Django date format", "j M Y, H:i")) if start else ""
    when = _(": %(day)s%(until)s, your time") % {"day": day, "until": until} if start else ""
    gone = "warning" if said.get("method") == "cancel" else ""
    yield Finding(f"{kind}{when}", str(said.get("summary", "")), gone)


def _later(start: datetime, end: datetime) -> str:
    if end.date() == start.date():
        return f"{end:%H:%M}"
    return dated(end, pgettext("Django date format", "j M, H:i"))


def _moment(said: object, tz: ZoneInfo) -> datetime | None:
    """A written moment in the reader's zone; none where its own zone was not named or is not known."""
    day, __, rest = str(said).partition(" ")
    clock, __, zone = rest.partition(" ")
    try:
        at = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M")  # noqa: DTZ007
        return at.replace(tzinfo=ZoneInfo(zone)).astimezone(tz)
    except (ValueError, ZoneInfoNotFoundError, OSError, OverflowError):
        return None


def _list(name: str) -> Iterator[Finding]:
    if name:
        yield Finding(_("Came over the list %(name)s") % {"name": name})


def _language(code: str) -> Iterator[Finding]:
    """Only where it is another than the desk's own."""
    if code and code != settings.LANGUAGE_CODE.partition("-")[0]:
        try:
            name = get_language_info(code)["name"]
        except KeyError:
            name = code
        yield Finding(code, _("Written in %(name)s") % {"name": name}, "quiet")
