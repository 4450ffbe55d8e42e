"""Ending notices from the link in a mail, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from handrail.base.by import By
from handrail.flow.outbox import unsubscribing
from handrail.portal.views.frame import frame


# A mail program presses the button for its reader and has no token of ours (RFC 8058).
@csrf_exempt
def notices(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, stop on the press. Opening the link changes nothing: machines open links."""
    context = frame(request) | {"address": "", "is_done": False}
    try:
        context["address"] = unsubscribing.address_of(token)
    except unsubscribing.NoLink:
        return render(request, "portal/notices.html", context, status=404)
    if request.method == "POST":
        unsubscribing.stop(token, by=By.system())
        context["is_done"] = True
    return render(request, "portal/notices.html", context)
