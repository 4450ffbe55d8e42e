"""The conversation and everything that happened around it, in the order it happened."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.base.languages import later
from handrail.base.mail_html import REMOTE
from handrail.base.models import EventRecord
from handrail.base.rich_text import as_html
from handrail.desk.shape import shape
from handrail.escalation.models import Consult, Handoff, Swarm
from handrail.escalation.queries import consults_of, handoffs_of, swarms_of
from handrail.flow.outbox.status import Status, status
from handrail.people.models import Person
from handrail.tickets.models import Message, Note, Ticket
from handrail.workspace import told
from handrail.workspace.around import Around
from handrail.workspace.findings import NOTHING, Found, found_of
from handrail.workspace.words import CHANNELS, initials, when

LATEST = 40
LOWEST, HIGHEST = 160, 640
REMOTE_PICTURE = f'src="{REMOTE}'
DESK = later("The desk")
Panel = Handoff | Consult | Swarm


@dataclass(slots=True)
class Entry:
    """One line or block of the timeline."""

    at: datetime
    pk: int
    kind: str
    who: str = ""
    words: str = ""
    when: str = ""
    iso: str = ""
    label: str = ""
    text: str = ""
    # What we wrote ourselves, as HTML that can do no harm.
    rich: str = ""
    quoted: str = ""
    side: str = "ours"
    initials: str = ""
    html_url: str = ""
    height: int = 0
    has_remote: bool = False
    found: Found = NOTHING
    is_step: bool = False
    is_opening: bool = False
    files: list[Any] = field(default_factory=list)
    panel: Any = None
    sending: Status | None = None

    @property
    def anchor(self) -> str:
        """Where an address can point to."""
        return f"{'note' if self.kind == 'note' else 'message'}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when and where: what times are told by."""

    person: Person
    now: datetime
    tz: ZoneInfo
    base: str

    def when(self, at: datetime) -> str:
        """A moment in this reader's words."""
        return when(at, now=self.now, tz=self.tz)


def timeline(
    ticket: Ticket, reader: Reader, beside: Around, *, whole: bool = False
) -> tuple[list[Entry], int, dict[int, str]]:
    """The latest entries, oldest first; how many were said before them; who is named in them.

    Reads at most 40 messages, notes and 80 events unless the whole is asked for (then 2,000).
    """
    most = 2000 if whole else LATEST
    messages = _latest(_messages(ticket), most)
    notes = _latest(ticket.notes.all(), most)
    events = _latest(EventRecord.objects.filter(ticket_id=ticket.pk), 2 * most)
    panels: list[Panel] = [
        *(handoffs_of(ticket.pk) if beside.has_handoffs else []),
        *(consults_of(ticket.pk) if beside.has_consults else []),
        *(swarms_of(ticket.pk) if beside.has_swarms else []),
    ]
    people = _people(messages, notes, events, panels)
    files = _files(beside)
    named = {pk: name for pk, (name, _) in people.items()}
    names = told.Names(named, _team_names())
    entries = [
        *_said(messages, people, files, reader),
        *_noted(notes, people, files, reader),
        *_happened(events, names, reader),
        *_panels(panels),
    ]
    entries.sort(key=_order)
    before = 0 if whole or len(messages) < most else ticket.messages.count() - len(messages)
    return (_since(entries, messages[0].at) if before else entries), before, named


def _messages(ticket: Ticket) -> "QuerySet[Message]":
    """Without their HTML, which only their frame reads; but whether there is some, and of what kind."""
    rows = ticket.messages.select_related("delivery").defer("html", "external_id")
    return rows.annotate(
        has_html=_is(~Q(html="")), has_remote=_is(Q(html__contains=REMOTE_PICTURE))
    )


