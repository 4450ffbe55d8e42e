"""What stands around every page of the portal."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.base.clock import now
from handrail.base.languages import offered
from handrail.escalation.incidents import for_visitors
from handrail.people.models import Person
from handrail.portal.brands import brand_of
from handrail.portal.guard import visitor
from handrail.portal.standing import short
from handrail.portal.when import said, zone
from handrail.tickets.files import File
from handrail.tickets.models import Ticket


def frame(request: HttpRequest, here: str = "") -> dict[str, Any]:
    """Brand, visitor, and where we are."""
    brand = brand_of(request)
    return {
        "me": visitor(request),
        "brand": brand.name if brand else _("Support"),
        "hue": brand.hue if brand else None,
        "here": here,
        "languages": offered(),
    }


def known_troubles(request: HttpRequest, reader: Person | None) -> list[dict[str, Any]]:
    """Major incidents that visitors of this portal may read of, with the latest word on each."""
    brand, at, tz = brand_of(request), now(), timezone.get_current_timezone()
    return [
        {"title": one.incident.title, "stage": one.incident.get_stage_display(), "text": one.said,
         "iso": one.said_at.isoformat(), "when": said(one.said_at, now=at, tz=tz)}
        for one in for_visitors(brand.pk if brand else None) if one.said_at
    ]  # fmt: skip


def listed(tickets: Sequence[Ticket], tz_name: str, *, names: bool = False) -> list[dict[str, Any]]:
    """Requests as a list shows them, with who asked where there are several."""
    at, tz = now(), zone(tz_name)
    return [
        {
            "pk": ticket.pk, "subject": ticket.subject, "iso": ticket.opened_at.isoformat(),
            "turn": short(state=ticket.state, turn=ticket.turn),
            "is_yours": ticket.turn == "customer", "when": said(ticket.opened_at, now=at, tz=tz),
            "who": ticket.requester.name if names else "",
        }
        for ticket in tickets
    ]  # fmt: skip


def files_of(uploads: "Sequence[UploadedFile[Any]]") -> list[File]:
    """Uploaded files as the rooms take them."""
    return [
        File(name=one.name or "file", content=one.read(),
             content_type=one.content_type or "application/octet-stream")
        for one in uploads
    ]  # fmt: skip
