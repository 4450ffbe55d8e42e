"""Mailboxes read by IMAP. A mail is marked as seen only after it is committed."""

import imaplib
import logging
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from django.db import DatabaseError, close_old_connections, connections
from imap_tools import BaseMailBox, MailBox, MailboxLoginError, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from handrail.base.clock import now
from handrail.channels.email import arrival
from handrail.channels.email.models import ImapMark

POLL_SECONDS = 20.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
TIMEOUT_SECONDS = 30.0
AT_ONCE = 200
TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, MailboxLoginError, DatabaseError)

logger = logging.getLogger(__name__)


class Unexpected(ImapToolsError):
    """The server answered something that a mailbox does not say."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mailbox is."""

    secure: bool
    host: str
    port: int
    user: str
    password: str
    folder: str

    @property
    def name(self) -> str:
        """For logs and marks: without the password."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def place(url: str) -> Place:
    """`imaps://user:password@host:port/folder` as its parts."""
    parts: SplitResult = urlsplit(url)
    secure = parts.scheme == "imaps"
    return Place(
        secure=secure, host=parts.hostname or "localhost",
        port=parts.port or (993 if secure else 143), user=unquote(parts.username or ""),
        password=unquote(parts.password or ""), folder=unquote(parts.path.strip("/")) or "INBOX",
    )  # fmt: skip


def poll(url: str, stop: threading.Event) -> None:
    """Read a mailbox until stopped; trouble is logged, and the next try waits longer."""
    mailbox, pause = place(url), FIRST_PAUSE
    while not stop.is_set():
        try:
            with opened(mailbox) as client:
                while not stop.is_set():
                    close_old_connections()
                    fetch(client, mailbox)
                    pause = FIRST_PAUSE
                    stop.wait(POLL_SECONDS)
        except TROUBLE as fault:
            logger.warning("mailbox %s: %s; next try in %.0f s", mailbox.name, fault, pause)
            stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
    connections.close_all()


def opened(at: Place) -> BaseMailBox:
    """A signed-in client with the folder selected."""
    if at.secure:
        context = ssl.create_default_context()
        box: BaseMailBox = MailBox(at.host, at.port, TIMEOUT_SECONDS, ssl_context=context)
    else:
        box = MailBoxUnencrypted(at.host, at.port, TIMEOUT_SECONDS)
    return box.login(at.user, at.password, initial_folder=at.folder)


def fetch(client: BaseMailBox, at: Place) -> int:
    """Take in what is new in the mailbox; how many mails there were."""
    mark = _mark(client, at)
    new = _new(client, mark.last_uid)
    for uid in new:
        raw = _bytes(client, uid)
        if raw:
            arrival.accept(raw, envelope_from="", envelope_to=addressee(at), at=now())
            client.client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        mark.last_uid = uid
        mark.save(update_fields=["last_uid"])
    return len(new)


def addressee(at: Place) -> list[str]:
    """Whom the mailbox belongs to, where its user name says so."""
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
