"""Mailboxes read by POP3. What the server still holds is known by its unique id (RFC 1939)."""

import base64
import hashlib
import logging
import poplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, close_old_connections, connections

from handrail.base.clock import now
from handrail.channels.email import arrival, health, imap, oauth
from handrail.channels.email.mailboxes import PopMark
from handrail.channels.email.sources import Place

POLL_SECONDS = 60.0
TROUBLE = (OSError, EOFError, poplib.error_proto, DatabaseError)

logger = logging.getLogger(__name__)


def poll(at: Place, stop: threading.Event) -> None:
    """Read a mailbox until stopped, with a connection of its own each time."""
    pause = imap.FIRST_PAUSE
    while not stop.is_set():
        close_old_connections()
        try:
            with opened(at) as client:
                health.heard(at.name, mails=fetch(client, at), at=now())
            pause = imap.FIRST_PAUSE
            stop.wait(POLL_SECONDS)
        except TROUBLE as fault:
            logger.warning("mailbox %s: %s; next try in %.0f s", at.name, fault, pause)
            imap.note(at, fault, pause)
            stop.wait(pause)
            pause = min(2 * pause, imap.LONGEST_PAUSE)
    connections.close_all()


@contextmanager
def opened(at: Place) -> Iterator[poplib.POP3]:
    """A client that is signed in; deletions count only when it says goodbye in peace."""
    client = _connected(at)
    try:
        if at.grant is not None:
            words = f"user={at.user}\x01auth=Bearer {oauth.access_token(at.grant)}\x01\x01"
            code = base64.b64encode(words.encode()).decode()
            client._shortcmd(f"AUTH XOAUTH2 {code}")  # type: ignore[attr-defined]
        else:
            client.user(at.user)
            client.pass_(at.password)
        yield client
        client.quit()
    finally:
        with suppress(OSError):
            client.close()


def fetch(client: poplib.POP3, at: Place) -> int:
    """Take in what is new; how many mails there were."""
    held = dict(_listed(client))
    marks = PopMark.objects.filter(place=at.name)
    known = set(marks.values_list("uidl", flat=True))
    # Ids the server has dropped are forgotten only here, after it has listed all it holds.
    marks.filter(uidl__in=known - set(held.values())).delete()
    new = [number for number, uidl in held.items() if uidl not in known]
    for number in new:
        lines = client.retr(number)[1]
        raw = b"".join(line + b"\r\n" for line in lines)
        arrival.accept(raw, envelope_from="", envelope_to=imap.addressee(at), at=now(), way=at.way)
        PopMark.objects.get_or_create(place=at.name, uidl=held[number])
    if at.afterwards == "delete":
        for number in held:
            client.dele(number)
    return len(new)


def _listed(client: poplib.POP3) -> Iterator[tuple[int, str]]:
    for line in client.uidl()[1]:
        number, uidl = line.split(b" ", 1)
        yield int(number), hashlib.sha256(uidl).hexdigest()


def _connected(at: Place) -> poplib.POP3:
    context = ssl.create_default_context()
    if at.security == "tls":
        return poplib.POP3_SSL(at.host, at.port, timeout=imap.TIMEOUT_SECONDS, context=context)
    client = poplib.POP3(at.host, at.port, timeout=imap.TIMEOUT_SECONDS)
    if at.security == "starttls":
        client.stls(context=context)
    return client
