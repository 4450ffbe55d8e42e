"""The pages beside the work: keys, preferences."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from handrail.workspace.forms import PreferencesForm, dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.views.frame import frame

KEYS = [
    ("Ctrl K", _("Everything by a few letters, each with its key")),
    ("J", _("Down the list")), ("K", _("Up the list")), ("Enter", _("Open the ticket")),
    ("X", _("Tick the ticket, to do something with many")), ("F", _("Filter the list, and keep it as a view")),
    ("G", _("Open the next ticket of the queue")),
    ("T", _("Take the ticket that should be served next, of all your teams")),
    ("A", _("Take the ticket")), ("R", _("Write a reply")), ("N", _("Write a note")),
    ("Ctrl Enter", _("Send what you are writing")), ("Ctrl B", _("Bold")), ("Ctrl I", _("Italic")),
    ("C", _("Put a canned answer in")), ("I", _("Put an article in")), ("M", _("Apply a macro")),
    ("E", _("Hand over")), ("Y", _("Accept a handoff")), ("B", _("Give a handoff back, with what is missing")),
    ("P", _("Pull somebody in")), ("W", _("Call a swarm")), ("L", _("Write an article from it")),
    ("S", _("Wait or snooze")), ("D", _("Send the reply and solve")), ("Z", _("Undo")),
    ("Esc", _("Leave a field")), ("/", _("Search")), ("?", _("This page")),
]  # fmt: skip
YEAR = 365 * 24 * 3600


@staff
def keys(request: StaffRequest) -> HttpResponse:
    """What the letters do."""
    return render(request, "workspace/keys.html", frame(request) | {"keys": KEYS})


@staff
def preferences(request: StaffRequest) -> HttpResponse:
    """How pages look in this browser; kept in its cookies."""
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if form.is_valid():
            messages.success(request, _("Kept for this browser."))
            response = redirect("workspace:preferences")
            for name, value in form.cleaned_data.items():
                response.set_cookie(f"handrail_{name}", value, max_age=YEAR, samesite="Lax")
            return response
    chosen = {n: request.COOKIES.get(f"handrail_{n}", "") for n in ("theme", "density", "keys")}
    context = frame(request) | {
        "form": dress(PreferencesForm(initial=chosen)),
        "admin_url": "/admin/",
    }
    return render(request, "workspace/preferences.html", context)
