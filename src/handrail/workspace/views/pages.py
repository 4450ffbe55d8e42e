"""The pages beside the work: keys, preferences."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from handrail.workspace.forms import PreferencesForm, dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.views.frame import frame

KEYS = [
    ("J", "Down the list"), ("K", "Up the list"), ("Enter", "Open the ticket"),
    ("G", "Open the next ticket of the queue"),
    ("T", "Take the ticket that should be served next, of all your teams"),
    ("A", "Take the ticket"), ("R", "Write a reply"),
    ("N", "Write a note"), ("Ctrl Enter", "Send what you are writing"), ("E", "Hand over"),
    ("Y", "Accept a handoff"), ("P", "Pull somebody in"), ("W", "Call a swarm"),
    ("L", "Write an article from it"), ("S", "Wait or snooze"),
    ("D", "Send the reply and solve"), ("Z", "Undo sending"), ("Esc", "Leave a field"),
    ("/", "Search"), ("?", "This page"),
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
            messages.success(request, "Kept for this browser.")
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