def _is(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _latest(rows: "QuerySet[Any]", most: int) -> list[Any]:
    return list(rows.order_by("-id")[:most])[::-1]


def _since(entries: list[Entry], at: datetime) -> list[Entry]:
    return [entry for entry in entries if entry.at >= at or entry.panel is not None]


def _order(entry: Entry) -> tuple[bool, datetime, int, int]:
    """By time; what still asks for an answer stands at the end, where people look."""
    panel = entry.panel
    asks = isinstance(panel, Handoff) and panel.state == "offered"
    asks = asks or (isinstance(panel, Consult) and panel.answered_at is None)
    asks = asks or (isinstance(panel, Swarm) and panel.ended_at is None)
    return asks, entry.at, _rank(entry), entry.pk


def _rank(entry: Entry) -> int:
    """At one moment a ticket is opened before it is written on, and changes after."""
    if entry.kind == "event":
        return 0 if entry.is_opening else 2
    return 1


def _people(*groups: Iterable[Any]) -> dict[int, tuple[str, str]]:
    """{id: (name, role)} of everybody who wrote, acted or is named, in one query."""
    ids: set[int] = set()
    for row in (row for group in groups for row in group):
        if isinstance(row, EventRecord):
            ids |= {row.payload[k] for k in told.PEOPLE_IN if isinstance(row.payload.get(k), int)}
            ids |= set(row.payload.get("people", ()))
            ids |= {row.person_id} if row.person_id else set()
        elif isinstance(row, Swarm):
            ids |= {*row.members, *row.asked_people}
        elif getattr(row, "author_id", None):
            ids.add(row.author_id)
    found = Person.objects.filter(pk__in=ids).values_list("pk", "name", "role")
    return {pk: (name, role) for pk, name, role in found}


def _team_names() -> dict[int, str]:
    return {team.pk: team.name for team in shape().teams}


def _files(beside: Around) -> dict[tuple[str, int], list[Any]]:
    found: dict[tuple[str, int], list[Any]] = {}
    for file in beside.files:
        key = ("message", file.message_id) if file.message_id else ("note", file.note_id or 0)
        found.setdefault(key, []).append(file)
    return found


def _entry(row: Any, reader: Reader, **facts: Any) -> Entry:
    return Entry(at=row.at, pk=row.pk, when=reader.when(row.at), iso=row.at.isoformat(), **facts)


def _said(
    messages: Iterable[Message], people: Mapping[int, tuple[str, str]],
    files: Mapping[tuple[str, int], list[Any]], reader: Reader,
) -> Iterator[Entry]:  # fmt: skip
    for message in messages:
        who = people.get(message.author_id or 0, (DESK, ""))[0]
        theirs = message.direction == Message.Direction.IN
        kind = "redacted" if message.redacted_at else "auto" if message.is_automatic else "said"
        yield _entry(
            message, reader, kind=kind, who=who, initials=initials(who), text=message.text,
            quoted=message.quoted, label=_label(message, theirs), side="theirs" if theirs else "ours",
            rich="" if theirs or message.redacted_at else as_html(message.text),
            files=files.get(("message", message.pk), []), sending=_sending(message, reader),
            found=found_of(message, reader.tz),
            **_frame(message),
        )  # fmt: skip


def _frame(message: Message) -> dict[str, Any]:
    """Where the mail as it was sent is; its height is a guess, as nothing in the frame can tell it."""
    if not getattr(message, "has_html", False) or message.redacted_at:
        return {}
    lines = sum(1 + len(line) // 90 for line in f"{message.text}\n{message.quoted}".splitlines())
    return {
        "html_url": reverse("workspace:mail_frame", args=[message.ticket_id, message.pk]),
        "height": max(LOWEST, min(HIGHEST, 40 + 22 * lines)),
        "has_remote": getattr(message, "has_remote", False),
    }


def _sending(message: Message, reader: Reader) -> Status | None:
    """How far a message to the customer has come; none for those that no channel carries."""
    delivery = getattr(message, "delivery", None)
    return status(delivery, when=reader.when) if delivery else None


def _label(message: Message, theirs: bool) -> str:
    by = {"channel": CHANNELS.get(message.channel, message.channel)}
    if message.is_automatic:
        return _("automatic, by %(channel)s") % by
    return _("by %(channel)s") % by if theirs else _("to the customer, by %(channel)s") % by


def _noted(
    notes: Iterable[Note], people: Mapping[int, tuple[str, str]],
    files: Mapping[tuple[str, int], list[Any]], reader: Reader,
) -> Iterator[Entry]:  # fmt: skip
    for note in notes:
        who = people.get(note.author_id or 0, (DESK, ""))[0]
        yield _entry(
            note, reader, kind="note", who=who, initials=initials(who), text=note.text,
            rich=as_html(note.text), label=_("note, team only"), files=files.get(("note", note.pk), []),
        )  # fmt: skip


def _happened(
    events: Iterable[EventRecord], names: told.Names, reader: Reader
) -> Iterator[Entry]:  # fmt: skip
    for event in events:
        words = told.tell(event.kind, event.payload, names)
        if words is None:
            continue
        itself = event.kind in told.NAMES_ITSELF
        who = "" if itself else names.person(event.person_id) if event.person_id else DESK
        words = words[:1].upper() + words[1:] if itself else words
        opening = event.kind == "ticket.opened"
        step = event.kind in told.STEPS
        yield _entry(event, reader, kind="event", who=who, words=words, is_step=step,
                     is_opening=opening)  # fmt: skip


def _panels(panels: Iterable[Panel]) -> Iterator[Entry]:
    for panel in panels:
        match panel:
            case Handoff():
                at, kind = panel.offered_at, "handoff"
            case Consult():
                at, kind = panel.asked_at, "consult"
            case _:
                at, kind = panel.called_at, "swarm"
        yield Entry(at=at, pk=panel.pk, kind=kind, panel=panel)
