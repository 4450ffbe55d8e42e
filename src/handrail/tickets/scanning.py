"""Files are shown to a virus scanner; what it finds something in nobody opens.

A file waits until the scanner has seen it, however long the scanner is away: nothing is lost, and
nothing that was not scanned is called clean.
"""

import logging
from datetime import datetime
from typing import BinaryIO, cast

from clamav_client.clamd import (
    BufferTooLongError,
    ClamdError,
    ClamdNetworkSocket,
    ClamdUnixSocket,
    CommunicationError,
)
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.base.configuration import Remembered
from handrail.people.rules import require
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.events import FileQuarantined, FileReleased
from handrail.tickets.files import path_of
from handrail.tickets.models import Attachment, Blob, VirusScanner
from handrail.tickets.rules import Refused

AT_ONCE = 20
# For one answer of the scanner, in seconds.
PATIENCE = 30
Scan = Blob.Scan

logger = logging.getLogger(__name__)


class HeldBack(Refused):
    """A file that must not be opened now; the text says why."""


@Remembered
def scanner() -> VirusScanner | None:
    """The scanner in use. The row is shared, so nobody may change it."""
    return VirusScanner.objects.filter(is_active=True).order_by("pk").first()


def opened(blob: Blob) -> "File[bytes]":
    """The bytes of a file, for somebody who reads or sends them. Raises HeldBack."""
    if blob.scan == Scan.INFECTED:
        raise HeldBack(
            "This file is in quarantine: the scanner found %(virus)s in it.", virus=blob.virus
        )
    if blob.scan == Scan.WAITING and (in_use := scanner()) is not None and in_use.holds_back:
        raise HeldBack("This file waits for the virus scanner. Try again in a minute.")
    return default_storage.open(path_of(blob.pk))


def scan_waiting(at: datetime) -> int:
    """Show the scanner what waits; how many were scanned. Without a scanner nothing waits."""
    waiting = list(Blob.objects.filter(scan=Scan.WAITING)[:AT_ONCE])
    in_use = scanner()
    done = 0
    for blob in waiting:
        try:
            found = _asked(in_use, blob) if in_use is not None else (Scan.NONE, "")
        except CommunicationError as fault:
            logger.warning("the virus scanner at %s does not answer: %s", in_use, fault)
            break
        _note(blob, *found, at=at)
        done += 1
    return done


def _asked(in_use: VirusScanner, blob: Blob) -> tuple[str, str]:
    """(what it came to, the virus). Raises CommunicationError."""
    try:
        with default_storage.open(path_of(blob.pk)) as stored:
            answers = _client(in_use.address).instream(cast(BinaryIO, stored))
    except BufferTooLongError:
        return Scan.NONE, "too large for the scanner"
    except CommunicationError:
        raise
    except (ClamdError, OSError, AttributeError) as fault:
        raise CommunicationError(str(fault)) from fault
    word, virus = next(iter(answers.values()), ("ERROR", None))
    if word == "FOUND":
        return Scan.INFECTED, (virus or "something")[:200]
    if word != "OK":
        raise CommunicationError(
            _("it said %(word)s %(virus)s") % {"word": word, "virus": virus or ""}
        )
    return Scan.CLEAN, ""


def _client(address: str) -> ClamdNetworkSocket | ClamdUnixSocket:
    if address.startswith("/"):
        return ClamdUnixSocket(address, timeout=PATIENCE)
    host, _, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=PATIENCE)


@transaction.atomic
def _note(blob: Blob, scan: str, virus: str, *, at: datetime) -> None:
    blob.scan, blob.virus = scan, virus
    blob.save(update_fields=["scan", "virus"])
    if scan == Scan.INFECTED:
        for file in Attachment.objects.filter(blob=blob).select_related("ticket"):
            event = FileQuarantined(file=file.pk, name=file.name, virus=virus)
            happen(locked(file.ticket), event, By.system(at))


@transaction.atomic
def release(blob: Blob, *, by: By) -> None:
    """Let a file out of quarantine: somebody knows better. It stays in the log who."""
    require(by, "administer")
    if Blob.objects.filter(pk=blob.pk, scan=Scan.INFECTED).update(scan=Scan.RELEASED):
        for file in Attachment.objects.filter(blob=blob).select_related("ticket"):
            happen(locked(file.ticket), FileReleased(file=file.pk, name=file.name), by)
