"""Browsers that are told even when no page is open."""

import json
from pathlib import Path

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.base.clock import now
from handrail.flow.notices import pushing
from handrail.workspace.guard import StaffRequest, staff

WORKER = (Path(__file__).parents[1] / "static" / "workspace" / "push-worker.js").read_text()
MOST_BYTES = 4000


@require_safe
def worker(request: StaffRequest) -> HttpResponse:
    """The script that shows them; it must lie above the pages it serves, so it is no static file."""
    return HttpResponse(WORKER, content_type="text/javascript; charset=utf-8")


@require_POST
@staff
def subscribe(request: StaffRequest) -> JsonResponse:
    """Remember this browser, or forget it."""
    try:
        said = json.loads(request.body[:MOST_BYTES])
        if said.get("forget"):
            pushing.forget(request.user, str(said["endpoint"]))
        else:
            pushing.remember(
                request.user, endpoint=str(said["endpoint"]), p256dh=str(said["keys"]["p256dh"]),
                auth=str(said["keys"]["auth"]), at=now(),
            )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        words = _("This browser's push service is not one we know. Ask your administrator.")
        return JsonResponse({"words": words}, status=422)
    return JsonResponse({"words": _("This browser is told from now on.")})
