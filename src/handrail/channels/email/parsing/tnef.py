"""Outlook's `winmail.dat` (TNEF) opened: its files and its text become the mail's own."""

import logging

from tnefparse import TNEF
from tnefparse.tnef import TNEFAttachment

from handrail.base.text import clean
from handrail.channels.email.parsing.mail import AttachedFile
from handrail.channels.email.parsing.structure import Part

TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
SIGNATURE = b"\x78\x9f\x3e\x22"
MOST_FILES = 500
# It tells of every odd attribute; the mail is read or kept either way.
logging.getLogger("tnefparse").disabled = True


class Opened:
    """What was in the wrapper."""

    def __init__(self, text: str, html: str, files: list[AttachedFile]) -> None:
        self.text = text
        self.html = html
        self.files = files


def opened(part: Part) -> Opened | None:
    """The contents, or nothing where it is no TNEF or is broken: then the file itself is kept."""
    named = part.filename.lower() in {"winmail.dat", "win.dat"}
    if part.type not in TYPES and not (named and part.type == "application/octet-stream"):
        return None
    content = part.decoded()
    if not content.startswith(SIGNATURE):
        return None
    try:
        found = TNEF(content)
        files = [_file(one, at) for at, one in enumerate(found.attachments[:MOST_FILES], start=1)]
        result = Opened(_text(found.body), _text(found.htmlbody), files)
    except Exception:
        # Foreign code over foreign bytes: whatever breaks it, nothing is lost.
        return None
    return result if result.text or result.html or result.files else None


def _file(one: TNEFAttachment, number: int) -> AttachedFile:
    name = _text(one.long_filename()).replace("\n", " ")[:400]
    payload = one.data
    return AttachedFile(
        filename=name or f"part-{number}.bin", content_type="application/octet-stream",
        inline=False, content_id="", payload=payload if isinstance(payload, bytes) else b"",
    )  # fmt: skip


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return clean(value.strip("\x00"), most=2_000_000) if isinstance(value, str) else ""
