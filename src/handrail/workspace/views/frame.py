"""What stands around every page of the workspace, and what a ticket's page holds."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from math import ceil
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.base import reading
from handrail.base.clock import now
from handrail.base.configuration import Remembered
from handrail.base.rich_text import as_html
from handrail.desk.models import CustomField
from handrail.escalation.models.incidents import Stage
from handrail.people.models import Person, Presence
from handrail.tickets.models import Ticket
from handrail.tickets.queries import TeamCount
from handrail.workspace.around import Around
from handrail.workspace.guard import StaffRequest
from handrail.workspace.queues import Views
from handrail.workspace.rail import outline, part_of, rail, teams_of
from handrail.workspace.timeline import Reader, timeline
from handrail.workspace.words import CHANNELS, GRADES, due, initials, when, zone

BASE = "/work/tickets/"
TOP = 3
VERBS = (
    "reply", "note", "take", "assign", "change", "wait", "escalate", "reopen", "spam", "link",
    "solve", "swarm", "attach", "declare",
)  # fmt: skip
STAGES = dict(Stage.choices)


def frame(
    request: StaffRequest, at: str = "", teams: list[TeamCount] | None = None
) -> dict[str, Any]:
    """Bar and rail. The stream starts from a mark taken before anything else is read."""
    mark, person, here = reading.horizon(), request.user, at or part_of(request.path)
    return _around(person, mark, rail(person, teams_of(person) if teams is None else teams, here))


def quick_frame(request: StaffRequest) -> dict[str, Any]:
    """The same for a page that shall be there at once; the rail fetches its counts by itself."""
    return _around(request.user, reading.horizon(), outline(request.user, at=part_of(request.path)))


def light_frame(
    person: Person, at: str, teams: list[TeamCount], views: Views, mark: int
) -> dict[str, Any]:
    """The same with a queue open, of what is known already."""
    return _around(person, mark, outline(person, teams, views, at))


def _around(person: Person, mark: int, shown: dict[str, Any]) -> dict[str, Any]:
    return {
        "me": person, "live_url": f"/live?since={mark}", "rail": shown,
        "presences": Presence.choices,
        "when": partial(when, now=now(), tz=zone(person.time_zone)),
        "ticket_base": reverse("workspace:home") + "tickets/",
    }  # fmt: skip


def reader_for(person: Person) -> Reader:
    """Whoever looks, at this moment."""
    return Reader(person=person, now=now(), tz=zone(person.time_zone), base=BASE)


def log_context(
    ticket: Ticket, person: Person, beside: Around, *, whole: bool = False
) -> dict[str, Any]:
    """The conversation."""
    reader = reader_for(person)
    entries, before, names = timeline(ticket, reader, beside, whole=whole)
    return head_context(ticket, person) | {
        "entries": entries, "before": before, "my_teams": beside.my_teams,
        "incident": beside.incident, "stages": STAGES, "names": names,
        "files_base": f"{place(ticket)}/files/", "held": held_of(beside, person, reader.now),
    }  # fmt: skip


def held_of(beside: Around, person: Person, at: datetime) -> list[dict[str, Any]]:
    """Answers in their moment of undo; only whoever wrote one can take it back."""
    return [
        one | {"initials": initials(one["who"]), "is_mine": one["author"] == person.pk,
               "rich": as_html(one["text"]),
               "seconds": max(0, ceil((one["leaves_at"] - at).total_seconds()))}
        for one in beside.held
    ]  # fmt: skip


def head_context(ticket: Ticket, person: Person) -> dict[str, Any]:
    """What the top of a ticket says."""
    at = now()
    return {
        "ticket": ticket, "at": place(ticket), "base": reverse("workspace:home") + "tickets/",
        "me": person, "top": TOP, "lowest": 1, "can": permissions(ticket, person),
        "channel": CHANNELS.get(ticket.channel, ticket.channel),
        "when": partial(when, now=at, tz=zone(person.time_zone)),
        "due": due(state=ticket.state, turn=ticket.turn, due_at=ticket.due_at,
                   since=ticket.waiting_since, until=ticket.wait_until, now=at),
    }  # fmt: skip


def permissions(ticket: Ticket, person: Person) -> dict[str, bool]:
    """What this person may do here, so that nothing is shown that would be refused."""
    can = {verb: person.can(verb) for verb in VERBS}
    can["take"] = can["take"] and not ticket.is_done and ticket.owner_id is None
    can["reopen"] = can["reopen"] and ticket.turn in {"solved", "closed"}
    return can


def facts_context(ticket: Ticket, person: Person, beside: Around) -> dict[str, Any]:
    """What is known about a ticket beside what was said."""
    return {
        "custom": _custom(ticket), "helpers": beside.helpers, "grades": GRADES,
        "incident": beside.incident, "incidents": beside.incidents,
        "watching": len(beside.watchers), "is_watching": person.pk in beside.watchers,
    }  # fmt: skip


def _custom(ticket: Ticket) -> list[tuple[str, str]]:
    labels = _labels() if ticket.fields else {}
    return [(labels.get(key, key), _shown(value)) for key, value in ticket.fields.items()]


@Remembered
def _labels() -> Mapping[str, str]:
    """{custom field's key: what it is called}."""
    return dict(CustomField.objects.values_list("key", "label"))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def composing(
    person: Person, drafts: Mapping[str, str], *, mode: str = "", error: str = "",
    typed: str | None = None,
) -> dict[str, str]:  # fmt: skip
    """What the composer holds: drafts, unless somebody has just typed something that was refused."""
    first = mode or ("note" if drafts.get("note") and not drafts.get("reply") else "reply")
    kept = {"reply": drafts.get("reply", ""), "note": drafts.get("note", "")}
    if typed is not None:
        kept[first] = typed
    return {"mode": first if person.can("reply") else "note", "error": error, **kept}


def place(ticket: Ticket) -> str:
    """The address of a ticket's page."""
    return reverse("workspace:ticket", args=[ticket.pk])
