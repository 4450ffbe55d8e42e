"""A list of tickets as a page shows it: its rows, the way on, and what the address asked for."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from handrail.base.clock import now
from handrail.base.configuration import Remembered
from handrail.desk.models import Category
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.tickets.queries import Row, page, split_by_tier
from handrail.workspace.queues import Queue
from handrail.workspace.words import CHANNELS, due, when, zone

TOP = 3


def _pips(level: int) -> SafeString:
    steps = range(1, max(TOP, level) + 1)
    marks = "".join('<i class="on"></i>' if step <= level else "<i></i>" for step in steps)
    return mark_safe(f'<span class="pips" aria-hidden="true">{marks}</span>')  # noqa: S308


PIPS = {level: _pips(level) for level in range(20)}


def rows_context(request: HttpRequest, found: Queue) -> dict[str, Any]:
    """A page of a queue's rows, ready to be shown."""
    person, at, after = request.user, now(), request.GET.get("after", "")[:200]
    assert isinstance(person, Person)
    tickets = found.of(person, at)
    if found.picked.is_split:
        kept, further = split_by_tier(tickets, shape().levels, found.order), ""
    else:
        kept, further = page(tickets, after, found.order)
    show = partial(row_context, columns=found.picked.columns, at=at, person=person)
    return {
        "rows": [show(row) for row in kept], "pips": PIPS, "is_split": found.picked.is_split,
        "more_url": address(found, "workspace:queue", after=further) if further else "",
        "ticket_base": ticket_base(), "queue": about(found, after),
    }  # fmt: skip


def about(found: Queue, after: str = "") -> dict[str, Any]:
    """What a page says of its queue, and where its rows come from."""
    return {
        "key": found.key, "title": found.title, "empty_title": found.empty_title,
        "empty_words": found.empty_words, "rows_url": address(found, "workspace:rows", after=after),
        "asked": found.picked.address(), "filters": found.picked.words(), "order": found.order,
        "view": found.view, "url": address(found, "workspace:queue"),
        "filter_url": address(found, "workspace:filter"), "beside": beside(found),
    }  # fmt: skip


def address(found: Queue, name: str, *, after: str = "") -> str:
    """A queue's page, with what it was asked for."""
    query = "&".join(filter(None, [found.picked.address() if _is_asked(found) else "",
                                   f"after={after}".replace("+", "%2B") if after else ""]))  # fmt: skip
    return reverse(name, args=[found.key]) + (f"?{query}" if query else "")


def beside(found: Queue) -> str:
    """The query string by which a ticket's page shows this list beside it."""
    asked = found.picked.address() if _is_asked(found) else ""
    return f"queue={found.key}" + (f"&{asked}" if asked else "")


def _is_asked(found: Queue) -> bool:
    """Whether the address has to say it: a saved view as it was kept does not."""
    return found.view is None or found.view.asked != kept_as(found)


def kept_as(found: Queue) -> str:
    """How a view of this is kept."""
    base = found.view.asked.partition("&")[0].removeprefix("queue=") if found.view else found.key
    asked = found.picked.address()
    return f"queue={base}" + (f"&{asked}" if asked else "")


def ticket_base() -> str:
    """What a ticket's address starts with: reversed once a page, not once a row."""
    return reverse("workspace:home") + "tickets/"


def row_context(
    row: Row, *, at: datetime, person: Person, columns: tuple[str, ...] = ()
) -> dict[str, Any]:
    """One ticket, with the columns that a view adds."""
    who = f"{row.requester} · {row.organisation}" if row.organisation else row.requester
    words = due(state=row.state, turn=row.turn, due_at=row.due_at, since=row.waiting_since,
                until=row.wait_until, now=at)  # fmt: skip
    return {
        "pk": row.pk, "subject": row.subject, "who": who, "level": row.level, "due": words,
        "priority": row.priority, "owner": row.owner, "is_new": row.turn == "first_reply",
        "more": [cell for name in columns if (cell := _cell(name, row, at, person))],
    }  # fmt: skip


def _cell(name: str, row: Row, at: datetime, person: Person) -> str:
    told = partial(when, now=at, tz=zone(person.time_zone))
    match name:
        case "number":
            return f"#{row.pk}"
        case "category":
            return _paths().get(row.category or 0, "")
        case "team":
            team = shape().find(row.team)
            return team.name if team else ""
        case "tags":
            return ", ".join(row.tags)
        case "channel":
            return str(CHANNELS.get(row.channel, row.channel))
        case "opened":
            return told(row.opened_at) if row.opened_at else ""
    return told(row.changed_at) if row.changed_at else ""


@Remembered
def _paths() -> Mapping[int, str]:
    """{category: its path in words}."""
    return dict(Category.objects.values_list("pk", "path"))
