"""The administrators' page of files that the virus scanner found something in."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handrail.base.by import By
from handrail.base.clock import now
from handrail.tickets.models import Attachment, Blob
from handrail.tickets.scanning import release
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.views.frame import frame

PAGE = 100


@require_GET
@staff
def quarantine(request: StaffRequest) -> HttpResponse:
    """What is held back, and on which tickets it came."""
    _administer(request)
    named = Attachment.objects.select_related("ticket").order_by("-pk")
    held = Blob.objects.filter(scan=Blob.Scan.INFECTED).order_by("sha256")
    rows = held.prefetch_related(Prefetch("attachment_set", queryset=named))[:PAGE]
    return render(request, "workspace/quarantine.html", frame(request) | {"rows": rows})


@require_POST
@staff
def release_one(request: StaffRequest, sha256: str) -> HttpResponse:
    """Let one out: its content is known to be harmless."""
    _administer(request)
    blob = get_object_or_404(Blob, pk=sha256, scan=Blob.Scan.INFECTED)
    release(blob, by=By.person(request.user, at=now()))
    messages.success(request, _("Released. It can be opened on its tickets again."))
    return redirect("workspace:quarantine")


def _administer(request: HttpRequest) -> None:
    if not request.user.is_authenticated or not request.user.can("administer"):
        raise Http404
