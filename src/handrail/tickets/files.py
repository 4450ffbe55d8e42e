"""Keeping files: each content once, under a name that nobody chose."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from handrail.base.configuration import Remembered
from handrail.base.text import one_line
from handrail.base.together import create
from handrail.tickets.models import Attachment, Blob, Message, Note, VirusScanner
from handrail.tickets.rules import Refused

# Only these are ever shown inside a page; everything else is a download.
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file on its way in: its claimed name and type, and its bytes."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"
    is_inline: bool = False
    content_id: str = ""


def display_name(name: str) -> str:
    """What people see: the last part of the path, without tricks. Cleaning twice changes nothing."""
    name = one_line(name.replace("\\", "/"), most=400).rpartition("/")[2]
    return NOT_IN_NAMES.sub("_", name).strip(". ")[-200:] or "attachment"


def path_of(sha256: str) -> str:
    """Where a blob lies in the storage."""
    return f"blobs/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep(content: bytes) -> Blob:
    """Store the bytes if they are new; the row appears only when the bytes are safe."""
    sha256 = hashlib.sha256(content).hexdigest()
    known = Blob.objects.filter(pk=sha256).first()
    if known and _scans() and not (known.scan or known.virus):
        # It came before there was a scanner.
        Blob.objects.filter(pk=sha256, scan=Blob.Scan.NONE).update(scan=Blob.Scan.WAITING)
    if known:
        return known
    if not default_storage.exists(path_of(sha256)):
        default_storage.save(path_of(sha256), ContentFile(content))
    first = Blob.Scan.WAITING if _scans() else Blob.Scan.NONE
    blob = Blob(pk=sha256, size=len(content), scan=first)
    # Whoever stores the same at this moment makes the same row.
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return blob


@Remembered
def _scans() -> bool:
    """Whether files are shown to a virus scanner."""
    return VirusScanner.objects.filter(is_active=True).exists()


def true_type(file: File) -> str:
    """The type the bytes show where they show one; a claim of an image is never just believed."""
    guess = filetype.guess_mime(file.content[:512]) if file.content else None
    if guess:
        return str(guess)
    claimed = one_line(file.content_type, most=120).lower()
    return "application/octet-stream" if claimed in SHOWN_INLINE else claimed


def check(files: Iterable[File]) -> None:
    """Refuse what is too large, naming the file and the limit."""
    for file in files:
        check_size(file.name, len(file.content))


def check_size(name: str, size: int) -> None:
    """The same of one that was not read yet. Raises Refused."""
    limit = getattr(settings, "HANDRAIL_MAX_UPLOAD_BYTES", 25 * 2**20)
    if size > limit:
        raise Refused(
            "%(file)s has %(size)s MB; the limit is %(limit)s MB.",
            file=display_name(name),
            size=f"{size / 2**20:.1f}",
            limit=f"{limit / 2**20:.0f}",
        )


def attach(
    files: Iterable[File], *, message: Message | None = None, note: Note | None = None
) -> None:
    """Keep files with the message or note they came with."""
    home = message or note
    if home is None:
        raise ValueError(_("a file needs a message or a note"))
    for file in files:
        create(Attachment(
            ticket_id=home.ticket_id, message=message, note=note, blob=keep(file.content),
            name=display_name(file.name), content_type=true_type(file)[:120],
            size=len(file.content), is_inline=file.is_inline, content_id=file.content_id[:250],
        ))  # fmt: skip
