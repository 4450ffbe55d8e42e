"""The live stream: server-sent events that say what changed, to those who may see it.

One LISTEN connection per process feeds every open screen. What is sent is only an id, a kind and a
ticket number; the page then fetches the fragment under its own permission check. Each event is
checked against the viewer's permissions at the moment it is sent.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import close_old_connections
from django.http.cookie import parse_cookie
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from handrail.base import reading
from handrail.base.models import EventRecord
from handrail.base.wire import Notice, notices
from handrail.people import rules
from handrail.people.models import Person
from handrail.tickets.models import Ticket

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

# Changes of one moment travel together: one permission query for all of them.
GATHER_SECONDS = 0.1
BEAT_SECONDS = 15.0
MOST_RESUMED = 500
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Hub:
    """The one listener of this process, and the screens that hang on it."""

    def __init__(self) -> None:
        self.screens: set[asyncio.Queue[Notice | None]] = set()
        self.listener: asyncio.Task[None] | None = None

    def join(self) -> "asyncio.Queue[Notice | None]":
        """A queue for one screen; the first screen starts the listener."""
        screen: asyncio.Queue[Notice | None] = asyncio.Queue(maxsize=1000)
        self.screens.add(screen)
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self._listen())
        return screen

    async def _listen(self) -> None:
        async for notice in notices():
            for screen in self.screens:
                _put(screen, notice)


def _put(screen: "asyncio.Queue[Notice | None]", notice: Notice | None) -> None:
    """A screen too slow to keep up is told to look for itself instead."""
    if screen.full():
        while not screen.empty():
            screen.get_nowait()
        notice = None
    screen.put_nowait(notice)


HUB = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application behind `/live`."""
    cookies = _header(scope, b"cookie")
    if await sync_to_async(_viewer)(cookies) is None:
        await _refuse(send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    gone = asyncio.create_task(_until_gone(receive))
    screen = HUB.join()
    last = _header(scope, b"last-event-id") or _since(scope)
    try:
        await _serve(cookies, last, screen, gone, send)
    finally:
        HUB.screens.discard(screen)
        gone.cancel()


def _since(scope: Scope) -> str:
    """The mark the page was drawn at, for a first connection that has no last event yet."""
    return next(
        iter(parse_qs(scope.get("query_string", b"").decode("ascii", "replace")).get("since", [])),
        "",
    )


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 401, "headers": headers})
    await send({"type": "http.response.body", "body": b"Sign in to follow what happens."})


def _header(scope: Scope, name: bytes) -> str:
    return next((v.decode("latin-1") for k, v in scope.get("headers", []) if k.lower() == name), "")


def _viewer(cookies: str) -> Person | None:
    """Who holds the session of these cookies; None for nobody."""
    close_old_connections()
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(key)
    person_id = session.get(SESSION_KEY)
    if person_id is None or BACKEND_SESSION_KEY not in session:
        return None
    people = Person.objects.select_related("organisation")
    person = people.filter(pk=person_id, is_active=True).first()
    if person is None:
        return None
    proof = constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    return person if proof else None


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _serve(
    cookies: str, last: str, screen: "asyncio.Queue[Notice | None]",
    gone: "asyncio.Task[None]", send: Send,
) -> None:  # fmt: skip
    mark, missed = await sync_to_async(_missed)(cookies, last)
    await _write(send, mark, missed or [])
    # Who is signed in is asked again with every batch, and at least with every heartbeat: a
    # stream ends with its session.
    while not gone.done():
        batch = await _gather(screen, gone)
        if gone.done():
            return
        if None in batch:
            mark, news = await sync_to_async(_missed)(cookies, mark)
            news = None if news is None else [*news, {"kind": "look", "ticket": 0}]
        else:
            heard = [notice for notice in batch if notice is not None]
            news = await sync_to_async(_allowed)(cookies, heard)
            mark = str(max([int(mark), *(notice.mark for notice in heard)]))
        if news is None:
            return
        await _write(send, mark, news)


async def _gather(
    screen: "asyncio.Queue[Notice | None]", gone: "asyncio.Task[None]"
) -> list[Notice | None]:
    """The next notices, or an empty list when it is time for a heartbeat."""
    waiting = asyncio.create_task(screen.get())
    done, _ = await asyncio.wait(
        {waiting, gone}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
    )
    if waiting not in done:
        waiting.cancel()
        return []
    batch = [waiting.result()]
    await asyncio.sleep(GATHER_SECONDS)
    while not screen.empty():
        batch.append(screen.get_nowait())
    return batch


async def _write(send: Send, mark: str, news: Iterable[dict[str, Any]]) -> None:
    lines = [f"id: {mark}\nevent: change\ndata: {json.dumps(item)}\n\n" for item in news]
    body = "".join(lines) or f"id: {mark}\nevent: beat\ndata: {{}}\n\n"
    await send({"type": "http.response.body", "body": body.encode(), "more_body": True})


def _allowed(cookies: str, heard: list[Notice]) -> list[dict[str, Any]] | None:
    person = _viewer(cookies)
    return None if person is None else permitted(person, heard)


def _missed(cookies: str, last: str) -> tuple[str, list[dict[str, Any]] | None]:
    person = _viewer(cookies)
    return (last, None) if person is None else resume(person, last)


def permitted(person: Person, heard: list[Notice]) -> list[dict[str, Any]]:
    """What of the news this person may hear right now."""
    audiences = _audiences(person)
    wanted = [n for n in heard if n.audience in audiences and n.ticket_id]
    visible = set(
        Ticket.objects.visible_to(person).filter(pk__in={n.ticket_id for n in wanted})
        .values_list("pk", flat=True)
    )  # fmt: skip
    return [
        {"id": n.event_id, "kind": n.kind, "ticket": n.ticket_id}
        for n in wanted if n.ticket_id in visible
    ]  # fmt: skip


def _audiences(person: Person) -> set[str]:
    if not rules.works_here(person.role):
        return {"public"}
    return {"public", "team", "admin"} if person.can("administer") else {"public", "team"}


def resume(person: Person, last: str) -> tuple[str, list[dict[str, Any]]]:
    """Where the stream stands, and what was missed since the mark `last`.

    A mark is a transaction below which everything has been told (see `Notice.mark`), so all that
    may be missing is at or above it. Some events may be told twice; none is left out. After too
    many, the screen is told to look for itself.
    """
    mark = str(reading.horizon())
    if not last.isdigit():
        return mark, []
    since = EventRecord.objects.filter(txid__gte=int(last), ticket_id__isnull=False).order_by(
        "txid", "id"
    )
    missed = [
        Notice(event_id, ticket_id or 0, audience, kind)
        for event_id, ticket_id, audience, kind in since.values_list(
            "id", "ticket_id", "audience", "kind"
        )[: MOST_RESUMED + 1]
    ]
    if len(missed) > MOST_RESUMED:
        return mark, [{"kind": "look", "ticket": 0}]
    return mark, permitted(person, missed)
