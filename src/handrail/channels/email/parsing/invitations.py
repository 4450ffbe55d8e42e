"""Meetings: the first event of an iCalendar part (RFC 5545), and what it says in plain words."""

import re
from collections.abc import Iterator

from handrail.channels.email.parsing.addresses import valid
from handrail.channels.email.parsing.charsets import decode
from handrail.channels.email.parsing.mail import Address, Invitation
from handrail.channels.email.parsing.structure import Part, leaves

CALENDARS = frozenset({"text/calendar", "application/ics"})
MOST_BYTES = 2**20
LONGEST = 1000
FOLD = re.compile(r"\r?\n[ \t]")
LINE = re.compile(r"([A-Za-z-]{1,40})((?:;[A-Za-z-]{1,40}=(?:\"[^\"]*\"|[^\";:]*))*):(.*)")
PARAMETER = re.compile(r";([A-Za-z-]{1,40})=(?:\"([^\"]*)\"|([^\";:]*))")
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
ESCAPED = re.compile(r"\\(.)")
OPENINGS = {
    "request": "Invitation", "publish": "Meeting", "cancel": "Meeting called off",
    "reply": "Answer to an invitation", "counter": "Another time proposed",
}  # fmt: skip
Line = tuple[str, dict[str, str], str]


def find(root: Part) -> Invitation | None:
    """The meeting this mail is about, if it carries one."""
    for part in leaves(root):
        if part.type in CALENDARS:
            text = decode(part.decoded()[:MOST_BYTES], part.parameters.get("charset", ""))
            return _read(text, part.parameters.get("method", ""))
    return None


def _read(text: str, method: str) -> Invitation | None:
    event: dict[str, Line] = {}
    inside: list[str] = []
    for name, parameters, value in _lines(text):
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END":
            if value.upper() == "VEVENT":
                break
            inside = inside[:-1]
        elif name == "METHOD":
            method = value
        elif inside[-1:] == ["VEVENT"]:
            event.setdefault(name, (name, parameters, value))
    return _invitation(event, method.strip().lower()[:20]) if event else None


def _lines(text: str) -> Iterator[Line]:
    for line in FOLD.sub("", text).splitlines():
        found = LINE.fullmatch(line[:5000])
        if found is not None:
            named = {n.upper(): a or b for n, a, b in PARAMETER.findall(found[2])}
            yield found[1].upper(), named, found[3].strip()


def _invitation(event: dict[str, Line], method: str) -> Invitation:
    nothing: Line = ("", {}, "")
    _, who, address = event.get("ORGANIZER", nothing)
    return Invitation(
        method=method, summary=_words(event.get("SUMMARY", nothing)),
        starts=_moment(event.get("DTSTART", nothing)), ends=_moment(event.get("DTEND", nothing)),
        place=_words(event.get("LOCATION", nothing)),
        organiser=Address(who.get("CN", "")[:250], valid(re.sub("(?i)^mailto:", "", address))),
    )  # fmt: skip


def _words(line: Line) -> str:
    """The value on one line, its escapes undone."""
    text = ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], line[2])
    return " ".join(text.split())[:LONGEST]


def _moment(line: Line) -> str:
    """As written: a day, or a day and a time with the zone that was named."""
    found = MOMENT.fullmatch(line[2])
    if found is None:
        return ""
    day = f"{found[1]}-{found[2]}-{found[3]}"
    zone = "UTC" if found[6] else line[1].get("TZID", "")[:80]
    return f"{day} {found[4]}:{found[5]} {zone}".strip() if found[4] else day


def told(meeting: Invitation) -> str:
    """The meeting in a few lines for the conversation."""
    who = meeting.organiser.name or meeting.organiser.address
    until = f" until {meeting.ends}" if meeting.ends else ""
    lines = [
        f"{OPENINGS.get(meeting.method, 'Meeting')}: {meeting.summary or 'no title'}",
        f"When: {meeting.starts}{until}" if meeting.starts else "",
        f"Where: {meeting.place}" if meeting.place else "",
        f"Organised by: {who}" if who else "",
    ]
    return "\n".join(line for line in lines if line)
