"""Folders read by IMAP. A mail is marked, moved or deleted only after it is committed."""

import imaplib
import logging
import ssl
import threading
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connections
from imap_tools import BaseMailBox, MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from handrail.base.clock import now
from handrail.channels.email import arrival, health, oauth, trouble
from handrail.channels.email.models import ImapMark
from handrail.channels.email.sources import Place

POLL_SECONDS = 20.0
# A wait for the server's word is cut into these, so that a stop is heard.
IDLE_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
TIMEOUT_SECONDS = 30.0
AT_ONCE = 200
TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, MailboxLoginError, DatabaseError)

logger = logging.getLogger(__name__)


class Unexpected(ImapToolsError):
    """The server answered something that a mailbox does not say."""


def poll(at: Place, stop: threading.Event) -> None:
    """Read a folder until stopped; trouble is noted, and the next try waits longer."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            with opened(at) as client:
                while not stop.is_set():
                    close_old_connections()
                    pause = _round(client, at)
                    wait(client, stop)
        except TROUBLE as fault:
            logger.warning("mailbox %s: %s; next try in %.0f s", at.name, fault, pause)
            note(at, fault, pause)
            stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
    connections.close_all()


def _round(client: BaseMailBox, at: Place) -> float:
    """Fetch until nothing is new, and say so; how long to pause should the next round fail."""
    while True:
        mails = fetch(client, at)
        health.heard(at.name, mails=mails, at=now())
        if mails < AT_ONCE:
            return FIRST_PAUSE


def note(at: Place, fault: Exception, pause: float) -> None:
    """Keep the fault beside the mailbox; without a database only the log has it."""
    with suppress(DatabaseError):
        moment = now()
        told = trouble.in_words(fault, at)[:]
        health.failed(at.name, told, at=moment, next_try_at=moment + timedelta(seconds=pause))


def wait(client: BaseMailBox, stop: threading.Event) -> None:
    """Until the server tells of a change, or it is time to look for ourselves."""
    if "IDLE" not in client.client.capabilities:
        stop.wait(POLL_SECONDS)
        return
    for _ in range(int(POLL_SECONDS / IDLE_SECONDS)):
        if stop.is_set() or client.idle.wait(timeout=IDLE_SECONDS):
            return


def opened(at: Place) -> BaseMailBox:
    """A signed-in client with the folder selected."""
    box = connected(at)
    try:
        return signed_in(box, at)
    except BaseException:
        box.client.shutdown()
        raise


def connected(at: Place) -> BaseMailBox:
    """A client that has been greeted, encrypted as the place says."""
    if at.security == "tls":
        return MailBox(at.host, at.port, TIMEOUT_SECONDS, ssl_context=ssl.create_default_context())
    if at.security == "starttls":
        return MailBoxStartTls(
            at.host, at.port, TIMEOUT_SECONDS, ssl_context=ssl.create_default_context()
        )
    return MailBoxUnencrypted(at.host, at.port, TIMEOUT_SECONDS)


def signed_in(box: BaseMailBox, at: Place) -> BaseMailBox:
    """The client, let in and with the folder selected."""
    if at.grant is not None:
        return box.xoauth2(at.user, oauth.access_token(at.grant), initial_folder=at.folder)
    return box.login(at.user, at.password, initial_folder=at.folder)


def fetch(client: BaseMailBox, at: Place) -> int:
    """Take in what is new in the mailbox; how many mails there were."""
    mark = _mark(client, at)
    new = _new(client, mark.last_uid)
    for uid in new:
        raw = _bytes(client, uid)
        if raw:
            arrival.accept(raw, envelope_from="", envelope_to=addressee(at), at=now(), way=at.way)
            _put_away(client, at, uid)
        mark.last_uid = uid
        mark.save(update_fields=["last_uid"])
    return len(new)


def _put_away(client: BaseMailBox, at: Place, uid: int) -> None:
    """What the mailbox asks for once the mail is ours. A mail gone meanwhile is no trouble."""
    if at.afterwards == "move":
        client.move(str(uid), at.move_to)
    elif at.afterwards == "delete":
        client.delete(str(uid))
    else:
        client.client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")


def addressee(at: Place) -> list[str]:
    """Whom the mailbox belongs to, where its brand or its user name says so."""
    if at.address:
        return [at.address]
    return [at.user] if "@" in at.user else []


def _mark(client: BaseMailBox, at: Place) -> ImapMark:
    """How far we are. A changed validity means new numbers: begin again, duplicates are known."""
    validity = int(client.folder.status(at.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
    mark, _ = ImapMark.objects.get_or_create(
        mailbox=at.name, defaults={"uid_validity": validity, "last_uid": 0}
    )
    if mark.uid_validity != validity:
        mark.uid_validity, mark.last_uid = validity, 0
        mark.save()
    return mark


def _new(client: BaseMailBox, last: int) -> list[int]:
    """Numbers after `last`, lowest first. `n:*` always names the newest one, known or not."""
    status, data = client.client.uid("SEARCH", f"UID {last + 1}:*")
    if status != "OK":
        raise Unexpected(f"SEARCH was answered {status}.")
    numbers = sorted(int(word) for word in (data[0] or b"").split())
    return [number for number in numbers if number > last][:AT_ONCE]


def _bytes(client: BaseMailBox, uid: int) -> bytes:
    """The mail as it is, unparsed and not marked; nothing if it is gone meanwhile."""
    status, data = client.client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    if status != "OK":
        raise Unexpected(f"FETCH was answered {status}.")
    return next((bytes(item[1]) for item in data if isinstance(item, tuple)), b"")
