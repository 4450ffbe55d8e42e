"""Fetching mail from mailboxes. A message is marked as seen only when it is committed here, so a
crash between the two fetches it again, and then it is known."""

import logging
from urllib.parse import unquote, urlsplit

from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, MailMessageFlags

from handrail.base.clock import now
from handrail.channels.email import arrival

AT_ONCE = 50
TIMEOUT_SECONDS = 30

logger = logging.getLogger(__name__)


def open_box(url: str) -> BaseMailBox:
    """Sign in to the mailbox that `imaps://user:password@host/folder` names."""
    parts = urlsplit(url)
    make = MailBox if parts.scheme == "imaps" else MailBoxUnencrypted
    box = make(parts.hostname or "localhost", parts.port or (993 if make is MailBox else 143),
               timeout=TIMEOUT_SECONDS)  # fmt: skip
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return box.login(unquote(parts.username or ""), unquote(parts.password or ""), folder)


def fetch_new(url: str) -> int:
    """Take in what is unseen in one mailbox; how many mails.

    Reading does not mark (`PEEK`); the mark follows our commit, in the same session, so that a
    changed UIDVALIDITY between two visits cannot mark a stranger.
    """
    taken = 0
    with open_box(url) as box:
        for uid in box.uids(AND(seen=False))[:AT_ONCE]:
            raw = _as_sent(box, uid)
            if raw:
                arrival.keep(raw, at=now(), envelope_to=_addressee(url))
                box.flag(uid, MailMessageFlags.SEEN, True)
                taken += 1
    return taken


def _as_sent(box: BaseMailBox, uid: str) -> bytes:
    """The exact bytes: a parsed and rewritten mail is no longer what was sent."""
    _, data = box.client.uid("FETCH", uid, "(BODY.PEEK[])")
    return next((bytes(item[1]) for item in data if isinstance(item, tuple)), b"")


def _addressee(url: str) -> list[str]:
    name = unquote(urlsplit(url).username or "")
    return [name] if "@" in name else []
